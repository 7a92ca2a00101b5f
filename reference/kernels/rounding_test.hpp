/// \file
/// The rounding test: is the correctly rounded result certain, given a value and a bound on its error? Internal.
#pragma once

#include <cmath>
#include <optional>

#include "actcheck/oracle.hpp"
#include "arithmetic/bounded.hpp"

namespace actcheck::kernels {

using arithmetic::bounded;

/// Is an error of this size small against the spacing of the format at `value`? Next to a root of f' it is not, though the
/// rounding may be certain: then only the oracle knows the residual.
inline bool residual_is_known(format f, double value, double error) {
  return error * power_of_two(-spacing_exponent(f, value)) < 0x1p-10;
}

/// `rounded` with what rounding took away from the (nearly) exact value, where the value is known well enough.
inline reference_value with_residual(format f, double rounded, const bounded& exact) {
  if (!std::isfinite(rounded) || !std::isfinite(exact.error) || !residual_is_known(f, exact.value, exact.error)) return {rounded, 0};
  return {rounded, static_cast<float>((exact.value - rounded) * power_of_two(-spacing_exponent(f, exact.value)))};
}

/// The rounded value if everything within the bound rounds to it.
inline std::optional<reference_value> round_if_certain(format f, const bounded& exact) {
  const double error = exact.certain_bound();
  const double low = round_unbounded(f, exact.value - error);
  if (!std::isfinite(exact.value) || !residual_is_known(f, exact.value, error)) return std::nullopt;
  if (!same_number(low, error == 0 ? low : round_unbounded(f, exact.value + error))) return std::nullopt;  // -0 + 0 would be +0
  return with_residual(f, low, exact);
}

/// `value` times an exact factor. A zero factor gives a zero whose sign is that of the value, if that is certain.
inline bounded times_exactly(const bounded& value, double factor) {
  const bool sign_is_certain = value.error == 0 || std::fabs(value.value) > value.error;
  if (factor == 0 && !sign_is_certain) return {0, bounded::unknown};
  return value * bounded{factor};
}

}  // namespace actcheck::kernels
