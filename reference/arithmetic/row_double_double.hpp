/// \file
/// The formulas of row-wise activations in double-double arithmetic, at the target that the compiler may assume.
#pragma once

#include "hwy/highway.h"
#include "arithmetic/double_double-inl.hpp"
#include "kernels/row_terms.hpp"

namespace actcheck::arithmetic {

/// One number: every lane holds the same.
using row_number = HWY_NAMESPACE::actcheck::arithmetic::double_double;

inline ball ball_of(const row_number& v) {
  return {hwy::HWY_NAMESPACE::GetLane(v.high), hwy::HWY_NAMESPACE::GetLane(v.low), hwy::HWY_NAMESPACE::GetLane(certain_error(v))};
}

/// Terms below e^-708 are known as little more than 0. Results that are proportional to their own term are then given without
/// that factor.
template <class Formula, pass p>
void evaluate_row(const row_view& row, std::span<row_ball> results) {
  constexpr double far_below = -760, log2_of_e = 1.4426950408889634;
  const row_terms<row_number> terms(row, p);
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!std::isfinite(row.x[i])) continue;
    auto element = terms.element(i);
    const double shifted = hwy::HWY_NAMESPACE::GetLane(element.shifted.high);
    const bool without_term = !Formula::claims.logarithmic && shifted < far_below;
    if (without_term) element.term = row_number(1.0);
    const auto value = p == pass::forward ? Formula::forward(element, terms.sums()) : Formula::backward(element, terms.sums());
    results[i] = {ball_of(value), without_term ? shifted * log2_of_e + 1 : 0};
  }
}

}  // namespace actcheck::arithmetic
