/// \file
/// Included by each file of this folder. A file is one profile: it defines `profile describe()` in an unnamed namespace and
/// ends with ACTCHECK_PROFILE(name), the file's name.
///
/// Why C++ and not TOML or JSON: the compiler checks every field's name and type, numbers are exact (1.0 / 6, NaN, -0.0),
/// the library needs neither a parser nor files at run time, and adding a profile is one new file all the same.
#pragma once

#include <limits>

#include "actcheck/profiles.hpp"

namespace actcheck::profile_files {

inline constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
using enum pass;
using enum kink_place;
using enum kink_choice;
using enum special_input;
using enum special_row;

}  // namespace actcheck::profile_files

#define ACTCHECK_PROFILE(file)               \
  namespace actcheck::profile_files {        \
  const profile& file##_profile();           \
  const profile& file##_profile() {          \
    static const profile entry = describe(); \
    return entry;                            \
  }                                          \
  }
