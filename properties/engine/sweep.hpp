/// \file
/// One streaming pass over a set of inputs: the subject is evaluated once per block, all sweep properties watch.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/conventions.hpp"
#include "engine/property.hpp"
#include "generators/inputs.hpp"

namespace actcheck {

/// What the sweep leaves behind besides the observers' findings.
struct sweep_result {
  std::vector<finding> findings;  ///< in the order of the properties
  seen_conventions conventions;
  std::uint64_t checked = 0;
};

/// Runs the properties (all of them must have `observe`) over the inputs on `threads` threads. `contexts[i]` belongs to
/// `properties[i]`. `alive` is called now and then with the number of inputs done so far.
sweep_result run_sweep(const std::vector<const property*>& properties, const std::vector<context>& contexts,
                       const sweep_inputs& inputs, unsigned threads, const std::function<void(std::uint64_t)>& alive);

}  // namespace actcheck
