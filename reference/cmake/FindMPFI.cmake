# MPFI and what it is made of, MPFR and GMP, as the target MPFI::MPFI. None of the three brings a CMake configuration.
# The build uses this file, and so does a consumer of the installed package: the reference is a static library.
# A copy outside the system's folders is found through CMAKE_PREFIX_PATH.
include(FindPackageHandleStandardArgs)
find_path(MPFI_INCLUDE_DIR mpfi.h)
find_library(MPFI_LIBRARY mpfi)
find_library(MPFR_LIBRARY mpfr)
find_library(GMP_LIBRARY gmp)
mark_as_advanced(MPFI_INCLUDE_DIR MPFI_LIBRARY MPFR_LIBRARY GMP_LIBRARY)
find_package_handle_standard_args(MPFI
  REQUIRED_VARS MPFI_LIBRARY MPFR_LIBRARY GMP_LIBRARY MPFI_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "On Debian: apt-get install libmpfi-dev libmpfr-dev libgmp-dev")
if(MPFI_FOUND AND NOT TARGET MPFI::MPFI)
  add_library(MPFI::MPFI UNKNOWN IMPORTED)
  set_target_properties(MPFI::MPFI PROPERTIES
    IMPORTED_LOCATION "${MPFI_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${MPFI_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${MPFR_LIBRARY};${GMP_LIBRARY}")
endif()
