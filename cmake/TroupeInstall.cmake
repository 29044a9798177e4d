# The library, its headers and a package for find_package(Troupe).

include(CMakePackageConfigHelpers)

set(troupe_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Troupe")

install(TARGETS troupe EXPORT TroupeTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
foreach(folder IN LISTS troupe_folders)
  # A folder without files does not exist in a clone.
  if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/${folder}")
    install(DIRECTORY ${folder} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/troupe" FILES_MATCHING PATTERN "*.hpp")
  endif()
endforeach()
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

configure_package_config_file(
  cmake/TroupeConfig.cmake.in "${PROJECT_BINARY_DIR}/package/TroupeConfig.cmake" INSTALL_DESTINATION
  "${troupe_package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/TroupeConfigVersion.cmake" COMPATIBILITY SameMinorVersion)

install(EXPORT TroupeTargets NAMESPACE Troupe:: DESTINATION "${troupe_package_dir}")
install(
  FILES "${PROJECT_BINARY_DIR}/package/TroupeConfig.cmake" "${PROJECT_BINARY_DIR}/package/TroupeConfigVersion.cmake"
        cmake/FindCAF.cmake cmake/FindArgon2.cmake cmake/FindLibP11.cmake
  DESTINATION "${troupe_package_dir}")
