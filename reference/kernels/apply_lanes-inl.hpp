/// \file
/// A formula run over arrays, on one Highway target. Included once per target by the generated lane_kernels_*.cpp.

#include "arithmetic/lanes-inl.hpp"
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

/// Made anew at each use: read from memory, the counts that a bound is made of would not fold.
struct lane_parameters {
  const double* values;
  HWY_INLINE lanes operator[](std::size_t i) const { return lanes(hn::Set(tag, values[i]), 0); }
};
template <>
struct parameter_list<lanes> {
  using type = lane_parameters;
};

template <>
HWY_INLINE lanes pi<lanes>() { return lanes(std::numbers::pi, 1.0); }

}  // namespace arithmetic
namespace activations {
using namespace arithmetic;
}
}  // namespace actcheck

namespace lane_kernels {
using actcheck::arithmetic::lanes;
namespace hn = hwy::HWY_NAMESPACE;

template <class Formula, pass p>
HWY_FLATTEN kernels::lane_bound apply(const double* HWY_RESTRICT x, std::size_t n, const double* HWY_RESTRICT parameters,
                                      double* HWY_RESTRICT value, double* HWY_RESTRICT magnitude) {
  constexpr auto tag = actcheck::arithmetic::tag;
  const actcheck::arithmetic::lane_parameters list{parameters};
  kernels::lane_bound bound{0, false};
  for (std::size_t i = 0; i < n; i += hn::Lanes(tag)) {
    const lanes input(hn::Load(tag, x + i), 0);
    const lanes result = p == pass::forward ? Formula::forward(input, list) : Formula::derivative(input, list);
    hn::Store(result.value, tag, value + i);
    if (result.cancels) hn::Store(result.magnitude, tag, magnitude + i);
    bound = {actcheck::arithmetic::certain_units(result.units) * 0x1p-53, result.cancels};
  }
  return bound;
}

}  // namespace lane_kernels
}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_APPLY_LANES_INL
