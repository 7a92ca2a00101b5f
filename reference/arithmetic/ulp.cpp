#include "actcheck/ulp.hpp"

#include <cmath>

#include "actcheck/activation.hpp"

namespace actcheck {
namespace {

/// Exponent of the spacing at the exact value. Just below a power of two the spacing is half of the one above it, and
/// the residual tells on which side of `rounded` the exact value lies.
int spacing_at_exact(format f, const reference_value& want) noexcept {
  const bool toward_zero = want.residual != 0 && (want.residual < 0) == (want.rounded > 0);
  return spacing_exponent(f, toward_zero ? std::nextafter(want.rounded, 0.0) : want.rounded);
}

/// Infinities become the value one step past the largest finite one.
double finite_stand_in(format f, double value) noexcept {
  return std::isinf(value) ? std::copysign(power_of_two(shape(f).max_exponent), value) : value;
}

/// The two differences that make up got - exact: (got - rounded) and the residual, both in units of the spacing.
double error_in_spacings(format f, double got, const reference_value& want, int& exponent) noexcept {
  if (std::isnan(got) || std::isnan(want.rounded)) {
    exponent = 0;
    return std::isnan(got) && std::isnan(want.rounded) ? 0.0 : infinity;
  }
  if (got == want.rounded && std::isinf(got)) return 0.0;
  if (std::isinf(got) || std::isinf(want.rounded)) {
    // Halved, because the stand-in 2^(max+1) is not a double when the format is f64.
    const double half_got = std::isinf(got) ? finite_stand_in(f, got) : got / 2;
    const double half_want = std::isinf(want.rounded) ? finite_stand_in(f, want.rounded) : want.rounded / 2;
    exponent = shape(f).max_exponent - shape(f).precision + 1;
    return std::fabs(half_got - half_want) / power_of_two(exponent) * 2;
  }
  exponent = spacing_at_exact(f, want);
  // Scaled before they are subtracted: the difference of two huge values may overflow.
  const double steps = std::ldexp(got, -exponent) - std::ldexp(want.rounded, -exponent);
  return std::fabs(steps - static_cast<double>(want.residual));
}

}  // namespace

double ulp_error(format f, double got, const reference_value& want) noexcept {
  int exponent = 0;
  return error_in_spacings(f, got, want, exponent);
}

double absolute_error(format f, double got, const reference_value& want) noexcept {
  int exponent = 0;
  const double steps = error_in_spacings(f, got, want, exponent);
  return std::ldexp(steps, exponent);
}

}  // namespace actcheck
