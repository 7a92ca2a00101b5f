/// \file
/// x for x > 0, slope*x otherwise: the function that leaky_relu, prelu and rrelu share (one has a fixed slope, one learns it,
/// one averages two bounds).
///
/// Formulas are compiled once more for each target of the kernels, inside that target's namespace; so is this file, which
/// is what the toggle is for.

#include <algorithm>

#include "arithmetic/activation_file.hpp"

#if defined(ACTCHECK_TWO_SLOPES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_TWO_SLOPES_INL
#undef ACTCHECK_TWO_SLOPES_INL
#else
#define ACTCHECK_TWO_SLOPES_INL
#endif

namespace actcheck::activations {

struct two_slopes {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return forward_with(p[0], x);
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return derivative_with(p[0], x);
  }
  static facts facts_for(parameter_values p) { return facts_with(p[0], true); }

  template <class T>
  static T forward_with(const T& slope, const T& x) {
    return if_positive(x, x, slope * x);
  }
  template <class T>
  static T derivative_with(const T& slope, const T& x) {
    return if_positive(x, T(1.0), slope);
  }

  /// `exact` says that the slope is this double, not only rounded to it.
  static facts facts_with(double slope, bool exact) {
    const bool grows = slope > 0;
    facts f{
        .range = grows ? value_range{-infinity, false, infinity, false} : value_range{0, true, infinity, false},
        .pieces = {{-infinity, 0, slope > 0 ? +1 : slope < 0 ? -1 : 0, slope != 0}, {0, infinity, +1}},
        .derivative_turns = {},
        .kinks = {},
        // The sign of a zero slope decides the sign of the zero it multiplies.
        .limit_at_minus_infinity = slope == 0 ? -slope : slope > 0 ? -infinity : infinity,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = slope,
        .derivative_at_plus_infinity = 1,
        .lipschitz = std::max(1.0, std::fabs(slope)),
        .steepest_at = std::fabs(slope) > 1 ? -1.0 : 1.0,
        .positively_homogeneous = true,
    };
    if (slope != 1 || !exact) f.kinks.push_back({0, slope, 1, slope});
    if (slope == 0) f.dead_set.push_back({-infinity, 0});
    f.idempotent = slope <= 0 || (slope == 1 && exact);  // for slope <= 0 no result is negative
    // Only where 1 + slope is a double: a fact has no rounding error.
    if (exact && (1 + slope) - 1 == slope && (1 + slope) - slope == 1)
      f.reflections.push_back({1, -1, 1 + slope, 0, "f(x) - f(-x) = (1 + s)\\,x \\text{ with slope } s"});
    return f;
  }
};

}  // namespace actcheck::activations

#endif  // ACTCHECK_TWO_SLOPES_INL
