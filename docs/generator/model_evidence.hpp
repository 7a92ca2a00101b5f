/// \file
/// What was measured of networks that differ in their activation only: the results of benchmarks/model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace actcheck::docs {

/// One network trained with one activation, from several seeds, at the learning rate that did best on validation data.
struct training_outcome {
  std::string network, activation;
  double rate = 0;
  std::vector<double> accuracies;  ///< on test data, by seed; NaN where training diverged
  double mean = 0, deviation = 0;  ///< of those that did not diverge; NaN if too few
  int diverged = 0;
  std::vector<double> losses;  ///< on training data by epoch, mean over the seeds
  double epoch_milliseconds = 0;
};

/// The share of hidden units that are dead: derivative exactly 0 for every training example.
struct dead_units_outcome {
  std::string network, activation, pace;  ///< "normal" or "high"
  double rate = 0;
  std::vector<double> shares;  ///< before training and after each epoch, mean over the seeds
};

/// Norms of the loss's gradient in the weights of each layer, before training, first layer first.
struct gradient_norms {
  std::string network, activation;
  std::vector<double> norms;
};

/// How large the outputs of a network's hidden layers are before training, layer by layer, and how many are exactly 0 after.
struct layer_outputs {
  std::string activation;
  std::vector<double> trained_zero_shares, deep_mean_magnitudes, deep_largest;
};

/// How often a pre-activation of a ReLU network was exactly 0.
struct zero_count {
  std::string which, meaning;
  std::uint64_t zeros = 0, of = 0;
};

struct network_description {
  std::string name;
  std::uint64_t hidden_layers = 0, parameters = 0;
};

/// A file of schema `actcheck.model/1`.
struct model_run {
  std::string tool_version, machine, date, plan, watched;
  std::uint64_t seeds = 0, epochs = 0, training_images = 0, test_images = 0;
  double high_rate = 0;
  std::vector<network_description> networks;
  std::vector<training_outcome> trainings;
  std::vector<dead_units_outcome> dead_units;
  std::vector<gradient_norms> gradients;
  std::vector<layer_outputs> outputs;
  std::vector<zero_count> zeros;

  const training_outcome* find(std::string_view network, std::string_view activation) const;
  const dead_units_outcome* find_dead(std::string_view activation, std::string_view pace) const;
  const gradient_norms* find_gradients(std::string_view activation) const;
  const layer_outputs* find_outputs(std::string_view activation) const;
  const zero_count* find_zeros(std::string_view which) const;
  /// The best mean accuracy of a network; null if every training diverged.
  const training_outcome* best(std::string_view network) const;
};

/// \throws input_error if the file is missing, is not JSON, or holds no such results.
model_run read_model(const std::filesystem::path&);

/// Norm at the first layer divided by that at the last: far below 1, the gradient vanishes; far above, it explodes.
double first_to_last(const gradient_norms&);
/// Is the mean of `t` below that of its network's best by no more than both standard deviations together, and none of its runs far below?
bool keeps_up(const training_outcome& t, const training_outcome& best);
inline constexpr double far_below = 0.05;  ///< in accuracy

}  // namespace actcheck::docs
