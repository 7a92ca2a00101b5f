# What `cmake --install` installs, for find_package(actcheck): the libraries, their headers, and the tool if it is built.
# Included at the end of the top CMakeLists.txt.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/actcheck")

install(TARGETS actcheck_reference actcheck_properties EXPORT actcheckTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(TARGET actcheck_tool)
  # EXPORT_NAME makes it actcheck::actcheck.
  install(TARGETS actcheck_tool EXPORT actcheckTargets RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

# Written headers and generated ones.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/reference/actcheck/" "${PROJECT_SOURCE_DIR}/properties/actcheck/"
    "${PROJECT_BINARY_DIR}/include/actcheck/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/actcheck"
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")

install(EXPORT actcheckTargets NAMESPACE actcheck:: DESTINATION "${package_dir}")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/actcheckConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/package/actcheckConfig.cmake"
  INSTALL_DESTINATION "${package_dir}" NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the interface.
set(compatibility SameMajorVersion)
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatibility SameMinorVersion)
endif()
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/actcheckConfigVersion.cmake"
  COMPATIBILITY ${compatibility})
install(FILES
  "${PROJECT_BINARY_DIR}/package/actcheckConfig.cmake"
  "${PROJECT_BINARY_DIR}/package/actcheckConfigVersion.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/FindMPFI.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/actcheckAddCheck.cmake"
  DESTINATION "${package_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
