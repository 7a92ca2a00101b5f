/// \file
/// x above a switch point, a constant up to it: what threshold and thresholded_relu share.
///
/// Formulas are compiled once more for each target of the kernels, inside that target's namespace; so is this file, which
/// is what the toggle is for.

#include <algorithm>

#include "arithmetic/activation_file.hpp"

#if defined(ACTCHECK_SWITCHED_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_SWITCHED_INL
#undef ACTCHECK_SWITCHED_INL
#else
#define ACTCHECK_SWITCHED_INL
#endif

namespace actcheck::activations {

struct switched {
  /// The sign of the difference of two doubles is right whatever rounding does to it: it is 0 only if they are equal.
  template <class T>
  static T forward_at(const T& point, const T& below, const T& x) {
    return if_positive(x - point, x, below);
  }
  template <class T>
  static T derivative_at(const T& point, const T& x) {
    return if_positive(x - point, T(1.0), T(0.0));
  }

  static facts facts_at(double point, double below) {
    const bool jumps = below != point, is_relu = point == 0 && below == 0;
    facts f{
        .range = {std::min(below, point), below <= point, infinity, false},
        .pieces = {{-infinity, point, 0, false}, {point, infinity, +1}},
        .kinks = {{.x = point, .left = 0, .right = 1, .convention = 0}},
        .jumps = {},
        .limit_at_minus_infinity = below,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = jumps ? infinity : 1,
        .steepest_at = jumps ? point : point + std::fabs(point) + 1,
        .dead_set = {{-infinity, point}},
        .reflections = {},
        .positively_homogeneous = is_relu,
        .idempotent = true,
    };
    if (jumps) f.jumps.push_back({.x = point, .left = below, .right = point, .value = below});
    if (is_relu) f.reflections.push_back({1, -1, 1, 0, "f(x) - f(-x) = x"});
    return f;
  }
};

}  // namespace actcheck::activations

#endif  // ACTCHECK_SWITCHED_INL
