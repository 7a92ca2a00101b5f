/// \file
/// Results of 16-bit formats by look-up: a table of results, or of slopes that upstream gradients are multiplied by.
#pragma once

#include <cstddef>
#include <cstdint>

#include "actcheck/formats.hpp"

namespace actcheck::kernels {

/// Entries that tables have after the last pattern: a look-up may read past the entry that it is for.
inline constexpr std::size_t table_padding = 1;

/// out[i] = table[x[i]]. `out` may be `x`.
void look_up(const std::uint16_t* table, const std::uint16_t* x, std::size_t n, std::uint16_t* out);

/// A product whose rounding is not certain, by the patterns of its factors.
struct undecided_product {
  std::uint32_t index;
  std::uint16_t x, dy;
};

/// Slopes by the pattern of x, correctly rounded to f32; NaN where f32 does not hold the slope to half a unit of its last digit.
struct slope_products {
  const float* slopes;
  const std::uint16_t* x;
  const std::uint16_t* dy;
  std::size_t n;
  std::uint16_t* out;  ///< may be `x` or `dy`
};

/// Rounds and stores slope(x[i]) * dy[i] in f16 or bf16. Those whose rounding is not certain, and all that are no numbers, go to
/// `undecided`, which has room for n; returns how many.
std::size_t multiply_slopes(format, const slope_products&, undecided_product* undecided);

/// What belongs into a table of slopes.
float slope_entry(double slope);

}  // namespace actcheck::kernels
