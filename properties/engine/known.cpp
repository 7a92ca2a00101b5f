#include "engine/known.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace actcheck {
namespace {

template <class T, class Item>
bool within(const std::vector<T>& chosen, const Item& item) {
  return chosen.empty() || std::find(chosen.begin(), chosen.end(), item) != chosen.end();
}

template <class T>
bool meet(const std::vector<T>& some, const std::vector<T>& others) {
  return some.empty() || std::any_of(some.begin(), some.end(), [&](const T& item) { return within(others, item); });
}

std::string place_of(const target& t) {
  return fmt::format("{} {} {}", t.subject_of->name, name(t.number_format), name(t.direction));
}

bool covers(const known_entry& e, const target& t) {
  return e.covers(t.subject_of->name, t.number_format, t.direction);
}

/// What an entry covers, in words: `gelu f16 forward`, `relu,gelu * *`.
std::string words_of(const known_entry& e) {
  const auto joined = [](const auto& items, const auto& word) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ",") + std::string(word(item));
    return text.empty() ? "*" : text;
  };
  return fmt::format("{} {} {}, {}", joined(e.activations, [](const activation* a) { return a->name; }),
                     joined(e.formats, [](format f) { return name(f); }),
                     joined(e.passes, [](pass p) { return name(p); }),
                     joined(e.properties, [](const property* p) { return p->name; }));
}

/// A check at all values of the parameters.
using check_key = std::tuple<std::string, format, pass, std::string>;

bool failed(const result* r) { return r->found.outcome == verdict::fail; }
bool passed(const result* r) { return r->found.outcome == verdict::pass || r->found.outcome == verdict::convention; }

bool expired(const known_entry& e, std::chrono::year_month_day now) {
  return e.expires && std::chrono::sys_days(*e.expires) < std::chrono::sys_days(now);
}

std::string date_text(std::chrono::year_month_day d) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                     static_cast<unsigned>(d.day()));
}

void excuse(result& r, const known_entry& e, std::chrono::year_month_day now) {
  if (r.crashed) {
    r.found.say(fmt::format("{} does not excuse a crash", e.place));
  } else if (expired(e, now)) {
    r.found.say(fmt::format("{} expired on {}", e.place, date_text(*e.expires)));
  } else {
    r.found.outcome = verdict::known_fail;
    r.known = {e.reason, e.link, e.place};
  }
}

}  // namespace

bool known_entry::covers(std::string_view activation_name, format f, pass p) const {
  const bool named = activations.empty() || std::any_of(activations.begin(), activations.end(),
                                                        [&](const activation* a) { return a->name == activation_name; });
  return named && within(formats, f) && within(passes, p);
}

bool known_entry::covers(const result& r) const {
  return covers(r.activation, r.number_format, r.direction) &&
         std::any_of(properties.begin(), properties.end(), [&](const property* p) { return p->name == r.property; });
}

void require_current(const known_failures& known, const check_options& options, const std::vector<target>& targets) {
  for (const auto& e : known.entries) {
    const bool selected = meet(e.activations, options.activations) && meet(e.formats, options.formats) &&
                          meet(e.passes, options.passes) && meet(e.properties, options.properties);
    const bool there = std::any_of(targets.begin(), targets.end(), [&](const target& t) { return covers(e, t); });
    if (selected && !there)
      throw std::invalid_argument(
          fmt::format("{}: stale: the subject has nothing of what was selected that this entry covers ({}); "
                      "delete it, or correct it",
                      e.place, words_of(e)));
  }
  for (const auto& t : targets) {
    std::map<const property*, const known_entry*> first;
    for (const auto& e : known.entries) {
      if (!covers(e, t)) continue;
      for (const property* p : e.properties)
        if (const auto [before, fresh] = first.emplace(p, &e); !fresh)
          throw std::invalid_argument(fmt::format("{}: {}, {} is known already, by {}; delete one", e.place,
                                                  place_of(t), p->name, before->second->place));
    }
  }
}

void apply_known(const known_failures& known, std::vector<result>& results, std::chrono::year_month_day now) {
  std::map<check_key, std::vector<result*>> checks;
  std::set<std::tuple<std::string, format, pass>> interrupted;
  for (auto& r : results) {
    checks[{r.activation, r.number_format, r.direction, r.property}].push_back(&r);
    if (r.crashed) interrupted.insert({r.activation, r.number_format, r.direction});
  }
  for (auto& [key, group] : checks) {
    const result& one = *group.front();
    const auto entry =
        std::find_if(known.entries.begin(), known.entries.end(), [&](const known_entry& e) { return e.covers(one); });
    if (entry == known.entries.end()) continue;
    const auto first_pass = std::find_if(group.begin(), group.end(), passed);
    const bool whole = !interrupted.contains({one.activation, one.number_format, one.direction});
    if (std::any_of(group.begin(), group.end(), failed)) {
      for (result* r : group)
        if (failed(r)) excuse(*r, *entry, now);
    } else if (first_pass != group.end() && whole && !expired(*entry, now)) {
      (*first_pass)->found.outcome = verdict::unexpected_pass;
      (*first_pass)->found.message =
          fmt::format("passes, but is a known failure ({}): delete {}", entry->reason, entry->place);
    }
  }
}

std::string inapplicable_entry(const known_failures& known, const std::vector<result>& results,
                               const std::vector<target>& elsewhere) {
  for (const auto& e : known.entries) {
    const result* skipped = nullptr;
    bool applies = std::any_of(elsewhere.begin(), elsewhere.end(), [&](const target& t) { return covers(e, t); });
    for (const auto& r : results) {
      // After a crash the target's other results are missing.
      applies = applies || (r.crashed && e.covers(r.activation, r.number_format, r.direction));
      if (!e.covers(r)) continue;
      if (r.found.outcome == verdict::skip) skipped = &r;
      else applies = true;
    }
    if (skipped != nullptr && !applies)
      return fmt::format("{}: stale: {} does not apply to {} {} {} ({}); delete the entry, or correct it", e.place,
                         skipped->property, skipped->activation, name(skipped->number_format), name(skipped->direction),
                         skipped->found.message);
  }
  return "";
}

std::chrono::year_month_day today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

}  // namespace actcheck
