/// \file
/// Row-wise activations y(x) of a row x: oracle, correctly rounded reference, and direct calls such as `actcheck::softmax(row)`.
///
/// Every element of the result is the exact real value for the given row, rounded once. The backward pass gives
/// dx_i = sum_j dy_j * dy_j/dx_i from x and dy (not from a rounded y).
///
/// Special values. (For softmin, exchange +inf and -inf in x.)
/// - NaN anywhere in x or dy, +inf in x, or a row of only -inf: NaN throughout the row. A row of no columns has no results.
/// - -inf in x beside finite numbers: the element's share is exactly 0: softmax +0, log_softmax -inf.
/// - Infinite dy: each product of an entry of the exact Jacobian and an element of dy as in IEEE 754, where 0 times infinity is
///   NaN, then their sum, where inf - inf is NaN.
/// - A gradient that is exactly 0 is +0; so is log_softmax of a single finite element. Results that underflow keep their sign.
#pragma once

#include <ranges>
#include <span>
#include <stdexcept>
#include <vector>

#include "actcheck/function.hpp"
#include "actcheck/oracle.hpp"

namespace actcheck {

/// Each element by multiple-precision intervals.
///
/// That refinement ends is a theorem. By Lindemann and Weierstrass, exponentials of distinct rational numbers are linearly
/// independent over the rationals; so unless all finite elements of a row are equal, a result is either exactly 0 or irrational,
/// in particular never halfway between two numbers. It is 0 just where the coefficients of e^(each distinct x) vanish,
/// which is decided by exact arithmetic. (softmax: where for each group of equal x_j the sum of dy_i - dy_j is 0.) If all finite
/// elements are equal, results are rational but for log_softmax's -ln n, and are computed as one quotient of exact numbers.
/// Results nearer to a halfway point than 2^-1024 because elements lie far below the largest, are placed by the sign of
/// the leading exponential of their difference.
class row_oracle {
 public:
  /// \throws std::invalid_argument if the activation is not row-wise.
  row_oracle(const activation&, pass);

  /// The whole row. `x` and `dy` are values of `f`; the forward pass does not look at dy, which may then be empty.
  /// \throws std::invalid_argument on a size mismatch.
  /// \throws std::runtime_error if 32768 bits do not decide (never seen).
  void evaluate(format f, std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const;

  /// Only the elements at `wanted`: they share the row's exponentials.
  void evaluate(format f, std::span<const double> x, std::span<const double> dy, std::span<const std::size_t> wanted,
                std::span<reference_value> results) const;

  /// The results that need no arithmetic, by the list above: sets `results` of the whole row and returns true, if the row or dy
  /// is special; else of the elements at an infinity only.
  bool special_results(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const;

  /// What is evaluated.
  const activation& subject() const { return *activation_; }
  /// Its pass.
  pass direction() const { return pass_; }

 private:
  const activation* activation_;
  pass pass_;
};

/// Correctly rounded evaluation of one row-wise activation, pass and format. Equal to the oracle on every row.
///
/// Method, for f32 and narrower: the terms e^(x_j - max x) are evaluated in double with running error bounds and added in
/// pairs, so that the bound of the sum grows with the logarithm of the row's length; each result is computed from them with a
/// bound; when everything within the bound rounds alike, that is the answer. For other elements of the row, and for f64, the same
/// in double-double arithmetic; the oracle decides what is left.
///
/// Threads may share a const row_reference.
class row_reference {
 public:
  /// \throws std::invalid_argument if the activation is not row-wise.
  row_reference(const activation&, pass, format);

  /// One row. `x` and `dy` must be values of the format; the forward pass does not look at dy, which may then be empty.
  /// \throws std::invalid_argument on a size mismatch.
  void evaluate(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const;

  /// The same on `rows` contiguous rows of `cols` stored numbers each; either may be 0. `out` may be x or dy. The forward pass does
  /// not look at dy. At most `threads` threads work, fewer where there is little to do.
  /// \throws std::invalid_argument if an array is null or misaligned, or overlaps `out` in part.
  void apply(const void* x, const void* dy, void* out, std::size_t rows, std::size_t cols, unsigned threads = 1) const;

  /// What is evaluated.
  const activation& subject() const { return oracle_.subject(); }
  /// Its pass.
  pass direction() const { return oracle_.direction(); }
  /// The format of inputs and results.
  format number_format() const { return format_; }

 private:
  row_oracle oracle_;
  format format_;
};

/// A row-wise activation as a callable object: correctly rounded in the row's number type, which is double, float,
/// actcheck::f16 or actcheck::bf16. A row is a std::vector, std::span, std::array, ...
class row_function {
 public:
  /// \param accessor gives the catalogue entry; the build makes one for each activation.
  explicit constexpr row_function(const activation& (*accessor)()) : entry_(accessor) {}

  /// y(row).
  template <std::ranges::contiguous_range Row>
  auto operator()(const Row& row) const {
    return call<std::ranges::range_value_t<Row>>(pass::forward, row, row);
  }
  /// dx_i = sum_j dy_j * dy_j/dx_i, each rounded once. \throws std::invalid_argument on a size mismatch.
  template <std::ranges::contiguous_range Row, std::ranges::contiguous_range Upstream>
  auto backward(const Row& row, const Upstream& dy) const {
    if (std::ranges::size(row) != std::ranges::size(dy)) throw std::invalid_argument("row and dy must have the same size");
    return call<std::ranges::range_value_t<Row>>(pass::backward, row, dy);
  }
  /// The catalogue entry: facts, prose.
  const activation& entry() const { return entry_(); }

 private:
  template <class T>
  std::vector<T> call(pass direction, std::span<const T> row, std::span<const T> dy) const {
    std::vector<T> results(row.size());
    row_reference(entry_(), direction, format_of<T>).apply(row.data(), dy.data(), results.data(), 1, row.size());
    return results;
  }

  const activation& (*entry_)();
};

}  // namespace actcheck
