/// \file
/// One formula, instantiated on every arithmetic type. Each activation's file makes its table with `make_formulas`.
#pragma once

#include <string>
#include <vector>

#include "actcheck/activation.hpp"
#include "arithmetic/bounded.hpp"
#include "arithmetic/constants.hpp"
#include "arithmetic/dual.hpp"
#include "arithmetic/interval.hpp"
#include "arithmetic/rational.hpp"
#include "arithmetic/series.hpp"
#include "arithmetic/tex.hpp"

namespace actcheck::arithmetic {

/// The formula (index 0) and its derivative (index 1) on the arithmetic types that differ only in what they return.
struct formula_table {
  double (*plain[2])(double x, parameters<double>);
  void (*fast[2])(std::span<const double> x, parameters<bounded>, bounded* results);
  interval (*enclose[2])(const interval& x, parameters<interval>);
  rational (*exact[2])(const rational& x, parameters<rational>);
  dual<interval> (*differentiate[2])(const dual<interval>& x, parameters<dual<interval>>);
  series<interval> (*expand[2])(const series<interval>& x, parameters<series<interval>>);
  tex (*write[2])(const tex& x, parameters<tex>);
};

template <class Formula, pass p, class T>
T apply_formula(const T& x, parameters<T> values) {
  if constexpr (p == pass::forward) return Formula::forward(x, values);
  else return Formula::derivative(x, values);
}

template <class Formula, pass p>
void apply_fast(std::span<const double> x, parameters<bounded> values, bounded* results) {
  for (std::size_t i = 0; i < x.size(); ++i) results[i] = apply_formula<Formula, p>(bounded{x[i]}, values);
}

template <class Formula>
const formula_table* make_formulas() {
  constexpr auto forward = pass::forward;
  constexpr auto backward = pass::backward;
  static constexpr formula_table table{
      {[](double x, parameters<double> p) { return Formula::forward(x, p); },
       [](double x, parameters<double> p) { return Formula::derivative(x, p); }},
      {apply_fast<Formula, forward>, apply_fast<Formula, backward>},
      {apply_formula<Formula, forward, interval>, apply_formula<Formula, backward, interval>},
      {apply_formula<Formula, forward, rational>, apply_formula<Formula, backward, rational>},
      {apply_formula<Formula, forward, dual<interval>>, apply_formula<Formula, backward, dual<interval>>},
      {apply_formula<Formula, forward, series<interval>>, apply_formula<Formula, backward, series<interval>>},
      {apply_formula<Formula, forward, tex>, apply_formula<Formula, backward, tex>}};
  return &table;
}

/// The parameter values as numbers of type T.
template <class T>
std::vector<T> parameters_as(parameter_values values) {
  std::vector<T> converted;
  converted.reserve(values.size());
  for (const double v : values) converted.emplace_back(v);
  return converted;
}

}  // namespace actcheck::arithmetic
