/// \file
/// Facts about x logistic(beta x): swish, silu (beta = 1) and quick_gelu (beta = 1.702).
///
/// Formulas are compiled once more for each target of the kernels, inside that target's namespace; so is this file, which
/// is what the toggle is for.

#include <cmath>

#include "arithmetic/activation_file.hpp"

#if defined(ACTCHECK_SWISH_FACTS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_SWISH_FACTS_INL
#undef ACTCHECK_SWISH_FACTS_INL
#else
#define ACTCHECK_SWISH_FACTS_INL
#endif

namespace actcheck::activations {

/// f(x) = silu(beta x)/beta, and silu turns at -(1+W) with the value -W, W = W(1/e) of Lambert's function; silu' turns at
/// +-2y with y tanh y = 1. The quotients are rounded once, from long double.
inline facts swish_facts(long double beta) {
  constexpr long double lambert = 0.2784645427610737951093587390229801554395L;
  constexpr long double derivative_turn = 2.399357280515467667832739697282283888523L;
  const auto b = static_cast<double>(beta);
  facts f{
      .range = {-infinity, false, infinity, false},
      .pieces = {{-infinity, infinity, +1}},
      .limit_at_minus_infinity = -infinity,
      .limit_at_plus_infinity = infinity,
      .derivative_at_minus_infinity = 0.5,
      .derivative_at_plus_infinity = 0.5,
      .lipschitz = 0.5,
      .steepest_at = 1,
      .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
  };
  if (beta == 0) {  // x/2
    f.positively_homogeneous = true;
    return f;
  }
  const auto turning_point = static_cast<double>(-(1 + lambert) / beta), extremum = static_cast<double>(-lambert / beta);
  const auto steepest = static_cast<double>(derivative_turn / beta);
  f.derivative_turns = {-std::fabs(steepest), std::fabs(steepest)};
  f.lipschitz = 1.0998393201288669170;
  f.steepest_at = steepest;
  f.at_zero = expansion_at_zero{.slope = 0.5, .curvature = b / 4};
  if (beta > 0) {
    f.range = {extremum, true, infinity, false};
    f.pieces = {{-infinity, turning_point, -1}, {turning_point, infinity, +1}};
    f.limit_at_minus_infinity = f.derivative_at_minus_infinity = -0.0;
    f.derivative_at_plus_infinity = 1;
    f.asymptote_at_plus_infinity = asymptote{1, 0, -1};
  } else {
    f.range = {-infinity, false, extremum, true};
    f.pieces = {{-infinity, turning_point, +1}, {turning_point, infinity, -1}};
    f.limit_at_plus_infinity = 0;
    f.derivative_at_plus_infinity = -0.0;
    f.derivative_at_minus_infinity = 1;
    f.asymptote_at_minus_infinity = asymptote{1, 0, +1};
  }
  return f;
}

}  // namespace actcheck::activations

#endif  // ACTCHECK_SWISH_FACTS_INL
