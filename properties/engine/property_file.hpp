/// \file
/// What a file in properties/ includes: the interface and small helpers that most properties need.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/ulp.hpp"
#include "engine/counts.hpp"
#include "engine/property.hpp"
#include "engine/violations.hpp"
#include "generators/inputs.hpp"
#include "generators/seed.hpp"

namespace actcheck {

inline counterexample make_counterexample(format f, double x, double got, const reference_value& want) {
  return {x, got, want.rounded, ulp_error(f, got, want)};
}

/// A counterexample whose `want` is a bound or a relation, not a correctly rounded value.
inline counterexample make_counterexample(format f, double x, double got, double want) {
  return {x, got, want, ulp_error(f, got, {want, 0})};
}

/// Elementwise activations and gates. (Where a row holds an infinity, or a gradient is computed from a rounded share, rows have
/// rules of their own.)
inline const std::vector<activation_kind> functions_of_one_number{activation_kind::elementwise, activation_kind::gated};

inline std::string applies_always(const context&) { return ""; }
inline std::string forward_only(const context& c) {
  return c.forward() ? "" : "a property of the forward pass";
}
inline std::string backward_only(const context& c) {
  return c.forward() ? "a property of the backward pass" : "";
}
/// Whatever looks at memory itself says nothing about a subject in another process.
inline std::string in_this_process_only(const context& c) {
  return c.shares_memory ? "" : "the command sees copies of the arrays, in a process of its own";
}

/// An observer that collects violations of one predicate.
template <class Derived>
class violation_observer : public observer {
 public:
  explicit violation_observer(const context& c) : context_(c) {}
  void absorb(observer& later) override { static_cast<Derived*>(this)->join(static_cast<Derived&>(later)); }

 protected:
  void join_violations(const violation_observer& later) { violations_.absorb(later.violations_); }
  const context& context_;
  violations violations_;
};

}  // namespace actcheck
