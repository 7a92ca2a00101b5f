/// \file
/// Checks one target with the selected properties, in this process.
#pragma once

#include <functional>
#include <vector>

#include "engine/plan.hpp"
#include "engine/report.hpp"
#include "generators/inputs.hpp"

namespace actcheck {

/// Called with the property that starts, and with signs of life while it runs.
struct check_events {
  std::function<void(std::string_view property)> stage = [](std::string_view) {};
  std::function<void(std::uint64_t done, std::uint64_t total)> alive = [](std::uint64_t, std::uint64_t) {};
};

/// All results of one target: at its own parameters, then at the trial values of its parameters.
std::vector<result> check_target(const target&, const subject&, const check_options&, const check_events&);

/// One property on one target, with inputs of the caller's choice for sweep properties.
finding check_property(const property&, const context&, const sweep_inputs&);

}  // namespace actcheck
