/// \file
/// Counts in words, for messages and reports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace actcheck {

/// `1,234,567`
inline std::string with_commas(std::uint64_t n) {
  const std::string digits = std::to_string(n);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

/// `1 thing` or `1,234 things`.
inline std::string counted(std::uint64_t n, std::string_view thing) {
  return with_commas(n) + " " + std::string(thing) + (n == 1 ? "" : "s");
}

}  // namespace actcheck
