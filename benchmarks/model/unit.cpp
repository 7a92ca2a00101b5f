#include "unit.hpp"

#include <cmath>
#include <stdexcept>

namespace actcheck::model {

unit::unit(const activation& a) : activation_(&a) {
  if (a.kind == activation_kind::row_wise)
    throw std::invalid_argument("'" + std::string(a.name) + "' is row-wise: hidden units are elementwise or gated");
  const activation& f = is_gated() ? a.gates.gate() : a;
  const auto parameters = a.default_parameters();
  value_.emplace(f, pass::forward, format::f32, parameters);
  slope_.emplace(f, pass::backward, format::f32, parameters);
}

bool unit::is_bounded() const {
  const auto& range = value_->claims().range;
  return std::isfinite(range.infimum) && std::isfinite(range.supremum);
}

void unit::forward(const matrix& a, const matrix& b, matrix& y) const {
  const matrix& x = activation_->gates.gates_b ? b : a;
  y.resize(x.rows(), x.cols());
  value_->apply(x.data(), nullptr, y.data(), static_cast<std::size_t>(x.size()));
  if (is_gated()) y.array() *= (activation_->gates.gates_b ? a : b).array();
}

matrix unit::value_of_gate(const matrix& x) const {
  matrix gate(x.rows(), x.cols());
  value_->apply(x.data(), nullptr, gate.data(), static_cast<std::size_t>(x.size()));
  return gate;
}

void unit::backward(const matrix& a, const matrix& b, const matrix& dy, matrix& da, matrix& db) const {
  const auto size = static_cast<std::size_t>(dy.size());
  if (!is_gated()) {
    da.resize(dy.rows(), dy.cols());
    slope_->apply(a.data(), dy.data(), da.data(), size);
    return;
  }
  const bool gates_b = activation_->gates.gates_b;
  const matrix& x = gates_b ? b : a;
  const matrix& factor = gates_b ? a : b;
  matrix& dx = gates_b ? db : da;
  matrix& dfactor = gates_b ? da : db;
  dfactor = dy.cwiseProduct(value_of_gate(x));
  dx = dy.cwiseProduct(factor);
  slope_->apply(x.data(), dx.data(), dx.data(), size);
}

}  // namespace actcheck::model
