/// \file
/// `ball`: a result of double-double arithmetic with its bound, and the rounding test on it. Internal.
#pragma once

#include <optional>

#include "actcheck/oracle.hpp"

namespace actcheck {

/// |exact - (high + low)| <= error, |low| at most half of high's spacing; low + error and low - error may be rounded to doubles.
/// An error of 0 says that the sum is exact. Where anything is infinite or NaN, nothing is known.
struct ball {
  double high, low, error;

  /// Is it neither 0 nor of unknown sign? (|low| is far below half of |high|.)
  bool has_sign() const { return high > 2 * error || -high > 2 * error; }
};

/// Residuals are wanted to within 1e-3.
inline constexpr double residual_tolerance = 0x1p-11;

/// high + low in the format, for low at most half of high's spacing; overflow to infinity.
double round_pair(format, double high, double low);

/// Exponent of the format's spacing at the exact value high + low: just inside of a power of two it is smaller.
int spacing_at(format, double high, double low);

/// `v` in units of 2^exponent, which may be smaller than the smallest double.
double in_units(double v, int exponent);

/// The rounded value if everything in the ball rounds to it and the residual is known well; overflow to infinity.
std::optional<reference_value> round_if_certain(format, const ball&);

/// The same for the ball times the product of exact numbers, none of them 0 or infinite: the ball's sign must be known. Products
/// of any size, such as no double could hold. Nothing between 2^-1086, below which all vanish, and 2^-700.
std::optional<reference_value> round_product_if_certain(format, ball, std::span<const double> factors);

}  // namespace actcheck
