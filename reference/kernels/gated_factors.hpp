/// \file
/// A result of a gated activation as a product: the gate, or its derivative, of one input, times given numbers. Internal.
#pragma once

#include <array>
#include <cmath>
#include <span>

#include "actcheck/gated.hpp"

namespace actcheck::kernels {

struct gated_product {
  pass order;                      ///< of the gate: its value, or its derivative
  double x;                        ///< where
  std::array<double, 2> numbers;   ///< the factors
  std::size_t count;

  std::span<const double> factors() const { return std::span(numbers).first(count); }
};

/// y = linear * gate(x), so that d y / d linear = gate(x) and d y / d x = linear * gate'(x).
inline gated_product factorise(const gating& g, gated_result which, double a, double b, double dy) {
  const double x = g.gates_b ? b : a, linear = g.gates_b ? a : b;
  if (which == gated_result::y) return {pass::forward, x, {linear, 1}, 1};
  const bool of_gated_input = (which == gated_result::db) == g.gates_b;
  if (of_gated_input) return {pass::backward, x, {linear, dy}, 2};
  return {pass::forward, x, {dy, 1}, 1};
}

/// NaN in any input, whether or not the result depends on it.
inline bool is_poisoned(gated_result which, double a, double b, double dy) {
  return std::isnan(a) || std::isnan(b) || (which != gated_result::y && std::isnan(dy));
}

}  // namespace actcheck::kernels
