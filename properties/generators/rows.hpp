/// \file
/// Rows for row-wise activations: lengths around the widths of vectors and powers of two, and the kinds of row that go wrong.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "actcheck/formats.hpp"

namespace actcheck {

/// A row of finite numbers, or one with elements whose share is exactly 0.
struct row_kind {
  std::string_view name;
  /// `toward` is +1 if larger elements get larger shares, else -1.
  std::vector<double> (*make)(format, std::size_t cols, int toward, std::uint64_t seed);
};

/// Spread, equal, one leading, huge and equal, far below 0, past the limits of exp, masked.
const std::vector<row_kind>& row_kinds();

/// Lengths of rows to try for about so many samples. Thousands of samples bring lengths at which a narrow sum stands still, and
/// beyond 2^16 for formats of 16 bits.
std::vector<std::size_t> row_lengths(format, std::size_t samples);

}  // namespace actcheck
