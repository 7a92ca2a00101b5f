/// \file
/// What the hidden units of a layer compute: an activation with its default parameters, on arrays of f32.
///
/// Learnable parameters (prelu's slope, swish's beta) stay at their defaults too: the reference gives their gradients only
/// through the oracle, in multiple precision, which is thousands of times too slow for training.
#pragma once

#include <memory>
#include <optional>

#include "actcheck/reference.hpp"
#include "matrix.hpp"

namespace actcheck::model {

/// Elementwise: y = f(a). Gated: y is one of a and b times f of the other, rounded twice (f by the reference, then the
/// product), as most frameworks compute it; `gated_reference`, which rounds once, goes number by number.
/// Threads may share a const unit.
class unit {
 public:
  /// \throws std::invalid_argument if the activation is row-wise.
  explicit unit(const activation&);

  const activation& subject() const { return *activation_; }
  bool is_gated() const { return activation_->kind == activation_kind::gated; }
  /// Is f(x) between two finite numbers for every x?
  bool is_bounded() const;
  /// Is f computed of a (0), or of b (1)?
  bool goes_through_function(std::size_t input) const { return !is_gated() || activation_->gates.gates_b == (input == 1); }

  /// `b` and `db` are of gated activations only.
  void forward(const matrix& a, const matrix& b, matrix& y) const;
  void backward(const matrix& a, const matrix& b, const matrix& dy, matrix& da, matrix& db) const;

 private:
  matrix value_of_gate(const matrix& x) const;

  const activation* activation_;
  std::optional<reference> value_, slope_;  ///< of f
};

}  // namespace actcheck::model
