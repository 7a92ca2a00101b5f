/// \file
/// A formula run over arrays, on one Highway target. Included once per target by the generated lane_kernels_*.cpp.

#include "arithmetic/lane_functions-inl.hpp"
#include "kernels/lane_kernels.hpp"

#if defined(ACTCHECK_APPLY_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_APPLY_LANES_INL
#undef ACTCHECK_APPLY_LANES_INL
#else
#define ACTCHECK_APPLY_LANES_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {
#include "arithmetic/shared_formulas-inl.hpp"

namespace actcheck {
namespace arithmetic {

/// Made anew at each use: read from memory, the counts that a bound is made of would not fold. Its own copies: what the caller's
/// memory holds could change with every store.
struct lane_parameters {
  double values[kernels::most_parameters];
  HWY_INLINE explicit lane_parameters(const double* from) {
    for (std::size_t i = 0; i < kernels::most_parameters; ++i) values[i] = from[i];
  }
  HWY_INLINE lanes operator[](std::size_t i) const { return lanes(packs::Set(tag, values[i]), 0); }
};
template <>
struct parameter_list<lanes> {
  using type = lane_parameters;
};

template <>
HWY_INLINE lanes pi<lanes>() { return lanes(std::numbers::pi, 1.0); }

template <>
HWY_INLINE lanes logistic(const lanes& x) { return logistic_of(x); }
/// With 1/(1 + w) and w/(1 + w), w = e^-g: no choice by g's sign.
template <>
HWY_INLINE lanes logistic_gate_slope(const lanes& gate, const lanes& x_times_gate_slope) {
  const lanes w = precise_exp_of_negative(gate), one(1.0), s = one / (one + w);
  return s * (one + x_times_gate_slope * (w * s));
}
template <>
HWY_INLINE lanes soft_maximum_with_zero(const lanes& x, const lanes& b) {
  lanes positive = b;
  positive.sign = 1;
  const lanes larger(packs::Max(x.value, packs::Zero(tag)), x.units, 1), tail = log1p(exp(-abs(b * x)));
  return larger + (b.is_constant && b.constant == 1 ? tail : tail / positive);
}
template <>
HWY_INLINE mish_gate<lanes> mish_gate_of(const lanes& x) {
  const lanes w = exp_for_square(x);
  return {w * (w + lanes(2.0)), lanes(2.0), w * (w + lanes(1.0))};
}
template <>
HWY_INLINE lanes normal_distribution(const lanes& x) { return normal_distribution_of(x); }
template <>
HWY_INLINE lanes x_times_normal_distribution(const lanes& x) { return x_times_normal_distribution_of(x); }
template <>
HWY_INLINE lanes normal_density(const lanes& x) { return normal_density_of(x); }

}  // namespace arithmetic
namespace activations {
using namespace arithmetic;
}
}  // namespace actcheck

namespace lane_kernels {
using actcheck::arithmetic::lanes;
namespace hn = hwy::HWY_NAMESPACE;
namespace packs = actcheck::arithmetic::packs;

template <class Formula, pass p>
HWY_FLATTEN kernels::lane_bound apply(const double* HWY_RESTRICT x, std::size_t n, const double* HWY_RESTRICT parameters,
                                      double* HWY_RESTRICT value, double* HWY_RESTRICT magnitude) {
  const actcheck::arithmetic::lane_parameters list(parameters);
  kernels::lane_bound bound{0, false};
  for (std::size_t i = 0; i < n; i += packs::parts * hn::Lanes(actcheck::arithmetic::tag)) {
    const lanes input(packs::load(x + i), 0);
    const lanes result = p == pass::forward ? Formula::forward(input, list) : Formula::derivative(input, list);
    packs::store(result.value, value + i);
    if (result.cancels) packs::store(result.magnitude, magnitude + i);
    bound = {actcheck::arithmetic::certain_units(result.units) * 0x1p-53, result.cancels};
  }
  return bound;
}

}  // namespace lane_kernels
}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_APPLY_LANES_INL
