#include "engine/conventions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace actcheck {
namespace {

/// The neighbour of `value`'s rounding on the side of `toward`, unless the rounding is exact.
double round_outward(format f, double value, double toward) {
  const double rounded = round_unbounded(f, value);
  if (toward < 0 ? rounded <= value : rounded >= value) return rounded;
  return value_of_ordinal(f, ordinal_of(f, rounded) + (toward < 0 ? -1 : 1));
}

}  // namespace

std::optional<std::string_view> overflow_convention(format f, double got, double want) noexcept {
  if (shape(f).has_infinity || !std::isinf(want)) return std::nullopt;
  if (std::isnan(got)) return "overflow gives NaN";
  if (got == std::copysign(largest(f), want)) return "overflow saturates";
  return std::nullopt;
}

bool beside_kink(format f, const kink& k, double x) noexcept {
  return k.x != 0 && x != k.x && std::fabs(x - k.x) <= 4 * epsilon(f) * std::fabs(k.x);
}

void seen_conventions::absorb(const seen_conventions& later) {
  moved_kinks_.insert(later.moved_kinks_.begin(), later.moved_kinks_.end());
  kinks_.insert(later.kinks_.begin(), later.kinks_.end());
  overflows_.insert(later.overflows_.begin(), later.overflows_.end());
  flushed_results_ += later.flushed_results_;
  flushed_inputs_ += later.flushed_inputs_;
  zero_signs_ += later.zero_signs_;
}

std::vector<std::string> seen_conventions::in_words(pass direction) const {
  std::vector<std::string> words;
  for (const auto& [x, got] : kinks_) words.push_back(fmt::format("f'({}) = {:.6g}", x, got));
  for (const double x : moved_kinks_) words.push_back(fmt::format("the kink at {:.6g} reaches some last places further", x));
  if (flushed_results_ > 0) words.push_back(fmt::format("{} flushes {} subnormal results to 0", name(direction), flushed_results_));
  if (flushed_inputs_ > 0) words.push_back(fmt::format("{} treats {} subnormal inputs as 0", name(direction), flushed_inputs_));
  for (const auto how : overflows_) words.emplace_back(how);
  if (zero_signs_ > 0) words.push_back(fmt::format("{} gives {} zeros of the other sign", name(direction), zero_signs_));
  return words;
}

judge::judge(const reference& truth)
    : format_(truth.number_format()), pass_(truth.direction()), smallest_normal_(smallest_normal(format_)),
      at_zero_(truth.evaluate(0).rounded) {
  if (pass_ == pass::backward)
    for (const auto& k : truth.claims().kinks)
      kinks_.push_back({k.x, round_outward(format_, std::min(k.left, k.right), -1),
                        round_outward(format_, std::max(k.left, k.right), +1), k.convention});
}

bool judge::notable_between(double from, double to) const {
  const auto inside = [=](double x) { return from <= x && x <= to; };
  return inside(0) || std::any_of(kinks_.begin(), kinks_.end(), [&](const kink& k) { return inside(k.x); });
}

bool judge::beside_some_kink(double x, double got, seen_conventions& seen) const {
  for (const auto& k : kinks_) {
    const double slack = 4 * epsilon(format_) * std::max(std::fabs(k.left), std::fabs(k.right));
    if (!beside_kink(format_, k, x) || !(got >= k.left - slack && got <= k.right + slack)) continue;
    seen.beside_kink(k.x);
    return true;
  }
  return false;
}

bool judge::mismatch(double x, double got, double want, seen_conventions& seen) const {
  if (const auto how = overflow_convention(format_, got, want)) {
    seen.overflowed(*how);
    return false;
  }
  for (const auto& k : kinks_)
    if (x == k.x) {
      seen.kink(k.x + 0.0, got);
      return !left_out_.contains(k.x) && !(got >= k.left && got <= k.right);
    }
  if (got == want) {
    if (got == 0 && std::signbit(got) != std::signbit(want)) seen.zero_signs(1);
    return false;
  }
  if (std::isnan(got) && std::isnan(want)) return false;
  if (got == 0 && std::fabs(want) < smallest_normal_) {
    seen.flushed_result();
    return false;
  }
  if (std::fabs(x) < smallest_normal_ && x != 0 && got == at_zero_) {
    seen.flushed_input();
    return false;
  }
  return !beside_some_kink(x, got, seen);
}

}  // namespace actcheck
