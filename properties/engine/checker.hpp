/// \file
/// Checks one target with the selected properties, in this process.
#pragma once

#include <functional>
#include <vector>

#include "engine/plan.hpp"
#include "engine/report.hpp"
#include "generators/inputs.hpp"

namespace actcheck {

/// Called with the properties that start, each with a result that is found, and with signs of life in between.
struct check_events {
  std::function<void(const std::vector<std::string>& properties, const std::vector<double>& parameters)> stage = [](const auto&, const auto&) {};
  std::function<void(const result&)> found = [](const result&) {};
  std::function<void(std::uint64_t done, std::uint64_t total)> alive = [](std::uint64_t, std::uint64_t) {};
};

/// All results of one target: at its own parameters, then at the trial values of its parameters. What `settled` holds, results
/// of a run of the same target that did not come to its end, is taken over and not checked again.
std::vector<result> check_target(const target&, const subject&, const check_options&, const check_events&,
                                 const std::vector<result>& settled = {});

/// The properties that are checked.
std::vector<const property*> selected_properties(const check_options&);

/// Those of them that apply to the target, at its own parameters or at trial values.
std::vector<const property*> applicable_properties(const target&, const subject&, const check_options&);

/// One property on one target, with inputs of the caller's choice for sweep properties.
finding check_property(const property&, const context&, const sweep_inputs&);

}  // namespace actcheck
