/// \file
/// The formulas of row-wise activations, on the arithmetic types that bound their errors.
///
/// All of them are made of the terms e^(x_j - m), where m is the largest x_j. (For softmin, of -x_j.) The column that holds m,
/// the first one, is the *largest*: its term is exactly 1. Formulas are arranged around it, so that nothing cancels when that
/// term outweighs the others: sums leave it out, and upstream gradients are taken relative to its own.
#pragma once

#include <span>

#include "actcheck/activation.hpp"
#include "arithmetic/bounded.hpp"
#include "arithmetic/interval.hpp"
#include "oracle/ball.hpp"

namespace actcheck {
struct row_view;
}

namespace actcheck::arithmetic {

/// What the elements of a row share.
template <class T>
struct row_sums {
  T rest;      ///< sum of the terms, without the largest
  T sum;       ///< with it: 1 + rest
  T total;     ///< sum of dy
  T weighted;  ///< sum of term_j * deviation_j
};

/// One element of a row.
template <class T>
struct row_element {
  bool largest;
  T shifted;    ///< x_i - m, never positive
  T term;       ///< e^shifted
  T dy;         ///< upstream gradient
  T deviation;  ///< dy minus the largest element's dy: exactly 0 where they are equal
};

/// A result in double-double arithmetic. Where `exponent` is not 0 the ball is to be multiplied by something below 2^exponent.
struct row_ball {
  ball value;
  double exponent;
};

struct row_formula_table {
  double orientation;  ///< +1 for terms e^x, -1 for e^-x
  bounded (*fast[2])(const row_element<bounded>&, const row_sums<bounded>&);
  interval (*enclose[2])(const row_element<interval>&, const row_sums<interval>&);
  /// All finite elements of a row in double-double arithmetic.
  void (*precise[2])(const row_view&, std::span<row_ball>);
};

/// softmax_i = term_i / sum, and its vector-Jacobian product softmax_i (dy_i - sum_j softmax_j dy_j).
struct softmax_formula {
  static constexpr double orientation = 1;
  template <class T>
  static T forward(const row_element<T>& e, const row_sums<T>& row) {
    return e.term / row.sum;
  }
  template <class T>
  static T backward(const row_element<T>& e, const row_sums<T>& row) {
    return e.term / row.sum * (e.deviation - row.weighted / row.sum);
  }
};

}  // namespace actcheck::arithmetic
