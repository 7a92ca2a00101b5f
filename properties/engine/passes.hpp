/// \file
/// Both passes, and the one of a name.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "actcheck/activation.hpp"

namespace actcheck {

inline constexpr std::array<pass, 2> all_passes{pass::forward, pass::backward};

inline std::optional<pass> find_pass(std::string_view wanted) {
  for (const pass p : all_passes)
    if (name(p) == wanted) return p;
  return std::nullopt;
}

}  // namespace actcheck
