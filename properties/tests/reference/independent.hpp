/// \file
/// The activations once more, by other formulas than in reference/activations and in plain MPFR: what the oracle is
/// compared with. An activation that has no entry here is compared with dual numbers instead (`independent_formula`
/// returns nothing), so that adding an activation stays one new file.
#pragma once

#include <optional>
#include <string_view>

#include "actcheck/activation.hpp"
#include "actcheck/oracle.hpp"
#include "real.hpp"

namespace actcheck::test {

struct independent_formula {
  std::string_view name;
  real (*value)(const real& x, parameter_values);
  real (*slope)(const real& x, parameter_values);
  /// Values and slopes at -inf and +inf, zeros with their sign.
  double value_at_minus_infinity, value_at_plus_infinity;
  double slope_at_minus_infinity, slope_at_plus_infinity;
  /// Bits lost to cancellation at x, besides those lost near 0.
  int (*lost_bits)(double x);

  /// The exact value (or slope) at a finite x, to far more bits than any format has.
  real exact(pass, double x, parameter_values) const;
};

/// The entry for this activation, or nullptr.
const independent_formula* find_independent(std::string_view name);

/// What the oracle should say: independent evaluation, special cases by IEEE 754 rules, rounded once.
double expected(const independent_formula&, pass, format, double x, double dy, parameter_values);

/// The same for an activation without an entry: the declared formula (forward) or its dual numbers (backward) at
/// 2,500 bits, rounded once. Nothing where they do not apply: at kinks, NaN and infinities.
std::optional<double> expected_from_duals(const activation&, pass, format, double x, double dy, parameter_values);

}  // namespace actcheck::test
