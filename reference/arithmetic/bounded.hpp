/// \file
/// `bounded`: a double together with a bound on its distance from the exact real result (ball arithmetic).
///
/// The fast half of the reference: a formula evaluated on `bounded` gives a value and a proven error, so a rounding
/// test can tell when the correctly rounded result is certain. Error rules: an operation on exact numbers whose result is
/// a double is exact (ties of an exact result are then decided here); for an operation z = x op y on balls
/// (X, ex), (Y, ey), the bound is first-order propagation plus the cross term, plus half an ulp (2^-53 |Z|) for the
/// operation itself, plus `underflow` for results that may be subnormal. The bound's own rounding errors (a few 2^-53
/// relative per step) are covered by `certain_bound`, which enlarges it by 2^-30.
///
/// Library functions: the GNU C library lists at most 5 ulp for the double functions used here on x86-64 and aarch64
/// (manual, "Errors in Math Functions"); 8 ulp are assumed, and a test measures them against MPFR.
#pragma once

#include <cfloat>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>

#include "arithmetic/polynomials.hpp"

namespace actcheck::arithmetic {

struct bounded {
  double value = 0;
  double error = 0;  ///< |exact - value| <= error

  bounded() = default;
  /// An exact constant or input.
  constexpr explicit bounded(double exact) : value(exact) {}
  constexpr bounded(double v, double e) : value(v), error(e) {}

  static constexpr double half_ulp = 0x1p-53;
  static constexpr double library_error = 0x1p-49;  ///< 8 ulp, relative
  static constexpr double underflow = DBL_MIN;
  static constexpr double unknown = std::numeric_limits<double>::infinity();
  /// Widest argument error for which the functions' first-order rules hold (their remainder is below 2^-9 of it).
  static constexpr double widest_argument = 0x1p-10;

  /// The bound to use in a rounding test: enlarged for the bound's own rounding, and for that of value +- bound.
  double certain_bound() const { return error == 0 ? 0 : error * (1 + 0x1p-30) + std::fabs(value) * 0x1p-52; }
};

inline bounded operator-(const bounded& a) { return {-a.value, a.error}; }
inline bounded abs(const bounded& a) { return {std::fabs(a.value), a.error}; }

/// A residual of this size or more was computed without underflow.
inline constexpr double residual_is_exact_from = 0x1p-960;

inline bounded operator+(const bounded& a, const bounded& b) {
  const double value = a.value + b.value;
  if (a.error == 0 && b.error == 0) {
    const double b_part = value - a.value;  // Knuth's two-sum: what rounding took away, exactly
    if ((a.value - (value - b_part)) + (b.value - b_part) == 0) return bounded{value};
  }
  return {value, a.error + b.error + std::fabs(value) * bounded::half_ulp};
}
inline bounded operator-(const bounded& a, const bounded& b) { return a + (-b); }

inline bounded operator*(const bounded& a, const bounded& b) {
  const bool known = std::isfinite(a.value) && std::isfinite(b.value) && std::isfinite(a.error) && std::isfinite(b.error);
  if (known && ((a.value == 0 && a.error == 0) || (b.value == 0 && b.error == 0))) return bounded{a.value * b.value};
  const double value = a.value * b.value;
  if (a.error == 0 && b.error == 0 && std::fabs(value) >= residual_is_exact_from && std::fma(a.value, b.value, -value) == 0)
    return bounded{value};
  return {value, std::fabs(a.value) * b.error + std::fabs(b.value) * a.error + a.error * b.error +
                     std::fabs(value) * bounded::half_ulp + bounded::underflow};
}

inline bounded operator/(const bounded& a, const bounded& b) {
  const double value = a.value / b.value;
  const double nearest_divisor = std::fabs(b.value) - b.error;
  if (!(nearest_divisor > 0)) return {value, bounded::unknown};
  if (a.error == 0 && b.error == 0 && std::fabs(a.value) >= residual_is_exact_from && std::isnormal(value) &&
      std::fma(value, b.value, -a.value) == 0)
    return bounded{value};
  return {value, (a.error + std::fabs(value) * b.error + bounded::underflow) / nearest_divisor + std::fabs(value) * bounded::half_ulp +
                     bounded::underflow};
}

inline bounded sqrt(const bounded& a) {
  const double value = std::sqrt(a.value);
  if (a.error == 0) return {value, value * bounded::half_ulp};
  if (!(a.value > 2 * a.error)) return {value, bounded::unknown};
  return {value, a.error / value + value * bounded::half_ulp};  // twice the first-order term
}

/// Common rule: the function's own error, plus the argument's error times a bound on the slope near the argument.
inline bounded library_result(double value, double slope, double argument_error) {
  if (!(argument_error <= bounded::widest_argument)) return {value, bounded::unknown};
  return {value, std::fabs(value) * bounded::library_error + slope * argument_error * (1 + 0x1p-8) +
                     bounded::underflow};
}

// Far out the functions are constant to within the last place, however inexact the argument.
inline bounded exp(const bounded& a) {
  if (a.value + a.error < -746) return {0, bounded::underflow};
  if (a.value == 0 && a.error == 0) return bounded{1.0};
  const double value = std::exp(a.value);
  return library_result(value, value, a.error);
}
inline bounded expm1(const bounded& a) {
  if (a.value + a.error < -40) return {-1, bounded::half_ulp};
  const double value = std::expm1(a.value);
  return library_result(value, value + 1, a.error);
}
inline bounded tanh(const bounded& a) {
  if (std::fabs(a.value) - a.error > 20) return {std::copysign(1.0, a.value), bounded::half_ulp};
  return library_result(std::tanh(a.value), 1, a.error);
}
/// |erfc'| <= 2/sqrt(pi) everywhere, and |erfc'(x)| < (x + sqrt(x^2+2)) erfc(x) for x >= 0 (Abramowitz & Stegun 7.1.13).
inline bounded erfc(const bounded& a) {
  if (a.value + a.error < -6) return {2, bounded::library_error};
  if (a.value - a.error > 28) return {0, bounded::underflow};
  const double value = std::erfc(a.value);
  const double slope = a.value > 0 ? value * (2 * a.value + 1.5) : 1.1284;
  return library_result(value, slope, a.error);
}

/// For a > -1; the slope 1/(1+a) is largest at the ball's lower end.
inline bounded log1p(const bounded& a) {
  const double lowest = 1 + a.value - a.error;
  if (!(lowest > 0x1p-20)) return {std::log1p(a.value), bounded::unknown};
  return library_result(std::log1p(a.value), (1 + 0x1p-30) / lowest, a.error);
}

/// x - tanh x for |x| <= 1, by its polynomial x^3 P(x^2). With u = 2^-53, Horner's rule errs by at most the sum of
/// (2i+1) u |c_i| w^i <= 5.6 u P(w), the rounding of w = x^2 by u w |P'(w)| <= 0.6 u P(w), the three products by 3 u: together
/// below 12 u of the result.
inline double x_minus_tanh_near_zero(double x) {
  const double w = x * x;
  double sum = polynomials::x_minus_tanh[std::size(polynomials::x_minus_tanh) - 1];
  for (std::size_t i = std::size(polynomials::x_minus_tanh) - 1; i > 0; --i) sum = sum * w + polynomials::x_minus_tanh[i - 1];
  return x * w * sum;
}
/// The slope tanh^2 is at most 1 and at most x^2.
inline bounded x_minus_tanh(const bounded& a) {
  if (!(a.error <= bounded::widest_argument)) return {a.value, bounded::unknown};
  const double reach = std::fabs(a.value) + a.error;
  const double from_argument = (reach < 1 ? reach * reach : 1) * a.error * (1 + 0x1p-30);
  if (std::fabs(a.value) <= 1) {
    const double value = x_minus_tanh_near_zero(a.value);
    return {value, std::fabs(value) * (polynomials::x_minus_tanh_error + 12 * bounded::half_ulp) + from_argument + bounded::underflow};
  }
  const double value = a.value - std::tanh(a.value);
  return {value, bounded::library_error + std::fabs(value) * bounded::half_ulp + from_argument};
}

/// `yes` where a > b, else `no`; undecided when the balls overlap.
inline bounded if_greater(const bounded& a, const bounded& b, const bounded& yes, const bounded& no) {
  if ((a.error == 0 && b.error == 0) || std::isinf(b.value)) return a.value > b.value ? yes : no;
  const double difference = a.value - b.value;
  const double uncertain = (a.error + b.error + std::fabs(difference) * bounded::half_ulp) * (1 + 0x1p-30);
  if (difference > uncertain) return yes;
  if (difference < -uncertain) return no;
  return {no.value, bounded::unknown};
}

/// `positive` where x > 0, else `otherwise`; undecided when the ball around x holds both cases.
inline bounded if_positive(const bounded& x, const bounded& positive, const bounded& otherwise) {
  if (x.value - x.error > 0) return positive;
  if (x.value + x.error <= 0) return otherwise;
  return {positive.value, bounded::unknown};
}

}  // namespace actcheck::arithmetic
