/// \file
/// Names as users type them.
#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace actcheck {

inline bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace actcheck
