/// \file
/// Facts about scale*x for x > 0, scale*alpha*(e^x - 1) otherwise: selu, and elu where the scale is 1.
///
/// Formulas are compiled once more for each target of the kernels, inside that target's namespace; so is this file, which
/// is what the toggle is for.

#include <algorithm>
#include <cmath>

#include "arithmetic/activation_file.hpp"

#if defined(ACTCHECK_ELU_FACTS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_ELU_FACTS_INL
#undef ACTCHECK_ELU_FACTS_INL
#else
#define ACTCHECK_ELU_FACTS_INL
#endif

namespace actcheck::activations {

inline facts elu_facts(double alpha, double scale) {
  const double left_slope = scale * alpha;  // as x comes to 0 from below
  const auto sign = [](double v) { return v > 0 ? +1 : v < 0 ? -1 : 0; };
  const int left = sign(left_slope), right = sign(scale);
  facts f{
      .range = {0, true, 0, true},
      .pieces = {{-infinity, infinity, left, left != 0}},
      .limit_at_minus_infinity = -left_slope,  // also where it is 0: the sign that the formula gives
      .limit_at_plus_infinity = right == 0 ? scale : right * infinity,
      .derivative_at_minus_infinity = std::copysign(0.0, left_slope),
      .derivative_at_plus_infinity = scale,
      .lipschitz = std::max(std::fabs(scale), std::fabs(left_slope)),
      .steepest_at = std::fabs(alpha) > 1 && scale != 0 ? 0.0 : 1.0,
  };
  if (left != right) f.pieces = {{-infinity, 0, left, left != 0}, {0, infinity, right, right != 0}};
  // Both branches are 0 at 0. The left one runs from -left_slope, which it only approaches; the right one is unbounded.
  if (left > 0) f.range.infimum = -left_slope, f.range.infimum_attained = false;
  if (left < 0) f.range.supremum = -left_slope, f.range.supremum_attained = false;
  if (right > 0) f.range.supremum = infinity, f.range.supremum_attained = false;
  if (right < 0) f.range.infimum = -infinity, f.range.infimum_attained = false;
  if (left_slope != scale) f.kinks.push_back({0, left_slope, scale, left_slope});
  if (left == 0) f.dead_set.push_back({-infinity, right == 0 ? infinity : 0});
  if (left == 0) {
    f.positively_homogeneous = true;  // scale times relu
    f.reflections.push_back({1, -1, scale, 0, "f(x) - f(-x) = s\\,x \\text{ with } s = f'(1)"});
  }
  // Where no result is negative and results of positive inputs are those inputs, f changes nothing a second time.
  f.idempotent = scale == 0 || (scale == 1 && alpha <= 0);
  if (left != 0 && std::fma(scale, alpha, -left_slope) == 0)
    f.at_zero = expansion_at_zero{.slope = left_slope, .curvature = left_slope / 2, .negative_only = true};
  return f;
}

}  // namespace actcheck::activations

#endif  // ACTCHECK_ELU_FACTS_INL
