#[=[
Finds the C++ Actor Framework 0.17, for which Debian ships neither a CMake package nor a pkg-config file.

  find_package(CAF [version] [REQUIRED] [COMPONENTS core io openssl])

Components: core (the default), io, openssl. Each that is found becomes an imported target CAF::core, CAF::io or
CAF::openssl, which carries what it depends on. Also set: CAF_FOUND, CAF_VERSION, CAF_<component>_FOUND.
Hint: CAF_ROOT, an installation prefix.
]=]

if(NOT CAF_FIND_COMPONENTS)
  set(CAF_FIND_COMPONENTS core)
endif()

set(_caf_header_core caf/all.hpp)
set(_caf_header_io caf/io/all.hpp)
set(_caf_header_openssl caf/openssl/all.hpp)
set(_caf_needs_core Threads::Threads)
set(_caf_needs_io CAF::core)
set(_caf_needs_openssl CAF::io OpenSSL::SSL)

# Every component needs those to its left, so they are looked for too.
if("openssl" IN_LIST CAF_FIND_COMPONENTS)
  set(_caf_components core io openssl)
elseif("io" IN_LIST CAF_FIND_COMPONENTS)
  set(_caf_components core io)
else()
  set(_caf_components core)
endif()

include(CMakeFindDependencyMacro)
find_dependency(Threads)
if("openssl" IN_LIST _caf_components)
  find_dependency(OpenSSL)
endif()

set(_caf_required)
foreach(_caf_component IN LISTS _caf_components)
  find_path(CAF_${_caf_component}_INCLUDE_DIR ${_caf_header_${_caf_component}})
  find_library(CAF_${_caf_component}_LIBRARY caf_${_caf_component})
  mark_as_advanced(CAF_${_caf_component}_INCLUDE_DIR CAF_${_caf_component}_LIBRARY)
  if(CAF_${_caf_component}_INCLUDE_DIR AND CAF_${_caf_component}_LIBRARY)
    set(CAF_${_caf_component}_FOUND TRUE)
  else()
    set(CAF_${_caf_component}_FOUND FALSE)
  endif()
  list(APPEND _caf_required CAF_${_caf_component}_INCLUDE_DIR CAF_${_caf_component}_LIBRARY)
endforeach()

# CAF_VERSION 1706 in caf/config.hpp is 0.17.6.
if(CAF_core_INCLUDE_DIR AND EXISTS "${CAF_core_INCLUDE_DIR}/caf/config.hpp")
  file(STRINGS "${CAF_core_INCLUDE_DIR}/caf/config.hpp" _caf_number REGEX "^#define CAF_VERSION [0-9]+")
  string(REGEX MATCH "[0-9]+$" _caf_number "${_caf_number}")
  if(_caf_number)
    math(EXPR _caf_major "${_caf_number} / 10000")
    math(EXPR _caf_minor "${_caf_number} / 100 % 100")
    math(EXPR _caf_patch "${_caf_number} % 100")
    set(CAF_VERSION "${_caf_major}.${_caf_minor}.${_caf_patch}")
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  CAF
  REQUIRED_VARS ${_caf_required}
  VERSION_VAR CAF_VERSION
  HANDLE_VERSION_RANGE HANDLE_COMPONENTS
  REASON_FAILURE_MESSAGE "On Debian and Ubuntu: apt install libcaf-dev")

if(CAF_FOUND)
  foreach(_caf_component IN LISTS _caf_components)
    if(NOT TARGET CAF::${_caf_component})
      add_library(CAF::${_caf_component} UNKNOWN IMPORTED)
      set_target_properties(
        CAF::${_caf_component}
        PROPERTIES IMPORTED_LOCATION "${CAF_${_caf_component}_LIBRARY}"
                   INTERFACE_INCLUDE_DIRECTORIES "${CAF_${_caf_component}_INCLUDE_DIR}"
                   INTERFACE_LINK_LIBRARIES "${_caf_needs_${_caf_component}}")
    endif()
  endforeach()
endif()
