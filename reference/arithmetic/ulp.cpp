#include "actcheck/ulp.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "actcheck/activation.hpp"

namespace actcheck {
namespace {

/// Exponent of the spacing at the exact value. Just below a power of two the spacing is half of the one above it, and
/// the residual tells on which side of `rounded` the exact value lies.
inline int spacing_at_exact(format f, const reference_value& want) noexcept {
  const bool toward_zero = want.rounded != 0 && want.residual != 0 && (want.residual < 0) == (want.rounded > 0);
  // The next double toward zero has the pattern before, whatever the sign.
  return spacing_exponent(f, toward_zero ? std::bit_cast<double>(std::bit_cast<std::uint64_t>(want.rounded) - 1) : want.rounded);
}

/// Half of the value one step past the largest finite one, where an infinity stands.
double half_stand_in(format f, double infinite) noexcept {
  return std::copysign(largest(f) / 2 + power_of_two(spacing_exponent(f, largest(f)) - 1), infinite);
}

/// `value` in units of 2^exponent. The narrower formats' numbers stay far from the ends of double.
inline double in_units(format f, double value, int exponent) noexcept {
  return f == format::f64 ? std::ldexp(value, -exponent) : value * power_of_two(-exponent);
}

/// An error of numbers is finite, however large; infinity is kept for NaN against a number.
double capped(double error) noexcept {
  constexpr double most = std::numeric_limits<double>::max();
  return error <= most ? error : most;
}

/// Both are numbers, and neither is infinite.
template <class Format>
double finite_ulp_error(Format f, double got, const reference_value& want) noexcept {
  const int exponent = spacing_at_exact(f, want);
  // Scaled before they are subtracted: the difference of two huge values may overflow.
  const double steps = in_units(f, got, exponent) - in_units(f, want.rounded, exponent);
  return capped(std::fabs(steps - static_cast<double>(want.residual)));
}

/// Half of |got - want| where one of them is infinite. Halved, because the stand-in is no double in f64.
double half_infinite_error(format f, double got, double want) noexcept {
  if (got == want) return 0;
  const double half_got = std::isinf(got) ? half_stand_in(f, got) : got / 2;
  const double half_want = std::isinf(want) ? half_stand_in(f, want) : want / 2;
  return std::fabs(half_got - half_want);
}

/// Is `got` the rounded value, where that is NaN or what an overflow policy put for a result out of range?
bool same_special(double got, const reference_value& want) noexcept {
  return (std::isnan(got) && std::isnan(want.rounded)) || (want.beyond != 0 && got == want.rounded);
}

}  // namespace

double ulp_error(format f, double got, const reference_value& want) noexcept {
  // Nearly always, so without looking the format up.
  if (f == format::f32 && std::isfinite(got) && std::isfinite(want.rounded) && want.beyond == 0)
    return finite_ulp_error(std::integral_constant<format, format::f32>(), got, want);
  if (same_special(got, want)) return 0;
  const double wanted = want.unbounded();
  if (std::isnan(got) || std::isnan(wanted)) return infinity;
  if (std::isinf(got) || std::isinf(wanted)) {
    const int exponent = spacing_exponent(f, std::isinf(wanted) ? largest(f) : wanted);
    return capped(std::ldexp(half_infinite_error(f, got, wanted), 1 - exponent));
  }
  return finite_ulp_error(f, got, want);
}

double absolute_error(format f, double got, const reference_value& want) noexcept {
  if (same_special(got, want)) return 0;
  const double wanted = want.unbounded();
  if (std::isnan(got) || std::isnan(wanted)) return infinity;
  if (std::isinf(got) || std::isinf(wanted)) return capped(2 * half_infinite_error(f, got, wanted));
  const double taken_away = std::ldexp(static_cast<double>(want.residual), spacing_at_exact(f, want));
  return capped(std::fabs(got - want.rounded - taken_away));
}

}  // namespace actcheck
