#include "engine/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "actcheck/ulp.hpp"
#include "generators/inputs.hpp"

namespace actcheck {
namespace {

/// The subject's results at some inputs, some of them wrong.
struct evidence {
  std::vector<double> x, got;
  std::size_t wrong = 0;      ///< of them are off by more than is permitted
  std::size_t vanished = 0;   ///< or are 0 where that is not the rounded value
};

evidence gather(const context& c, const std::vector<double>& inputs) {
  const format f = c.number_format();
  evidence e;
  e.x = inputs;
  for (const double v : spread_values(f, -8, 8, 129, c.seed)) e.x.push_back(v);
  std::erase_if(e.x, [](double v) { return !std::isfinite(v); });
  e.got = call_on_values(*c.subject, c.what->direction, f, e.x, {}, c.what->parameters);
  for (std::size_t i = 0; i < e.x.size(); ++i) {
    const auto want = c.truth->evaluate(e.x[i]);
    if (!(absolute_error(f, e.got[i], want) <= allowance(f, c.required, want))) ++e.wrong;
    else if (e.got[i] == 0 && want.rounded != 0) ++e.vanished;
  }
  return e;
}

/// Does the value explain the result? The subject may compute it in another way, with a few last places lost, of 1 where terms
/// near 1 cancel. Narrow formats are computed in f32.
bool explains(format f, double value, double got) {
  const double rounded = round_to(f, value), working = epsilon(f == format::f64 ? f : format::f32);
  if (std::isnan(rounded) || std::isnan(got)) return std::isnan(rounded) && std::isnan(got);
  return rounded == got || std::fabs(got - rounded) <= 8 * epsilon(f) * std::fabs(rounded) + 3 * working + smallest_normal(f);
}

/// Is the value 0 just where the result is, but for a few inputs at the edge?
template <class Formula>
bool vanishes_alike(format f, const evidence& e, Formula value) {
  std::size_t otherwise = 0;
  for (std::size_t i = 0; i < e.x.size(); ++i) otherwise += (round_to(f, value(e.x[i])) == 0) != (e.got[i] == 0) ? 1 : 0;
  return otherwise <= 4;
}

template <class Formula>
bool explains_all(format f, const evidence& e, Formula value) {
  for (std::size_t i = 0; i < e.x.size(); ++i)
    if (!explains(f, value(e.x[i]), e.got[i])) return false;
  return true;
}

/// The defaults, what a checker tries, and for each parameter the constants that are met in its place elsewhere.
std::vector<std::vector<double>> parameter_sets(const activation& a) {
  std::vector<std::vector<double>> sets{a.default_parameters()};
  for (const auto& trial : a.trial_parameters()) sets.push_back(trial);
  for (std::size_t k = 0; k < a.parameters.size(); ++k)
    for (const double value : {0.0, 0.01, 0.1, 0.2, 0.25, 0.3, 0.5, 1.0, 1.702, 2.0, 3.0, 6.0, 20.0}) {
      if (!a.parameters[k].allows(value)) continue;
      auto set = a.default_parameters();
      set[k] = value;
      sets.push_back(set);
    }
  return sets;
}

std::string name_of(const activation& a, const std::vector<double>& values) {
  std::string words(a.name);
  const auto defaults = a.default_parameters();
  for (std::size_t k = 0; k < values.size(); ++k)
    if (values[k] != defaults[k]) words += fmt::format("{} {} = {:.6g}", words == a.name ? " with" : " and", a.parameters[k].name, values[k]);
  return words;
}

/// Formulas that are right in real arithmetic and lose what is small.
struct lossy_formula {
  std::string_view activation;
  pass direction;
  std::string_view words;
  double (*value)(format, double x);
};

double rounded_sigmoid(format f, double x) { return round_to(f, 1 / (1 + std::exp(-x))); }

constexpr lossy_formula lossy_formulas[] = {
    {"sigmoid", pass::backward, "y*(1-y), computed from the rounded y",
     [](format f, double x) { const double y = rounded_sigmoid(f, x); return y * round_to(f, 1 - y); }},
    {"tanh", pass::backward, "1-y*y, computed from the rounded y",
     [](format f, double x) { const double y = round_to(f, std::tanh(x)); return round_to(f, 1 - round_to(f, y * y)); }},
    {"gelu", pass::forward, "0.5*x*(1+erf(x/sqrt 2)), which loses the negative tail",
     [](format f, double x) { return 0.5 * x * round_to(f, 1 + round_to(f, std::erf(x * 0.70710678118654752))); }},
    {"elu", pass::forward, "exp(x)-1, which loses what is near 0", [](format f, double x) { return x > 0 ? x : round_to(f, std::exp(x)) - 1; }},
    {"softplus", pass::forward, "log(1+exp(x)), which loses the negative tail",
     [](format f, double x) { return std::log(round_to(f, 1 + round_to(f, std::exp(x)))); }},
    {"log_sigmoid", pass::forward, "log(sigmoid(x)) of the rounded sigmoid", [](format f, double x) { return std::log(rounded_sigmoid(f, x)); }},
};

std::string lossy(const context& c, const evidence& e) {
  const format f = c.number_format();
  for (const auto& formula : lossy_formulas)
    if (c.truth->subject().name == formula.activation && c.what->direction == formula.direction &&
        explains_all(f, e, [&](double x) { return formula.value(f, x); }) &&
        vanishes_alike(f, e, [&](double x) { return formula.value(f, x); }))
      return std::string(formula.words);
  return "";
}

/// How many results are exactly the value's rounding.
template <class Formula>
std::size_t exact_matches(format f, const evidence& e, Formula value) {
  std::size_t matches = 0;
  for (std::size_t i = 0; i < e.x.size(); ++i) matches += round_to(f, value(e.x[i])) == e.got[i] ? 1 : 0;
  return matches;
}

/// Of those that explain the results the one that meets most of them exactly; of several, the one that is said in fewest words.
std::string another_activation(const context& c, const evidence& e) {
  const pass direction = c.what->direction;
  std::string best;
  std::size_t most = 0;
  for (const activation* a : catalogue(activation_kind::elementwise))
    for (const auto& values : parameter_sets(*a)) {
      try {
        a->require_valid(values);
      } catch (const std::invalid_argument&) {
        continue;
      }
      if (a == &c.truth->subject() && values == c.what->parameters) continue;
      const auto value = [&](double x) { return a->plain(direction, x, values); };
      if (!explains_all(c.number_format(), e, value)) continue;
      const std::size_t matches = exact_matches(c.number_format(), e, value);
      const std::string name = name_of(*a, values);
      if (matches < most || (matches == most && !best.empty() && name.size() >= best.size())) continue;
      most = matches;
      best = name;
    }
  return best;
}

}  // namespace

std::string looks_like(const context& c, const std::vector<double>& inputs) {
  const evidence e = gather(c, inputs);
  if (e.wrong + e.vanished == 0) return "";
  const std::string formula = lossy(c, e);
  if (!formula.empty() || e.wrong == 0) return formula;
  const std::string other = another_activation(c, e);
  if (other.empty()) return "";
  return c.forward() ? other : "the derivative of " + other;
}

}  // namespace actcheck
