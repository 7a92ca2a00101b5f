#include "engine/violations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace actcheck {
namespace {

bool same_result(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool simpler(const counterexample& a, const counterexample& b) {
  const double left = complexity(a.x), right = complexity(b.x);
  if (left != right) return left < right;
  return std::fabs(a.x) < std::fabs(b.x);
}

}  // namespace

double complexity(double x) noexcept {
  if (std::isnan(x)) return 0;
  if (x == 0) return 0;
  if (std::isinf(x)) return 1;
  const auto fraction = std::bit_cast<std::uint64_t>(x) & ((std::uint64_t{1} << 52) - 1);
  const int significant_bits = fraction == 0 ? 1 : 53 - std::countr_zero(fraction);
  return significant_bits + std::fabs(std::ilogb(x)) + (x < 0 ? 0.5 : 0);
}

void violations::add(std::uint64_t position, const counterexample& c) {
  ++count_;
  if (!simplest_ || simpler(c, *simplest_)) simplest_ = c;
  if (!worst_ || c.ulp > worst_->ulp) worst_ = c;
  append({position, position, c.x, c.x, 1, c.ulp, c.got, true});
}

void violations::append(const run& next) {
  if (!runs_.empty() && next.first - runs_.back().last <= joined_gap_) {
    run& last = runs_.back();
    last.last = next.last;
    last.to = next.to;
    last.violations += next.violations;
    last.worst_ulp = std::max(last.worst_ulp, next.worst_ulp);
    last.same_got = last.same_got && next.same_got && same_result(last.got, next.got);
    return;
  }
  runs_.push_back(next);
  if (runs_.size() > most_runs) coarsen();
}

/// Joins runs across ever wider gaps until few are left. Scattered single failures would otherwise fill the memory.
void violations::coarsen() {
  while (runs_.size() > most_runs / 2) {
    joined_gap_ *= 2;
    std::vector<run> all;
    all.swap(runs_);
    for (const run& r : all) append(r);
  }
}

void violations::absorb(const violations& later) {
  count_ += later.count_;
  if (later.simplest_ && (!simplest_ || simpler(*later.simplest_, *simplest_))) simplest_ = later.simplest_;
  if (later.worst_ && (!worst_ || later.worst_->ulp > worst_->ulp)) worst_ = later.worst_;
  joined_gap_ = std::max(joined_gap_, later.joined_gap_);
  for (const run& r : later.runs_) append(r);
}

std::vector<failing_interval> violations::intervals(std::size_t most) const {
  std::vector<run> sorted = runs_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const run& a, const run& b) { return a.violations > b.violations; });
  if (sorted.size() > most) sorted.resize(most);
  std::vector<failing_interval> result;
  for (const run& r : sorted) {
    failing_interval i{r.from, r.to, r.violations, r.worst_ulp};
    if (r.same_got && (r.violations > 1 || std::isnan(r.got))) i.what = fmt::format("returns {}", r.got);
    result.push_back(std::move(i));
  }
  return result;
}

void violations::report_to(finding& f) const {
  f.violations = count_;
  f.simplest = simplest_;
  if (worst_ && (!f.worst || worst_->ulp > f.worst->ulp)) f.worst = worst_;
  f.intervals = intervals();
  if (count_ > 0) f.outcome = verdict::fail;
}

}  // namespace actcheck
