/// \file
/// Between stored numbers and the doubles that the lane kernels work on, and the rounding test, vectorised.
#pragma once

#include <cstddef>
#include <cstdint>

#include "actcheck/formats.hpp"
#include "kernels/lane_kernels.hpp"

namespace actcheck::kernels {

/// One block of results before rounding: values with their bound, and the upstream gradients they still have to be
/// multiplied by (none: null). Arrays as for `lane_function`.
struct unrounded_block {
  const double* value;
  const double* magnitude;
  const double* upstream;
  lane_bound bound;
  std::size_t size;

  /// The bound for the products too. Those of an inexact value are covered by what `certain_units` adds; an exact value
  /// leaves the product's own rounding.
  double relative_error() const { return upstream != nullptr && bound.relative == 0 ? 0x1p-52 : bound.relative; }
};

/// Stored numbers as doubles. Returns whether one of them is an infinity or NaN. `values` has room for `lane_padding` more.
bool load_block(format, const void* stored, std::size_t n, double* values);

/// Rounds and stores what the bound decides: every result whose whole interval of possible values rounds to one number.
/// The positions of the others go to `undecided`, which has room for `size + lane_padding`; their number is returned.
/// `stored` may be what the values were loaded from. f64 and the 8-bit formats are not among the formats.
std::size_t round_block(format, const unrounded_block&, void* stored, std::uint32_t* undecided);

/// f'(x) is `slope` where x is exactly `position`: puts it there.
void set_at(double position, double slope, const double* x, std::size_t n, double* value);

}  // namespace actcheck::kernels
