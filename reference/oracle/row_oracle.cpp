#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "actcheck/rows.hpp"
#include "arithmetic/row_formulas.hpp"
#include "kernels/row_terms.hpp"
#include "oracle/exponential_sums.hpp"
#include "oracle/rounding.hpp"

namespace actcheck {
using namespace arithmetic;
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// dx_i where dy has infinities: the sum of J_ij dy_j, of which only the infinite ones matter. Off the diagonal J_ij is
/// -softmax_i softmax_j, or -softmax_i for log_softmax; on it softmax_i (1 - softmax_i), or 1 - softmax_i.
double gradient_of_infinities(const row_view& row, std::size_t i, bool logarithmic) {
  const bool own_share = std::isfinite(row.x[i]);
  bool up = false, down = false;
  for (std::size_t j = 0; j < row.x.size(); ++j) {
    if (!std::isinf(row.dy[j])) continue;
    const bool other_share = std::isfinite(row.x[j]);
    const bool is_zero = j != i ? !own_share || (!logarithmic && !other_share)
                         : logarithmic ? own_share && row.finite == 1 : !own_share || row.finite == 1;
    if (is_zero) return nan_value;
    ((row.dy[j] > 0) == (j == i) ? up : down) = true;
  }
  return up && down ? nan_value : up ? infinity : -infinity;
}

/// The halfway point between two neighbours; an infinity stands for the number that would follow the largest.
interval halfway(format f, double low, double high) {
  const interval beyond = interval(largest(f)) + interval(power_of_two(spacing_exponent(f, largest(f))));
  const auto finite = [&](double v) { return v == infinity ? beyond : v == -infinity ? -beyond : interval(v); };
  return (finite(low) + finite(high)) / interval(2.0);
}

}  // namespace

row_oracle::row_oracle(const activation& a, pass p) : activation_(&a), pass_(p) { a.require_kind(activation_kind::row_wise); }

bool row_oracle::special_results(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const {
  const bool backward = pass_ == pass::backward, logarithmic = activation_->claims_of_rows->logarithmic;
  const row_view row(x, dy, activation_->row_formulas->orientation);
  const auto all = [&](double v) { std::fill(results.begin(), results.end(), reference_value{v, 0}); };
  const auto is_nan = [](double v) { return std::isnan(v); };
  if (row.invalid || (backward && std::any_of(dy.begin(), dy.end(), is_nan))) return all(nan_value), true;
  if (!backward) {
    if (logarithmic && row.finite == 1) all(0);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (std::isinf(x[i])) results[i] = {activation_->claims_of_rows->value_at_negligible, 0};
    return logarithmic && row.finite == 1;
  }
  if (std::any_of(dy.begin(), dy.end(), [](double v) { return std::isinf(v); })) {
    for (std::size_t i = 0; i < x.size(); ++i)
      results[i] = {row.orientation * gradient_of_infinities(row, i, logarithmic), 0};
    return true;
  }
  for (std::size_t i = 0; i < x.size(); ++i)
    if (std::isinf(x[i])) results[i] = {logarithmic && dy[i] != 0 ? row.orientation * dy[i] : 0.0, 0};
  if (logarithmic || !row.same_upstream) return false;
  return all(0), true;  // the weighted mean of equal dy is that dy
}

void row_oracle::evaluate(format f, std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const {
  std::vector<std::size_t> wanted(x.size());
  std::iota(wanted.begin(), wanted.end(), std::size_t{0});
  evaluate(f, x, dy, wanted, results);
}

namespace {

/// One row's elements that are still to be decided.
class undecided_row {
 public:
  undecided_row(const activation& a, pass p, format f, const row_view& row)
      : activation_(a), pass_(p), format_(f), row_(row), logarithmic_(a.claims_of_rows->logarithmic) {}

  void run(std::vector<std::size_t> wanted, std::span<reference_value> results) {
    const bool rational = row_.uniform && !(pass_ == pass::forward && logarithmic_);
    if (rational) {
      for (const std::size_t i : wanted) results[i] = quotient(i);
      return;
    }
    for (int bits = shape(format_).precision + 64; !wanted.empty(); bits *= 2) {
      if (bits > highest_precision)
        throw std::runtime_error(fmt::format("oracle: {} {} of a row of {}: {} bits do not decide the rounding to {}", activation_.name,
                                             name(pass_), row_.x.size(), highest_precision, name(format_)));
      const interval::working_precision scope(bits);
      const row_terms<interval> terms(row_, pass_);
      std::erase_if(wanted, [&](std::size_t i) {
        return settle(i, activation_.row_formulas->enclose[pass_ == pass::backward ? 1 : 0](terms.element(i), terms.sums()), results[i]);
      });
    }
  }

 private:
  /// All finite x are equal: shares are 1/n. Numerator and denominator are exact, so a quotient that is halfway is exact too.
  reference_value quotient(std::size_t i) const {
    const interval::working_precision scope(exact_precision);
    const interval n(static_cast<double>(row_.finite));
    interval value = interval(1.0) / n;
    if (pass_ == pass::backward) {
      interval total(0.0);
      for (std::size_t j = 0; j < row_.x.size(); ++j)
        if (logarithmic_ || std::isfinite(row_.x[j])) total = total + interval(row_.dy[j]);
      value = interval(row_.orientation) * (n * interval(row_.dy[i]) - total) / (logarithmic_ ? n : n * n);
      if (is_zero(value)) return {0, 0};
    }
    double rounded = 0;
    if (!decide(format_, value, rounded)) throw std::runtime_error(fmt::format("oracle: a quotient of {} is not decided", activation_.name));
    return with_residual(format_, value, rounded);
  }

  /// The exact value is 0 or irrational, so it is no end of the enclosure unless that end is 0.
  bool settle(std::size_t i, const interval& enclosure, reference_value& result) {
    double rounded = 0;
    const bool decided = decide_inside(format_, enclosure, rounded);
    const bool may_be_zero = pass_ == pass::backward && mpfi_has_zero(enclosure.raw()) != 0;
    if (decided && !may_be_zero) {
      if (!std::isinf(rounded) && !is_narrow(format_, enclosure)) return false;  // the residual is wanted too
      result = with_residual(format_, enclosure, rounded);
      return true;
    }
    if (pass_ == pass::forward || (!decided && interval::working_precision::bits() < 1024)) return false;
    return may_be_zero ? settle_by_sign(i, enclosure, result) : settle_by_side(i, enclosure, result);
  }

  /// The enclosure holds 0: which sign has the value?
  bool settle_by_sign(std::size_t i, const interval& enclosure, reference_value& result) {
    const auto sign = side(i, interval(0.0));
    if (!sign) return false;
    const double low = round_exact(format_, enclosure.lower()), high = round_exact(format_, enclosure.upper());
    if (*sign != 0 && (*sign > 0 ? high : low) != 0) return false;
    result = {*sign < 0 ? -0.0 : 0.0, 0};
    return true;
  }

  /// The enclosure holds the point halfway between two neighbours: on which side of it is the value?
  bool settle_by_side(std::size_t i, const interval& enclosure, reference_value& result) {
    const double low = round_exact(format_, enclosure.lower()), high = round_exact(format_, enclosure.upper());
    const interval::working_precision scope(exact_precision);
    const interval place = halfway(format_, low, high);
    if (ordinal_of(format_, high) - ordinal_of(format_, low) != 1) return false;
    if (mpfi_is_inside(place.raw(), enclosure.raw()) == 0) return false;
    const auto where = side(i, place);
    if (!where) return false;
    result = {*where > 0 ? high : low, 0};
    return true;
  }

  std::optional<int> side(std::size_t i, const interval& place) {
    if (!groups_) {
      for (const double v : row_.x) oriented_.push_back(row_.orientation * v);
      groups_.emplace(oriented_, row_.dy);
    }
    const interval oriented_place = interval(row_.orientation) * place;
    const auto sign = logarithmic_ ? groups_->side_of_log_softmax_gradient(i, oriented_place)
                                   : groups_->side_of_softmax_gradient(i, oriented_place);
    if (!sign) return std::nullopt;
    return row_.orientation > 0 ? *sign : -*sign;
  }

  const activation& activation_;
  pass pass_;
  format format_;
  const row_view& row_;
  bool logarithmic_;
  std::vector<double> oriented_;
  std::optional<row_groups> groups_;
};

}  // namespace

void row_oracle::evaluate(format f, std::span<const double> x, std::span<const double> dy, std::span<const std::size_t> wanted,
                          std::span<reference_value> results) const {
  require_row_sizes(pass_, x, dy, results.size());
  if (x.empty()) return;
  if (!special_results(x, dy, results)) {
    const row_view row(x, dy, activation_->row_formulas->orientation);
    std::vector<std::size_t> left;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(left), [&](std::size_t i) { return std::isfinite(x[i]); });
    undecided_row(*activation_, pass_, f, row).run(std::move(left), results);
  }
  hold(f, results, overflow::standard);
}

}  // namespace actcheck
