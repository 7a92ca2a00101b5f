#include "actcheck/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "arithmetic/formula_table.hpp"
#include "kernels/names.hpp"

namespace actcheck {
using namespace arithmetic;
namespace {

/// How many insertions, deletions, replacements and exchanges of neighbours make `b` of `a` (Levenshtein, with the exchange
/// that Damerau added, because it is how one mistypes).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), row[j] + 1, next[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before.swap(row);
    row.swap(next);
  }
  return row.back();
}

std::vector<tex> symbols_of(const activation& a) {
  std::vector<tex> symbols;
  for (const auto& p : a.parameters) {
    std::string escaped;
    for (const char c : p.name) escaped += c == '_' ? std::string("\\_") : std::string(1, c);
    symbols.push_back(tex::symbol(fmt::format("\\mathit{{{}}}", escaped)));
  }
  return symbols;
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 2) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  const std::string near = nearest(word, candidates);
  if (!near.empty()) return fmt::format(" (did you mean '{}'?)", near);
  return fmt::format(" (one of: {})", fmt::join(candidates, ", "));
}

const activation* find_activation(std::string_view wanted) {
  for (const auto* a : catalogue())
    if (same_ignoring_case(a->name, wanted)) return a;
  for (const auto* a : catalogue())
    for (const auto alias : a->aliases)
      if (same_ignoring_case(alias, wanted)) return a;
  return nullptr;
}

const activation& get_activation(std::string_view wanted) {
  if (const auto* found = find_activation(wanted)) return *found;
  std::vector<std::string> names;
  for (const auto* a : catalogue()) {
    names.emplace_back(a->name);
  }
  throw std::invalid_argument(fmt::format("unknown activation '{}'{}", wanted, suggestion(wanted, names)));
}

std::vector<double> activation::default_parameters() const {
  std::vector<double> values;
  for (const auto& p : parameters) values.push_back(p.default_value);
  return values;
}

namespace {

std::string tex_of(const activation& a, pass p) {
  const auto symbols = symbols_of(a);
  const int index = p == pass::forward ? 0 : 1;
  switch (a.kind) {
    case activation_kind::elementwise: return a.formulas->write[index](tex::symbol("x"), symbols).text();
    case activation_kind::gated: {
      const tex left = tex::symbol("a"), right = tex::symbol("b");
      const auto gate = [&](const tex& x) { return a.gates.gate().formulas->write[index](x, symbols); };
      return (a.gates.gates_b ? left * gate(right) : gate(left) * right).text();
    }
    case activation_kind::row_wise: break;
  }
  return std::string(p == pass::forward ? a.text.formula : a.text.derivative);
}

}  // namespace

std::string activation::formula_tex() const { return tex_of(*this, pass::forward); }
std::string activation::derivative_tex() const { return tex_of(*this, pass::backward); }

double activation::plain(pass p, double x, parameter_values values) const {
  require_kind(activation_kind::elementwise);
  return formulas->plain[p == pass::backward ? 1 : 0](x, values);
}

void activation::require_kind(activation_kind wanted) const {
  if (kind != wanted) throw std::invalid_argument(fmt::format("{} is {}, not {}", name, actcheck::name(kind), actcheck::name(wanted)));
}

bool parameter::allows(double value) const {
  if (value == infinity) return infinity_allowed;
  return std::isfinite(value) && (minimum_excluded ? value > minimum : value >= minimum) && !(zero_excluded && value == 0);
}

std::string parameter::domain() const {
  std::string text = "finite";
  if (std::isfinite(minimum)) text += fmt::format(" and {} {}", minimum_excluded ? "above" : "at least", minimum);
  if (zero_excluded) text += " and not 0";
  if (!at_least.empty()) text += fmt::format(" and at least {}", at_least);
  return infinity_allowed ? text + ", or inf" : text;
}

void activation::require_valid(parameter_values values) const {
  if (values.size() != parameters.size())
    throw std::invalid_argument(fmt::format("{} takes {} parameter{}, got {}", name, parameters.size(),
                                            parameters.size() == 1 ? "" : "s", values.size()));
  const auto refuse = [&](std::size_t i, const std::string& beside) {
    const auto& p = parameters[i];
    throw std::invalid_argument(fmt::format("parameter {} of {} must be {}, got {}{}", p.name, name, p.domain(), values[i], beside));
  };
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!parameters[i].allows(values[i])) refuse(i, "");
  // Relations only now: both values are numbers.
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = 0; j < values.size(); ++j)
      if (parameters[i].at_least == parameters[j].name && values[i] < values[j])
        refuse(i, fmt::format(" with {} = {}", parameters[j].name, values[j]));
}

std::vector<std::vector<double>> activation::trial_parameters() const {
  std::vector<std::vector<double>> trials;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    for (const double value : parameters[i].trial_values) {
      trials.push_back(default_parameters());
      trials.back()[i] = value;
    }
  trials.insert(trials.end(), trial_sets.begin(), trial_sets.end());
  return trials;
}

}  // namespace actcheck
