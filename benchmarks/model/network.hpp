/// \file
/// A network: hidden layers that all have the same activation, a linear map to ten classes, softmax and cross entropy.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "digits.hpp"
#include "layers.hpp"

namespace actcheck::model {

struct network_shape {
  std::string name;
  std::vector<layer_shape> hidden;
  int features;  ///< numbers for each example that the last hidden layer gives

  /// Weights and biases, of an elementwise activation or of a gated one.
  std::size_t parameters(bool gated) const;
};

/// `mlp_DEPTH`: so many hidden layers, fully connected.
network_shape perceptron(int depth, int width = 64, int inputs = pixels);
/// `conv`: two 3x3 convolutions, 8 channels on 8x8 pixels and 16 on 4x4 (stride 2), then the map to the classes.
network_shape convolutional();

class network {
 public:
  /// The weights are a matter of the seed and the shape, up to a factor for each layer that is the activation's.
  network(const network_shape&, const unit&, std::uint64_t seed);

  /// The scores of the classes, one column for each example.
  const matrix& forward(const matrix& images);
  /// The mean cross entropy, after `forward`.
  double loss(const std::vector<int>& labels) const;
  /// `forward`, the gradients of all weights, and the loss.
  double differentiate(const examples&);
  void step(float rate, float momentum);

  double accuracy(const examples&);

  /// Every map with weights: the hidden layers', then the output.
  std::vector<linear_map*> maps();

  std::vector<hidden_layer> hidden;
  linear_map output;

 private:
  network(const network_shape&, const unit&, random_source);
  /// The derivative of the loss in the scores.
  matrix score_gradient(const std::vector<int>& labels) const;
  matrix_view input_of(std::size_t layer, const matrix& images) const;

  network_shape shape_;
  matrix scores_;
};

}  // namespace actcheck::model
