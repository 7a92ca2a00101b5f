/// \file
/// What is trained, how often and how long: the one place that says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network.hpp"

namespace actcheck::model {

/// A network, and the learning rates that it is trained with: of these each activation is judged by the one that gives it the best
/// accuracy on the validation examples. The middle one is the normal one.
struct trained_network {
  network_shape shape;
  std::vector<double> rates;

  double normal_rate() const { return rates[rates.size() / 2]; }
};

struct plan {
  std::string_view name;
  std::vector<std::uint64_t> seeds;
  std::size_t seeds_of_choice;  ///< so many of the seeds, the first ones, choose the learning rate
  int epochs;
  std::vector<trained_network> networks;
  /// Of units that die, and of what units give: this network at its normal rate, and at a high one.
  std::size_t watched;
  double high_rate;
  int depth_of_gradients;  ///< of the network whose gradients are measured before it is trained
};

/// \throws std::invalid_argument naming the plans there are.
plan find_plan(const std::string& name);

}  // namespace actcheck::model
