/// \file
/// A formula run over arrays in double-double arithmetic, on one Highway target. Included once per target by the generated
/// double_double_kernels_*.cpp.

#include "arithmetic/double_double-inl.hpp"
#include "kernels/double_double_kernels.hpp"

#if defined(ACTCHECK_APPLY_DOUBLE_DOUBLE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_APPLY_DOUBLE_DOUBLE_INL
#undef ACTCHECK_APPLY_DOUBLE_DOUBLE_INL
#else
#define ACTCHECK_APPLY_DOUBLE_DOUBLE_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {
#include "arithmetic/shared_formulas-inl.hpp"

namespace actcheck {
namespace arithmetic {

/// Parameters, spread over all lanes where a formula asks for them.
struct double_double_parameters {
  const double* values;
  HWY_INLINE double_double operator[](std::size_t i) const { return double_double(values[i]); }
};
template <>
struct parameter_list<double_double> {
  using type = double_double_parameters;
};

template <>
HWY_INLINE double_double pi<double_double>() { return pi_double_double(); }

}  // namespace arithmetic
namespace activations {
using namespace arithmetic;
}
}  // namespace actcheck

namespace double_double_kernels {
using actcheck::arithmetic::double_double;
namespace hn = hwy::HWY_NAMESPACE;

template <class Formula, pass p>
void apply(const double* HWY_RESTRICT x, const double* HWY_RESTRICT upstream, std::size_t n,
           const double* HWY_RESTRICT parameters, const kernels::double_double_results& results) {
  constexpr auto tag = actcheck::arithmetic::in_doubles;
  const actcheck::arithmetic::double_double_parameters list{parameters};
  for (std::size_t i = 0; i < n; i += hn::Lanes(tag)) {
    const double_double input(hn::Load(tag, x + i));
    double_double result = p == pass::forward ? Formula::forward(input, list) : Formula::derivative(input, list);
    if (upstream != nullptr) result = result * double_double(hn::Load(tag, upstream + i));
    hn::Store(result.high, tag, results.high + i);
    hn::Store(result.low, tag, results.low + i);
    hn::Store(actcheck::arithmetic::certain_error(result), tag, results.error + i);
  }
}

struct entry {
  std::string_view name;
  kernels::double_double_function functions[2];
};

template <class Formula>
constexpr entry entry_of(std::string_view name) {
  return {name, {&apply<Formula, pass::forward>, &apply<Formula, pass::backward>}};
}

}  // namespace double_double_kernels
}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_APPLY_DOUBLE_DOUBLE_INL
