/// \file
/// Roundings that no precision of double decides, because the exact value lies next to the middle between two numbers of the
/// format: there the facts tell on which side.
#pragma once

#include <optional>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"
#include "arithmetic/bounded.hpp"

namespace actcheck {

/// The first two terms of an expansion at some x: coefficient * x^power, and what the second is in proportion to it.
struct leading_terms {
  double coefficient;
  int power;
  double ratio;
};
/// Nothing where the expansion does not hold or has only one term.
std::optional<leading_terms> terms_at(const expansion_at_zero&, double x);

/// dy * (the expansion of f or f' at 0) rounded, where the first term is a double and the second is small beside it.
std::optional<double> round_expansion(format, const expansion_at_zero&, double x, double dy);

/// f(x) rounded, given a ball around it, where x's side has an asymptote whose value at x is a double.
std::optional<double> round_by_asymptote(format, const facts&, double x, const arithmetic::bounded& ball);

}  // namespace actcheck
