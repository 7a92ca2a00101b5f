#include "oracle/ball.hpp"

#include <bit>
#include <cmath>

namespace actcheck {
namespace {

/// high + low rounded to odd: a multiple of high's spacing that is odd unless the sum is a double. A narrower format with at
/// least two digits less rounds it as it would round the sum.
double round_to_odd(double high, double low) {
  const auto pattern = std::bit_cast<std::uint64_t>(high);
  if (low == 0 || (pattern & 1) != 0) return high;
  return std::bit_cast<double>((low > 0) == (high > 0) ? pattern + 1 : pattern - 1);
}

/// The ball times a number, both in [1/2, 1): nothing under- or overflows. Own error: u^2 for the product with low, 2u^2 for its sum
/// with the rounding error, of at most 4 times the result; an exact double times another is a pair of doubles exactly.
ball times_fraction(const ball& b, double fraction) {
  const double product = b.high * fraction, lost = std::fma(b.high, fraction, -product);
  const double low = lost + b.low * fraction, sum = product + low;
  const double own = b.low == 0 && b.error == 0 ? 0 : 0x1p-102 * std::fabs(sum);
  return {sum, low - (sum - product), b.error * fraction + own};
}

/// The exponent that is taken out of v, to leave a fraction.
int take_exponent(double& v) {
  int exponent = 0;
  v = std::frexp(v, &exponent);
  return exponent;
}

}  // namespace

double round_pair(format f, double high, double low) {
  const double sum = low == 0 ? high : high + low;  // -0 + 0 would be +0
  return f == format::f64 ? sum : round_unbounded(f, round_to_odd(sum, low - (sum - high)));
}

int spacing_at(format f, double high, double low) {
  const bool is_inside = low != 0 && (low > 0) != (high > 0);
  return spacing_exponent(f, is_inside ? std::nextafter(high, 0.0) : high);
}

// In two steps, because 2^1074 is no double.
double in_units(double v, int exponent) {
  const int half = exponent / 2;
  return v * power_of_two(-half) * power_of_two(half - exponent);
}

std::optional<reference_value> round_if_certain(format f, const ball& b) {
  const double low = round_pair(f, b.high, b.low - b.error), high = round_pair(f, b.high, b.low + b.error);
  const int spacing = spacing_at(f, b.high, b.low);
  const bool is_close = in_units(b.error, spacing) < residual_tolerance;
  const bool is_signed = low != 0 || b.has_sign();
  if (!same_number(low, high) || !is_close || !is_signed) return std::nullopt;
  const double lost = std::isfinite(low) ? in_units((b.high - low) + b.low, spacing) : 0;
  return reference_value{low, static_cast<float>(lost)};
}

std::optional<reference_value> round_product_if_certain(format f, ball b, std::span<const double> factors) {
  if (!std::isfinite(b.high) || !b.has_sign()) return std::nullopt;
  int exponent = take_exponent(b.high);
  b.low = std::ldexp(b.low, -exponent);
  b.error = std::ldexp(b.error, -exponent);
  if (std::fabs(b.low) < 0x1p-200) b = {b.high, 0, b.error + std::fabs(b.low)};  // so that nothing below underflows
  for (double factor : factors) {
    const double sign = std::copysign(1.0, factor);
    factor = std::fabs(factor);
    exponent += take_exponent(factor);
    b = times_fraction(b, factor);
    b = {sign * b.high, sign * b.low, b.error};
  }
  // With every factor the fraction has come down by at most 1/2.
  const int lowest = exponent - static_cast<int>(factors.size()) - 1;
  if (exponent <= -1074 - 12) return reference_value{std::copysign(0.0, b.high), 0};
  if (lowest > 1025) return reference_value{std::copysign(infinity, b.high), 0};
  if (lowest < -700 || exponent > 1020) return std::nullopt;
  // The bound, enlarged for its own rounding and for that of low +- error.
  const double error = b.error == 0 ? 0 : b.error * (1 + 0x1p-30) + std::fabs(b.high) * 0x1p-103;
  return round_if_certain(f, ball{std::ldexp(b.high, exponent), std::ldexp(b.low, exponent), std::ldexp(error, exponent)});
}

}  // namespace actcheck
