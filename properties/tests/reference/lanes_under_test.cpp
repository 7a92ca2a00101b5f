#include "lanes_under_test.hpp"

#include <limits>
#include <span>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "lanes_under_test.cpp"
#include "hwy/foreach_target.h"

#include "hwy/highway.h"

#include "arithmetic/lane_functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using actcheck::arithmetic::lanes;
namespace packs = actcheck::arithmetic::packs;
using test::lane_operand;
using test::lane_operation;

lanes operand_at(const lane_operand& from, std::size_t i) {
  lanes result = from.magnitudes == nullptr
                     ? lanes(packs::load(from.values + i), from.units)
                     : lanes::cancelling(packs::load(from.values + i), packs::load(from.magnitudes + i), from.units);
  result.sign = from.sign;
  return result;
}

lanes known_fraction(lanes a) {
  a.is_fraction = true;
  return a;
}

lanes apply(lane_operation operation, const lanes& a, const lanes& b) {
  switch (operation) {
    case lane_operation::exp: return exp(a);
    case lane_operation::exp_of_negative: return precise_exp_of_negative(a);
    case lane_operation::exp_for_square: return exp_for_square(a);
    case lane_operation::expm1: return expm1(a);
    case lane_operation::tanh: return tanh(a);
    case lane_operation::logistic: return logistic_of(a);
    case lane_operation::normal_distribution: return normal_distribution_of(a);
    case lane_operation::gelu: return x_times_normal_distribution_of(a);
    case lane_operation::normal_density: return normal_density_of(a);
    case lane_operation::log1p: return log1p(a);
    case lane_operation::log1p_of_fraction: return log1p(known_fraction(a));
    case lane_operation::x_minus_tanh: return x_minus_tanh(a);
    case lane_operation::sqrt: return sqrt(a);
    case lane_operation::add: return a + b;
    case lane_operation::multiply: return a * b;
    case lane_operation::divide: return a / b;
    case lane_operation::if_greater: return if_greater(a, b, a, b);
  }
  return a;
}

void run(lane_operation operation, const lane_operand& a, const lane_operand& b, std::size_t n, double* values, double* bounds) {
  for (std::size_t i = 0; i < n; i += packs::parts * hn::Lanes(actcheck::arithmetic::tag)) {
    const lanes result = apply(operation, operand_at(a, i), operand_at(b, i));
    const double relative = actcheck::arithmetic::certain_units(result.units) * 0x1p-53;
    packs::store(result.value, values + i);
    packs::store(packs::Mul(result.size(), packs::Set(actcheck::arithmetic::tag, relative)), bounds + i);
  }
}

}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace actcheck {
HWY_EXPORT(run);
namespace test {

void run_lanes(lane_operation operation, const lane_operand& a, const lane_operand& b, std::size_t n, double* values, double* bounds) {
  HWY_DYNAMIC_DISPATCH(run)(operation, a, b, n, values, bounds);
}

}  // namespace test
}  // namespace actcheck
#endif
