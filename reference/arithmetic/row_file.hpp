/// \file
/// What the file of a row-wise activation in reference/activations includes. Such a file defines a struct with static members
///   double orientation;                                                               +1 or -1, see row_formulas.hpp
///   template <class T> T forward(const row_element<T>&, const row_sums<T>&);          the formula, once
///   template <class T> T backward(const row_element<T>&, const row_sums<T>&);         the vector-Jacobian product
///   row_facts claims;                                                                 claims about the real function, tested
///   activation describe();                                                            name, prose
/// and ends with ACTCHECK_ROW_WISE(name).
#pragma once

#include "actcheck/activations.hpp"
#include "arithmetic/row_double_double.hpp"
#include "arithmetic/row_formulas.hpp"

namespace actcheck {

namespace activations {
using namespace arithmetic;
}

template <class Formula>
const arithmetic::row_formula_table* make_row_formulas() {
  using namespace arithmetic;
  static constexpr row_formula_table table{
      Formula::orientation,
      {Formula::template forward<bounded>, Formula::template backward<bounded>},
      {Formula::template forward<interval>, Formula::template backward<interval>},
      {evaluate_row<Formula, pass::forward>, evaluate_row<Formula, pass::backward>}};
  return &table;
}

template <class Formula>
activation make_row_entry() {
  activation entry = Formula::describe();
  entry.kind = activation_kind::row_wise;
  entry.claims_of_rows = &Formula::claims;
  entry.row_formulas = make_row_formulas<Formula>();
  entry.facts_for = [](parameter_values) -> facts {
    make_row_entry<Formula>().require_kind(activation_kind::elementwise);  // throws
    return {};
  };
  return entry;
}

}  // namespace actcheck

#define ACTCHECK_ROW_WISE(name)                                          \
  namespace actcheck::entries {                                          \
  const activation& name() {                                             \
    static const activation entry = make_row_entry<activations::name>(); \
    return entry;                                                        \
  }                                                                      \
  }
