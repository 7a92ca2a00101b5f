/// \file
/// The parts of a network: linear maps, and hidden layers made of them, forward and backward.
#pragma once

#include <optional>
#include <vector>

#include "matrix.hpp"
#include "random.hpp"
#include "unit.hpp"

namespace actcheck::model {

/// W x + b with the gradients of a batch, and what stochastic gradient descent with momentum remembers.
struct linear_map {
  /// Weights are normally distributed, biases 0.
  linear_map(Eigen::Index outputs, Eigen::Index inputs, double deviation, random_source&);

  void apply(const matrix_view& x, matrix& z) const;
  void differentiate(const matrix_view& x, const matrix& dz);
  void step(float rate, float momentum);

  matrix weights, weight_gradient, weight_velocity;
  column biases, bias_gradient, bias_velocity;
};

/// What a 3x3 convolution reads, with a border of one pixel of 0: images with `channels` rows and a column for each position
/// become matrices with a column for each output, so that the convolution is a linear map of columns.
class patches {
 public:
  patches(int side, int stride, int channels);

  int inputs() const { return 9 * channels_; }
  int positions_in() const { return side_ * side_; }
  int positions_out() const { return static_cast<int>(sources_.size()) / 9; }

  void gather(const matrix_view& images, matrix& columns) const;
  /// The transpose: adds what came from each position.
  void scatter(const matrix& columns, matrix& images) const;

 private:
  int side_, channels_;
  std::vector<int> sources_;  ///< for each output position and tap the input position, or -1 for the border
};

/// A fully connected layer, or a convolution where there are patches.
struct layer_shape {
  int inputs, outputs;  ///< numbers for each example, or channels
  std::optional<patches> geometry{};

  int fan_in() const { return geometry ? geometry->inputs() : inputs; }
  int fan_out() const { return geometry ? 9 * outputs : outputs; }
};

/// One linear map and an activation; two, value and gate, where the activation is gated.
class hidden_layer {
 public:
  hidden_layer(const layer_shape&, const unit&, random_source&);

  const matrix& forward(const matrix_view& x);
  /// After `forward` of the same x: the gradients of the weights, and unless it is null, dx.
  void backward(const matrix_view& x, const matrix& dy, matrix* dx);

  /// The maps: the value's (a), then the gate's (b) if there is one.
  std::vector<linear_map> maps;
  const matrix& output() const { return output_; }
  /// Inputs of the activation, as `maps`.
  const matrix& before(std::size_t map) const { return before_[map]; }
  /// For each unit, whether its derivative is exactly 0 for each of the examples of the last `forward`.
  std::vector<bool> dead_units() const;

 private:
  matrix_view inputs_of_maps(const matrix_view& x) const { return shape_.geometry ? viewed(columns_) : x; }

  layer_shape shape_;
  const unit* unit_;
  matrix columns_, before_[2], before_gradient_[2], output_;
};

}  // namespace actcheck::model
