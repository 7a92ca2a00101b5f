/// \file
/// What the file of a gated activation in reference/activations includes. Such a file defines a struct with static members
///   activation describe();      name, prose, and in `gates` which elementwise activation gates which input
/// and ends with ACTCHECK_GATED(name). The gate's formula, facts and parameters are those of the elementwise activation.
#pragma once

#include "actcheck/activations.hpp"

namespace actcheck {

template <class Definition>
activation make_gated_entry() {
  activation entry = Definition::describe();
  entry.kind = activation_kind::gated;
  entry.parameters = entry.gates.gate().parameters;
  entry.facts_for = [](parameter_values) -> facts {
    make_gated_entry<Definition>().require_kind(activation_kind::elementwise);  // throws
    return {};
  };
  return entry;
}

}  // namespace actcheck

#define ACTCHECK_GATED(name)                                               \
  namespace actcheck::entries {                                            \
  const activation& name() {                                               \
    static const activation entry = make_gated_entry<activations::name>(); \
    return entry;                                                          \
  }                                                                        \
  }
