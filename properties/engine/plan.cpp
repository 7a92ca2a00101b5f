#include "engine/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "engine/names.hpp"

namespace actcheck {
namespace {

constexpr std::array<std::string_view, 4> names{"smoke", "quick", "full", "exhaustive"};

template <class T>
bool selected(const std::vector<T>& chosen, const T& item) {
  return chosen.empty() || std::find(chosen.begin(), chosen.end(), item) != chosen.end();
}

}  // namespace

std::string_view name(effort e) noexcept { return names[static_cast<std::size_t>(e)]; }

std::optional<effort> find_effort(std::string_view wanted) noexcept {
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) return std::nullopt;
  return static_cast<effort>(found - names.begin());
}

effort get_effort(std::string_view wanted) {
  if (const auto found = find_effort(wanted)) return *found;
  throw std::invalid_argument(fmt::format("unknown effort '{}'{}", wanted, suggestion(wanted, effort_names())));
}

namespace {

grade get_required_grade(const std::string& word) {
  if (const auto g = find_grade(word); g && *g != grade::wrong) return *g;
  std::vector<std::string> grades = names_of(all_grades);
  grades.pop_back();  // nobody requires `wrong`
  throw std::invalid_argument(fmt::format("unknown grade '{}'{}", word, suggestion(word, grades)));
}

}  // namespace

void require_grade(check_options& options, const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos) options.required = get_required_grade(word);
  else options.required_of[std::string(get_activation(word.substr(0, equals)).name)] = get_required_grade(word.substr(equals + 1));
}

std::vector<std::string> effort_names() { return {names.begin(), names.end()}; }

// An f64 input costs some 50 nanoseconds of reference, and a few cost an oracle call; an f32 input costs some 10: hence the
// difference.
budget budget_of(effort e) noexcept {
  switch (e) {
    case effort::smoke: return {std::size_t{1} << 14, std::size_t{1} << 12, std::size_t{1} << 10, std::size_t{1} << 9};
    case effort::quick: return {std::size_t{1} << 20, std::size_t{1} << 16, std::size_t{1} << 13, std::size_t{1} << 12};
    case effort::full: return {std::size_t{1} << 26, std::size_t{1} << 22, std::size_t{1} << 16, std::size_t{1} << 16};
    case effort::exhaustive: return {0, std::size_t{1} << 24, std::size_t{1} << 17, std::size_t{1} << 17};
  }
  return {};
}

bool sweeps_whole(effort e, format f) noexcept {
  return shape(f).bits <= 16 || (f == format::f32 && e == effort::exhaustive);
}

// Four eps are half of 1 in f8e4m3fn and all of it in f8e5m2: a constant sigmoid would be good enough.
grade default_requirement(format f) noexcept { return shape(f).bits == 8 ? grade::faithful : grade::absolute; }

grade check_options::requirement(const activation& a, format f) const {
  const auto own = required_of.find(std::string(a.name));
  return own == required_of.end() ? required.value_or(default_requirement(f)) : own->second;
}

std::vector<target> plan_targets(const check_options& options, const std::function<bool(const activation&, format, pass)>& has) {
  std::vector<target> targets;
  for (const activation* a : catalogue()) {
    if (!selected(options.activations, a)) continue;
    for (const format f : all_formats) {
      if (!selected(options.formats, f)) continue;
      for (const pass p : {pass::forward, pass::backward})
        if (selected(options.passes, p) && has(*a, f, p)) targets.push_back({a, f, p, options.choices->parameters_for(*a, f)});
    }
  }
  return targets;
}

}  // namespace actcheck
