/// \file
/// A row's terms and sums on an arithmetic type: what the formulas of row-wise activations start from. Internal.
#pragma once

#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "actcheck/activation.hpp"
#include "arithmetic/row_formulas.hpp"

namespace actcheck {

/// A row, and what is to be seen at first sight.
struct row_view {
  std::span<const double> x, dy;
  double orientation;
  bool invalid = false;        ///< NaN, an infinity that takes all, or no finite element
  bool uniform = true;         ///< all finite elements are equal
  bool same_upstream = true;   ///< all finite elements have the same dy
  std::size_t finite = 0;      ///< how many
  std::size_t largest = 0;     ///< the first finite element with the largest orientation*x

  row_view(std::span<const double> row, std::span<const double> upstream, double sign) : x(row), dy(upstream), orientation(sign) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      invalid = invalid || !(orientation * x[i] < infinity);
      if (!std::isfinite(x[i])) continue;
      if (finite++ == 0) largest = i;
      uniform = uniform && x[i] == x[largest];
      same_upstream = same_upstream && (dy.empty() || dy[i] == dy[largest]);
      if (orientation * x[i] > orientation * x[largest]) largest = i;
    }
    invalid = invalid || finite == 0;
  }
};

/// \throws std::invalid_argument unless a row and its companions have the same size.
inline void require_row_sizes(pass p, std::span<const double> x, std::span<const double> dy, std::size_t results) {
  if (x.size() != results || (p == pass::backward && dy.size() != x.size()))
    throw std::invalid_argument("reference: row, dy and results must have the same size");
}

/// The sum, added in pairs: rounding errors grow with the logarithm of the length.
template <class T>
T sum_in_pairs(std::span<const T> values) {
  if (values.size() <= 8) {
    T sum(0.0);
    for (const T& v : values) sum = sum + v;
    return sum;
  }
  const std::size_t half = values.size() / 2;
  return sum_in_pairs(values.first(half)) + sum_in_pairs(values.subspan(half));
}

/// On T = bounded, interval or double_double. \pre The row is not invalid, dy is finite.
template <class T>
class row_terms {
 public:
  row_terms(const row_view& row, pass p) : row_(row) {
    const T largest(row.orientation * row.x[row.largest]);
    std::vector<T> summands, weighted, upstream;
    for (std::size_t j = 0; j < row.x.size(); ++j) {
      const bool counts = std::isfinite(row.x[j]);
      shifted_.push_back(counts ? T(row.orientation * row.x[j]) - largest : T(0.0));
      terms_.push_back(counts ? exp(shifted_.back()) : T(0.0));
      if (j != row.largest) summands.push_back(terms_.back());
      if (p == pass::forward) continue;
      deviations_.push_back(T(row.dy[j]) - T(row.dy[row.largest]));
      upstream.push_back(T(row.dy[j]));
      if (counts && j != row.largest) weighted.push_back(terms_.back() * deviations_.back());
    }
    sums_ = {sum_in_pairs<T>(summands), T(0.0), sum_in_pairs<T>(upstream), sum_in_pairs<T>(weighted)};
    sums_.sum = T(1.0) + sums_.rest;
  }

  const arithmetic::row_sums<T>& sums() const { return sums_; }
  arithmetic::row_element<T> element(std::size_t i) const {
    const bool backward = !deviations_.empty();
    return {i == row_.largest, shifted_[i], terms_[i], T(backward ? row_.dy[i] : 0.0), backward ? deviations_[i] : T(0.0)};
  }

 private:
  const row_view& row_;
  std::vector<T> shifted_, terms_, deviations_;
  arithmetic::row_sums<T> sums_{T(0.0), T(0.0), T(0.0), T(0.0)};
};

}  // namespace actcheck
