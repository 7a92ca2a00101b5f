#include "oracle/exponential_sums.hpp"

#include <algorithm>
#include <cmath>

#include "oracle/rounding.hpp"

namespace actcheck {
using arithmetic::interval;
namespace {

int sign_of(const interval& exact) { return is_zero(exact) ? 0 : mpfi_is_pos(exact.raw()) != 0 ? 1 : -1; }

}  // namespace

row_groups::row_groups(std::span<const double> x, std::span<const double> dy) : x_(x), dy_(dy) {
  const interval::working_precision scope(exact_precision);
  std::vector<std::size_t> order;
  interval total(0.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    total = total + interval(dy[i]);
    if (std::isfinite(x[i])) order.push_back(i);
  }
  total_ = std::move(total);
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return x[i] > x[j]; });
  for (const std::size_t i : order) {
    if (groups_.empty() || groups_.back().x != x[i]) groups_.push_back({x[i], 0, interval(0.0)});
    groups_.back().count += 1;
    groups_.back().upstream = groups_.back().upstream + interval(dy[i]);
  }
}

// With e_j = e^(x_j - x_0) and S the sum of all e_j, softmax_i = e_i/S. The sign is that of e_i sum_j e_j (dy_i - dy_j) - place S^2.
// For place = 0 the factor e_i does not matter. For x_i = x_0 it is 1, and with S = count_0 + R, S^2 = count_0^2 + 2 count_0 R + R^2.
std::optional<int> row_groups::side_of_softmax_gradient(std::size_t i, const interval& place) const {
  const interval::working_precision scope(exact_precision);
  if (!is_zero(place) && x_[i] != groups_.front().x) return std::nullopt;
  const interval own(dy_[i]), leaders(groups_.front().count);
  coefficients c;
  for (const auto& g : groups_) {
    const interval repeated = &g == &groups_.front() ? leaders * leaders : interval(2.0) * leaders * interval(g.count);
    c.push_back(interval(g.count) * own - g.upstream - repeated * place);
  }
  return sign_of_sum(c, place);
}

// The sign is that of (dy_i - place) S - total e_i.
std::optional<int> row_groups::side_of_log_softmax_gradient(std::size_t i, const interval& place) const {
  const interval::working_precision scope(exact_precision);
  const interval own = interval(dy_[i]) - place;
  coefficients c;
  for (const auto& g : groups_) {
    const interval all = interval(g.count) * own;
    c.push_back(g.x == x_[i] ? all - total_ : all);
  }
  return sign_of_sum(c, interval(0.0));
}

// Everything is taken relative to the first group with a coefficient: what lies far below it then hardly counts, and the
// distance to the largest element does not count at all.
std::optional<int> row_groups::sign_of_sum(const coefficients& c, const interval& square) const {
  std::size_t lead = 0;
  while (lead < c.size() && is_zero(c[lead])) ++lead;
  if (lead == c.size()) return groups_.size() == 1 ? 0 : -sign_of(square);
  for (int bits = 256; bits <= highest_precision; bits *= 2) {
    const interval::working_precision scope(bits);
    const interval origin(groups_[lead].x), half_way = (interval(groups_.front().x) + origin) / interval(2.0);
    interval sum = c[lead], rest(0.0);
    for (std::size_t g = lead + 1; g < c.size(); ++g)
      if (!is_zero(c[g])) sum = sum + c[g] * exp(interval(groups_[g].x) - origin);
    if (!is_zero(square)) {
      for (std::size_t g = 1; g < c.size(); ++g) rest = rest + interval(groups_[g].count) * exp(interval(groups_[g].x) - half_way);
      sum = sum - square * rest * rest;
    }
    if (mpfi_is_strictly_pos(sum.raw()) != 0) return 1;
    if (mpfi_is_strictly_neg(sum.raw()) != 0) return -1;
  }
  return std::nullopt;
}

}  // namespace actcheck
