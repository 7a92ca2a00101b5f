/// \file
/// The functions on SIMD lanes, one at a time, with the error bounds that they state: what lanes_test.cpp examines.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace actcheck::test {

enum class lane_operation : int {
  exp, exp_of_negative, exp_for_square, expm1, tanh, logistic, normal_distribution, gelu, normal_density, log1p, log1p_of_fraction,
  x_minus_tanh, sqrt, add, multiply, divide, if_greater
};

/// An array of operands: values, known to `units` of 2^-53 of each value, or of each magnitude where that is not null.
struct lane_operand {
  const double* values;
  const double* magnitudes = nullptr;
  double units = 0;
  int sign = 0;  ///< what is told about the signs of the values
};

/// Applies the operation on the chosen target to n values, a multiple of 32. Functions ignore `b`; `if_greater` gives a's
/// values where a > b, else b's. `bounds` are the stated errors, infinite where the result is unknown.
void run_lanes(lane_operation, const lane_operand& a, const lane_operand& b, std::size_t n, double* values, double* bounds);

}  // namespace actcheck::test
