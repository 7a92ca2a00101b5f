/// \file
/// What a file in reference/activations includes. Such a file defines a struct with static members
///   template <class T> T forward(const T& x, parameters<T> p);      the formula, once, on any arithmetic type
///   template <class T> T derivative(const T& x, parameters<T> p);   well conditioned (no cancellation in the tails)
///   facts facts_for(parameter_values p);                            claims about the real function, tested
///   activation describe();                                          name, parameters, prose
/// and ends with ACTCHECK_ACTIVATION(name). Nothing else in the repository lists activations.
#pragma once

#include <cmath>

#include "actcheck/activation.hpp"
#include "arithmetic/formula_table.hpp"

namespace actcheck {

namespace activations {
using namespace arithmetic;
}

template <class Formula>
activation make_entry() {
  activation entry = Formula::describe();
  entry.facts_for = &Formula::facts_for;
  entry.formulas = arithmetic::make_formulas<Formula>();
  return entry;
}

}  // namespace actcheck

#define ACTCHECK_ACTIVATION(name)                                      \
  namespace actcheck::entries {                                        \
  const activation& name() {                                           \
    static const activation entry = make_entry<activations::name>();   \
    return entry;                                                      \
  }                                                                    \
  }
