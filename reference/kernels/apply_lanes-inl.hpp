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
                                      std::size_t parameter_count, double* HWY_RESTRICT value, double* HWY_RESTRICT magnitude) {
  constexpr auto tag = actcheck::arithmetic::tag;
  lanes values[kernels::most_parameters] = {lanes(0.0), lanes(0.0), lanes(0.0), lanes(0.0),
                                            lanes(0.0), lanes(0.0), lanes(0.0), lanes(0.0)};
  for (std::size_t i = 0; i < parameter_count; ++i) values[i] = lanes(hn::Set(tag, parameters[i]), 0);
  const std::span<const lanes> span(values, parameter_count);
  kernels::lane_bound bound{0, false};
  for (std::size_t i = 0; i < n; i += hn::Lanes(tag)) {
    const lanes input(hn::Load(tag, x + i), 0);
    const lanes result = p == pass::forward ? Formula::forward(input, span) : Formula::derivative(input, span);
    hn::Store(result.value, tag, value + i);
    if (result.cancels) hn::Store(result.magnitude, tag, magnitude + i);
    bound = {actcheck::arithmetic::certain_units(result.units) * 0x1p-53, result.cancels};
  }
  return bound;
}

struct entry {
  std::string_view name;
  kernels::lane_function functions[2];
};

template <class Formula>
constexpr entry entry_of(std::string_view name) {
  return {name, {&apply<Formula, pass::forward>, &apply<Formula, pass::backward>}};
}

}  // namespace lane_kernels
}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_APPLY_LANES_INL
