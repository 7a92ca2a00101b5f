/// \file
/// What is trained, how often and how long: the one place that says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network.hpp"

namespace actcheck::model {

/// A network, and the learning rates that it is trained with: of these each activation is judged by the one that gives it
/// the best accuracy on the validation examples.
struct trained_network {
  network_shape shape;
  double normal_rate;
  std::vector<double> rates;
};

struct plan {
  std::string_view name;
  std::vector<std::uint64_t> seeds;
  int epochs;
  std::vector<trained_network> networks;
  std::size_t watched;  ///< the network whose dead units and outputs are counted, at its normal rate
  /// Its dead units are counted at a high rate too. There gradients longer than the limit are shortened, because without
  /// that most activations with an unbounded range diverge before any unit can die.
  double high_rate, high_rate_limit;
  int depth_of_gradients;  ///< of the network whose gradients are measured before it is trained
};

/// \throws std::invalid_argument naming the plans there are.
plan find_plan(const std::string& name);

}  // namespace actcheck::model
