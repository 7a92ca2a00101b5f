/// \file
/// Training one network once.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "network.hpp"

namespace actcheck::model {

/// Stochastic gradient descent with momentum, at a constant rate.
struct training_options {
  static constexpr int batch = 32;
  static constexpr double momentum = 0.9;
  double rate;
  int epochs;
  std::uint64_t seed;                  ///< of the order of the examples
  double largest_gradient = infinity;  ///< longer gradients, of all weights together, are shortened to this norm
};

struct training_result {
  std::vector<double> losses{};  ///< mean over each epoch that was finished
  bool diverged = false;         ///< a loss, or a weight, was not finite: training ended there
  double milliseconds = 0;       ///< of CPU time for an epoch: the median
};

/// Calls `after_epoch` after each epoch that was finished.
training_result train(network&, const examples& training, const training_options&,
                      const std::function<void(network&)>& after_epoch = {});

}  // namespace actcheck::model
