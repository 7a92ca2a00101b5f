#include "engine/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace actcheck {
namespace {

constexpr std::array<std::string_view, 7> change_names{"broken", "worse",  "unchecked", "gone",
                                                       "fixed",  "better", "new"};

/// How bad a result is. A check that was not made is not on this scale.
enum class state { good, failing, crashed, none };

state state_of(const result& r) {
  if (r.crashed) return state::crashed;
  switch (r.found.outcome) {
    case verdict::pass:
    case verdict::convention:
    case verdict::unexpected_pass: return state::good;
    case verdict::fail:
    case verdict::known_fail: return state::failing;
    case verdict::skip:
    case verdict::inconclusive: break;
  }
  return state::none;
}

bool checked(const result* r) { return r != nullptr && state_of(*r) != state::none; }
bool fails(const result* r) {
  return r != nullptr && (state_of(*r) == state::failing || state_of(*r) == state::crashed);
}

using target_key = std::tuple<std::string, format, pass>;

struct pair_of_results {
  const result *before = nullptr, *after = nullptr;
};

/// The results of both reports by target and check, in the order in which they first appear.
class aligned {
 public:
  aligned(const report& before, const report& after) {
    for (const auto& r : before.results) at(r).before = &r;
    for (const auto& r : after.results) at(r).after = &r;
  }
  const std::vector<std::vector<pair_of_results>>& targets() const { return targets_; }

 private:
  pair_of_results& at(const result& r) {
    const auto [target, fresh_target] =
        target_at_.emplace(target_key{r.activation, r.number_format, r.direction}, targets_.size());
    if (fresh_target) targets_.emplace_back();
    auto& checks = targets_[target->second];
    std::string key = fmt::format("{} {}", target->second, r.property);
    for (const double v : r.parameters) key += fmt::format(" {}", v);
    const auto [check, fresh] = check_at_.emplace(std::move(key), checks.size());
    if (fresh) checks.emplace_back();
    return checks[check->second];
  }
  std::map<target_key, std::size_t> target_at_;
  std::map<std::string, std::size_t> check_at_;
  std::vector<std::vector<pair_of_results>> targets_;
};

void add_grade(const pair_of_results& p, std::vector<difference>& differences) {
  const auto &before = p.before->found.accuracy, &after = p.after->found.accuracy;
  if (!before || !after || *before == *after) return;
  differences.push_back({*after > *before ? change::worse_grade : change::better_grade, p.before, p.after});
}

void add_check(const pair_of_results& p, std::vector<difference>& differences) {
  const bool was = checked(p.before), is = checked(p.after);
  if (!was && !is) return;
  if (p.before == nullptr || p.after == nullptr)
    differences.push_back(
        {is ? change::added : change::gone, p.before, p.after, false, 1, fails(is ? p.after : p.before) ? 1U : 0U});
  else if (!is) differences.push_back({change::unchecked, p.before, p.after});
  else if (!was) differences.push_back({fails(p.after) ? change::broken : change::added, p.before, p.after});
  else if (state_of(*p.before) != state_of(*p.after))
    differences.push_back({state_of(*p.after) > state_of(*p.before) ? change::broken : change::fixed, p.before, p.after});
  else add_grade(p, differences);
}

void add_target(const std::vector<pair_of_results>& checks, std::vector<difference>& differences) {
  const auto lacks = [&](auto side) {
    return std::all_of(checks.begin(), checks.end(), [&](const auto& p) { return p.*side == nullptr; });
  };
  const bool is_new = lacks(&pair_of_results::before), is_gone = lacks(&pair_of_results::after);
  if (!is_new && !is_gone) {
    for (const auto& p : checks) add_check(p, differences);
    return;
  }
  difference d{is_new ? change::added : change::gone, checks.front().before, checks.front().after, true, 0, 0};
  for (const auto& p : checks) {
    const result* there = is_new ? p.after : p.before;
    d.checks += checked(there) ? 1 : 0;
    d.failing += fails(there) ? 1 : 0;
  }
  if (d.checks > 0) differences.push_back(d);
}

}  // namespace

std::string_view name(change c) noexcept { return change_names[static_cast<std::size_t>(c)]; }

bool difference::worse() const {
  switch (what) {
    case change::broken:
    case change::worse_grade: return true;
    case change::unchecked: return !fails(before);
    case change::gone: return failing < checks;
    case change::added: return failing > 0;
    case change::fixed:
    case change::better_grade: break;
  }
  return false;
}

std::uint64_t comparison::count(change c) const {
  return static_cast<std::uint64_t>(
      std::count_if(differences.begin(), differences.end(), [&](const difference& d) { return d.what == c; }));
}

bool comparison::worse() const {
  return std::any_of(differences.begin(), differences.end(), [](const difference& d) { return d.worse(); });
}

double comparison::slowdown() const {
  const bool comparable =
      before.machine == after.machine && before.threads == after.threads && before.effort == after.effort;
  if (!comparable || before.seconds <= 0 || after.seconds <= 0) return 0;
  const double ratio = after.seconds / before.seconds;
  return ratio > 0.8 && ratio < 1.25 ? 0 : ratio;  // repeated runs differ by as much
}

comparison compare(const report& before, const report& after) {
  comparison c{before, after};
  const aligned both(before, after);
  for (const auto& checks : both.targets()) add_target(checks, c.differences);
  std::stable_sort(c.differences.begin(), c.differences.end(),
                   [](const auto& a, const auto& b) { return a.what < b.what; });
  return c;
}

}  // namespace actcheck
