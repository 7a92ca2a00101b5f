/// \file
/// x, but not below one bound and not above another: what relu6, clipped_relu and hard_tanh share, and hard_sigmoid in part.
///
/// Formulas are compiled once more for each target of the kernels, inside that target's namespace; so is this file, which
/// is what the toggle is for.

#include "arithmetic/activation_file.hpp"

#if defined(ACTCHECK_CLAMP_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_CLAMP_INL
#undef ACTCHECK_CLAMP_INL
#else
#define ACTCHECK_CLAMP_INL
#endif

namespace actcheck::activations {

struct clamp {
  /// The lower of both; x where they are equal.
  template <class T>
  static T at_most(const T& bound, const T& x) {
    return if_positive(x - bound, bound, x);
  }
  /// `slope` where x < bound, 0 from there on.
  template <class T>
  static T slope_below(const T& bound, const T& x, const T& slope) {
    return if_positive(bound - x, slope, T(0.0));
  }

  /// low <= high. By convention f' is 0 at both, as in most frameworks.
  static facts facts_between(double low, double high) {
    if (low == high) return facts_of_constant(low);
    facts f{
        .range = {low, true, high, true},
        .pieces = {{-infinity, low, 0, false}, {low, high, +1}, {high, infinity, 0, false}},
        .kinks = {{.x = low, .left = 0, .right = 1, .convention = 0}, {.x = high, .left = 1, .right = 0, .convention = 0}},
        .limit_at_minus_infinity = low,
        .limit_at_plus_infinity = high,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 0,
        .lipschitz = 1,
        .steepest_at = low / 2 + high / 2,
        .dead_set = {{-infinity, low}, {high, infinity}},
        .idempotent = true,
    };
    if (low == -high) f.reflections.push_back({1, 1, 0, 0, "f(-x) = -f(x)"});
    return f;
  }

  static facts facts_of_constant(double value) {
    return {
        .range = {value, true, value, true},
        .pieces = {{-infinity, infinity, 0, false}},
        .limit_at_minus_infinity = value,
        .limit_at_plus_infinity = value,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 0,
        .lipschitz = 0,
        .steepest_at = value,
        .dead_set = {{-infinity, infinity}},
        .reflections = {{1, -1, 0, 0, "f(-x) = f(x)"}},
        .positively_homogeneous = value == 0,
        .idempotent = true,
    };
  }
};

}  // namespace actcheck::activations

#endif  // ACTCHECK_CLAMP_INL
