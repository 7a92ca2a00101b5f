/// \file
/// On which side of a number does a gradient of softmax lie? Exactly, by the exponential sum that the difference is.
///
/// Internal to the oracle of row-wise activations, for the rare element that no reasonable precision decides: the result is
/// exactly 0, or so near to a halfway point that only terms like e^(-10^9) tell.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "arithmetic/interval.hpp"

namespace actcheck {

/// Sums, differences and a few products of doubles are exact at this precision.
inline constexpr int exact_precision = 2560;

/// The finite elements of a row, equal ones together, from the largest down.
class row_groups {
 public:
  /// `x` may hold -inf, but no other special value; `dy` is finite.
  row_groups(std::span<const double> x, std::span<const double> dy);

  /// The sign of softmax_i (dy_i - sum_j softmax_j dy_j) - place: -1, 0 or +1. Nothing if it takes too much precision; for a place
  /// other than 0 also unless x_i is the largest element.
  std::optional<int> side_of_softmax_gradient(std::size_t i, const arithmetic::interval& place) const;
  /// The sign of dy_i - softmax_i * total - place.
  std::optional<int> side_of_log_softmax_gradient(std::size_t i, const arithmetic::interval& place) const;

 private:
  struct group {
    double x;
    double count;
    arithmetic::interval upstream;  ///< sum of its dy, exact
  };
  using coefficients = std::vector<arithmetic::interval>;
  /// The sign of sum_g coefficient_g e^(x_g) - square (sum of count_g e^(x_g) over all but the first group)^2 e^(-x_0).
  std::optional<int> sign_of_sum(const coefficients&, const arithmetic::interval& square) const;

  std::span<const double> x_, dy_;
  arithmetic::interval total_;
  std::vector<group> groups_;
};

}  // namespace actcheck
