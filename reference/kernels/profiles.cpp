#include "actcheck/profiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "kernels/names.hpp"

namespace actcheck {
namespace {

/// The kinks in the input that has any: a row-wise activation has none.
std::vector<kink> kinks_of(const activation& a, parameter_values parameters) {
  if (a.kind == activation_kind::row_wise) return {};
  const activation& curve = a.kind == activation_kind::gated ? a.gates.gate() : a;
  auto kinks = curve.facts_for(parameters).kinks;
  std::sort(kinks.begin(), kinks.end(), [](const kink& l, const kink& r) { return l.x < r.x; });
  return kinks;
}

double slope_by(const kink_rule& rule, const kink& at) {
  return rule.choice == kink_choice::left ? at.left : rule.choice == kink_choice::right ? at.right : rule.value;
}

/// Where two kinks have become one, the rules for the first and the last may contradict each other: then neither holds.
std::optional<kink_rule> rule_for(const framework_entry& entry, const std::vector<kink>& kinks, const kink& at) {
  std::optional<kink_rule> found;
  for (const kink_rule& rule : entry.kinks) {
    const bool meant = rule.place == kink_place::every || (rule.place == kink_place::first && &at == &kinks.front()) ||
                       (rule.place == kink_place::last && &at == &kinks.back());
    if (!meant) continue;
    if (found && slope_by(*found, at) != slope_by(rule, at)) return std::nullopt;
    found = rule;
  }
  return found;
}

const flush_rule* flush_in(const profile& p, format f) {
  const auto found = std::find_if(p.flushes.begin(), p.flushes.end(), [f](const flush_rule& r) { return r.in == f; });
  return found == p.flushes.end() ? nullptr : &*found;
}

}  // namespace

bool requirement::met_by(double got, double slack) const noexcept {
  if (std::isnan(value) || std::isnan(got)) return std::isnan(value) && std::isnan(got);
  if (std::isinf(value) || std::isinf(got)) return got == value;
  if (value == 0 && got == 0) return !sign_of_zero || std::signbit(got) == std::signbit(value);
  return std::fabs(got - value) <= slack;
}

const framework_entry* profile::find(const activation& a) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const framework_entry& e) { return e.activation == a.name; });
  return found == entries.end() ? nullptr : &*found;
}

const profile_source& profile::source(std::string_view key) const {
  const auto found = std::find_if(sources.begin(), sources.end(), [key](const profile_source& s) { return s.key == key; });
  if (found == sources.end()) throw std::logic_error(fmt::format("profile {} has no source '{}'", name, key));
  return *found;
}

std::vector<double> profile::parameters_for(const activation& a, format f) const {
  auto values = a.default_parameters();
  const framework_entry* entry = find(a);
  if (entry == nullptr) return values;
  for (std::size_t i = 0; i < values.size(); ++i)
    for (const framework_default& d : entry->defaults)
      if (d.parameter == a.parameters[i].name && d.only_in.value_or(f) == f) values[i] = d.value;
  return values;
}

const activation* profile::meaning_of(std::string_view wanted) const {
  for (const framework_entry& e : entries)
    if (!e.takes_name_of.empty() && same_ignoring_case(e.takes_name_of, wanted)) return find_activation(e.activation);
  return nullptr;
}

std::optional<requirement> profile::required_slope(const activation& a, parameter_values parameters, double x) const {
  const framework_entry* entry = find(a);
  if (entry == nullptr || entry->kinks.empty()) return std::nullopt;
  const auto kinks = kinks_of(a, parameters);
  const auto at = std::find_if(kinks.begin(), kinks.end(), [x](const kink& k) { return k.x == x; });
  if (at == kinks.end()) return std::nullopt;
  const auto rule = rule_for(*entry, kinks, *at);
  if (!rule) return std::nullopt;
  return requirement{slope_by(*rule, *at), source(rule->source).reference};
}

std::optional<requirement> profile::required_result(const activation& a, parameter_values parameters, pass direction,
                                                    special_input input) const {
  const framework_entry* entry = find(a);
  if (entry == nullptr) return std::nullopt;
  const bool at_zero = input == special_input::plus_zero || input == special_input::minus_zero;
  const auto defaults = parameters_for(a, format::f32);
  if (at_zero && !std::equal(parameters.begin(), parameters.end(), defaults.begin(), defaults.end())) return std::nullopt;
  for (const result_rule& r : entry->results)
    if (r.direction == direction && r.input == input) return requirement{r.value, source(r.source).reference, at_zero};
  return std::nullopt;
}

std::optional<requirement> profile::required_row(const activation& a, pass direction, special_row row) const {
  const framework_entry* entry = find(a);
  if (entry == nullptr) return std::nullopt;
  for (const row_rule& r : entry->rows)
    if (r.direction == direction && r.row == row) return requirement{r.value, source(r.source).reference};
  return std::nullopt;
}

bool profile::inputs_flushed(format f) const {
  const flush_rule* rule = flush_in(*this, f);
  return rule != nullptr && rule->inputs;
}

bool profile::results_flushed(format f) const {
  const flush_rule* rule = flush_in(*this, f);
  return rule != nullptr && rule->results;
}

std::optional<overflow> profile::overflow_of(format f) const {
  for (const overflow_rule& r : overflows)
    if (r.in == f) return r.policy;
  return std::nullopt;
}

std::optional<special_input> special_input_of(double x) noexcept {
  if (std::isnan(x)) return special_input::not_a_number;
  if (std::isinf(x)) return x > 0 ? special_input::plus_infinity : special_input::minus_infinity;
  if (x == 0) return std::signbit(x) ? special_input::minus_zero : special_input::plus_zero;
  return std::nullopt;
}

const profile* find_profile(std::string_view wanted) {
  for (const profile* p : profiles())
    if (same_ignoring_case(p->name, wanted)) return p;
  for (const profile* p : profiles())
    for (const auto alias : p->aliases)
      if (same_ignoring_case(alias, wanted)) return p;
  return nullptr;
}

const profile& get_profile(std::string_view wanted) {
  if (const profile* found = find_profile(wanted)) return *found;
  std::vector<std::string> names;
  for (const profile* p : profiles()) names.emplace_back(p->name);
  throw std::invalid_argument(fmt::format("unknown profile '{}'{}", wanted, suggestion(wanted, names)));
}

}  // namespace actcheck
