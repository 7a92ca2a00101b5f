/// \file
/// Moves x towards 0 by `bias` where |x| > lambda, and to 0 elsewhere: what hard_shrink, soft_shrink and shrink share.
///
/// Formulas are compiled once more for each target of the kernels, inside that target's namespace; so is this file, which
/// is what the toggle is for.

#include "arithmetic/activation_file.hpp"

#if defined(ACTCHECK_SHRINKAGE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_SHRINKAGE_INL
#undef ACTCHECK_SHRINKAGE_INL
#else
#define ACTCHECK_SHRINKAGE_INL
#endif

namespace actcheck::activations {

struct shrinkage {
  template <class T>
  static T forward_with(const T& lambda, const T& bias, const T& x) {
    return if_positive(x - lambda, x - bias, if_positive(-x - lambda, x + bias, at_rest(lambda, x)));
  }
  /// f for |x| <= lambda: a zero with the sign of x, so that -0 is kept. With lambda = 0 this is x = 0 alone, and f is x there,
  /// which gives it the derivative 1.
  template <class T>
  static T at_rest(const T& lambda, const T& x) {
    return if_positive(lambda, T(0.0), T(1.0)) * x;
  }
  template <class T>
  static T derivative_with(const T& lambda, const T& x) {
    return if_positive(lambda - abs(x), T(0.0), T(1.0));
  }

  static facts facts_with(double lambda, double bias) {
    facts f{
        .range = {-infinity, false, infinity, false},
        .pieces = {{-infinity, infinity, +1}},
        .kinks = {},
        .jumps = {},
        .limit_at_minus_infinity = -infinity,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 1,
        .derivative_at_plus_infinity = 1,
        .lipschitz = bias == lambda ? 1 : infinity,
        .steepest_at = bias == lambda ? 1 + 2 * lambda : lambda,
        .dead_set = {},
        .reflections = {{1, 1, 0, 0, "f(-x) = -f(x)"}},
        .positively_homogeneous = lambda == 0 && bias == 0,
        .idempotent = bias == 0,
    };
    if (lambda > 0) {
      f.pieces = {{-infinity, -lambda, +1}, {-lambda, lambda, 0, false}, {lambda, infinity, +1}};
      f.kinks = {{.x = -lambda, .left = 1, .right = 0, .convention = 0}, {.x = lambda, .left = 0, .right = 1, .convention = 0}};
      f.dead_set = {{-lambda, lambda}};
      if (bias != lambda)
        f.jumps = {{.x = -lambda, .left = bias - lambda, .right = 0, .value = 0}, {.x = lambda, .left = 0, .right = lambda - bias, .value = 0}};
    } else if (bias != 0) {
      f.pieces = {{-infinity, 0, +1}, {0, infinity, +1}};
      f.kinks = {{.x = 0, .left = 1, .right = 1, .convention = 1}};
      f.jumps = {{.x = 0, .left = bias, .right = -bias, .value = 0}};
    }
    return f;
  }
};

}  // namespace actcheck::activations

#endif  // ACTCHECK_SHRINKAGE_INL
