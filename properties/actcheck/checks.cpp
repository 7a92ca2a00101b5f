#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "actcheck/properties.hpp"
#include "engine/checker.hpp"
#include "engine/isolation.hpp"
#include "engine/passes.hpp"
#include "reporters/text.hpp"

namespace actcheck {
namespace {

check_options options_of(const check_choices& words) {
  check_options o;
  o.choices = &get_profile(words.profile);
  for (const auto& word : words.properties) o.properties.push_back(&get_property(word));
  o.thoroughness = get_effort(words.effort);
  for (const auto& word : words.require) require_grade(o, word);
  o.seed = words.seed;
  o.jobs = std::max(1U, words.jobs);
  o.timeout_seconds = words.timeout;
  return o;
}

/// Failures first, and of one check once: at other parameter values the same property says nothing new.
check_verdict verdict_on(const std::vector<result>& results) {
  const auto failed = std::find_if(results.begin(), results.end(), [](const result& r) { return r.found.outcome == verdict::fail; });
  if (failed != results.end()) {
    std::string text = fmt::format("{}: {}", title_text(*failed), failed->found.message);
    for (const auto& line : failure_lines(*failed)) text += "\n  " + line;
    return {check_outcome::failed, text};
  }
  std::uint64_t checked = 0;
  std::string why_not;
  for (const auto& r : results) {
    if (r.found.outcome == verdict::pass || r.found.outcome == verdict::convention) checked += r.found.checked;
    else why_not = r.found.message;
  }
  if (checked == 0) return {check_outcome::not_applicable, why_not};
  return {check_outcome::passed, fmt::format("{} inputs", checked)};
}

}  // namespace

std::vector<check_case> checks_of(const implementation& of, const check_choices& words) {
  check_options options = options_of(words);
  const std::shared_ptr<const subject> checked = make_subject(of);
  if (!checked->thread_safe()) options.jobs = 1;
  const auto targets = plan_targets(options, [&](const activation& a, format f, pass p) { return static_cast<bool>(of.find(a, f, p)); });
  if (targets.empty()) throw std::invalid_argument(fmt::format("{} has no function: add one with scalar, array, gated or row", of.name()));
  std::vector<check_case> cases;
  for (const target& t : targets)
    for (const property* p : applicable_properties(t, *checked, options)) {
      check_options one = options;
      one.properties = {p};
      cases.push_back({fmt::format("{}/{}.{}.{}", p->name, t.subject_of->name, name(t.number_format), name(t.direction)), [=] {
                         return verdict_on(run_isolated([&] { return checked; }, one, {t}, {[](const auto&...) {}}));
                       }});
    }
  if (cases.empty()) throw std::invalid_argument(fmt::format("{}: none of these properties applies to any of its functions", of.name()));
  return cases;
}

}  // namespace actcheck
