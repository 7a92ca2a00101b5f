#include <limits>

#include "kernels/gated_factors.hpp"

namespace actcheck {
namespace {

const activation& gate_of(const activation& a) {
  a.require_kind(activation_kind::gated);
  return a.gates.gate();
}

}  // namespace

gated_oracle::gated_oracle(const activation& a, parameter_values values)
    : activation_(&a), value_(gate_of(a), pass::forward, values), slope_(gate_of(a), pass::backward, values) {}

reference_value gated_oracle::evaluate(format f, gated_result which, double a, double b, double dy) const {
  if (kernels::is_poisoned(which, a, b, dy)) return {std::numeric_limits<double>::quiet_NaN(), 0};
  const auto product = kernels::factorise(activation_->gates, which, a, b, dy);
  return gate(product.order).evaluate_product(f, product.x, product.factors());
}

}  // namespace actcheck
