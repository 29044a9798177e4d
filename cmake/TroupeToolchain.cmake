# How Troupe's own targets are compiled. Nothing here reaches a consumer of the installed package.

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
  endif()
  if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(TROUPE_CCACHE ccache)
    mark_as_advanced(TROUPE_CCACHE)
    if(TROUPE_CCACHE)
      set(CMAKE_CXX_COMPILER_LAUNCHER "${TROUPE_CCACHE}")
    endif()
  endif()
endif()

# Directory-wide, so that library, tests and examples agree. libcaf comes from the system and isn't instrumented.
# What the sanitizers insert makes g++ 12 see uninitialized values in standard headers.
set(troupe_sanitizers_on OFF)
if(TROUPE_SANITIZE)
  set(troupe_sanitizers_on ON)
  string(REPLACE ";" "," troupe_sanitizers "${TROUPE_SANITIZE}")
  if(NOT troupe_sanitizers MATCHES "^(thread|(address|undefined)(,(address|undefined))?)$")
    message(FATAL_ERROR "TROUPE_SANITIZE=${TROUPE_SANITIZE}: allowed are address, undefined, address,undefined and thread")
  endif()
  add_compile_options("-fsanitize=${troupe_sanitizers}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options("-fsanitize=${troupe_sanitizers}")
  if(troupe_sanitizers MATCHES "undefined")
    # caf/intrusive/task_queue.hpp casts the end of its list, which is no element, to an element.
    add_compile_options(-fno-sanitize=vptr)
  endif()
endif()

# The warnings of design section 7, for a target of this repository.
function(troupe_own_target target)
  target_compile_options(
    ${target}
    PRIVATE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            $<$<BOOL:${TROUPE_WERROR}>:-Werror>
            $<$<BOOL:${troupe_sanitizers_on}>:-Wno-maybe-uninitialized>)
endfunction()
