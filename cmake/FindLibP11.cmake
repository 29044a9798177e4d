#[=[
Finds libp11, which uses PKCS#11 modules and brings no CMake package: the target LibP11::p11.
]=]

find_path(LIBP11_INCLUDE_DIR libp11.h)
find_library(LIBP11_LIBRARY p11)
mark_as_advanced(LIBP11_INCLUDE_DIR LIBP11_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  LibP11
  REQUIRED_VARS LIBP11_LIBRARY LIBP11_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "On Debian and Ubuntu: apt install libp11-dev")

if(LibP11_FOUND AND NOT TARGET LibP11::p11)
  add_library(LibP11::p11 UNKNOWN IMPORTED)
  set_target_properties(
    LibP11::p11 PROPERTIES IMPORTED_LOCATION "${LIBP11_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${LIBP11_INCLUDE_DIR}")
endif()
