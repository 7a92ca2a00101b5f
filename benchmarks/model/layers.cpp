#include "layers.hpp"

#include <algorithm>
#include <cmath>

namespace actcheck::model {
namespace {

/// He where the range of what the map goes through is unbounded, Glorot (Xavier) where it is bounded. A gated activation's other
/// map goes through nothing: there the variance that keeps that of its input.
double weight_deviation(const layer_shape& shape, const unit& u, std::size_t map) {
  if (!u.goes_through_function(map)) return std::sqrt(1.0 / shape.fan_in());
  return std::sqrt(u.is_bounded() ? 2.0 / (shape.fan_in() + shape.fan_out()) : 2.0 / shape.fan_in());
}

}  // namespace

linear_map::linear_map(Eigen::Index outputs, Eigen::Index inputs, double deviation, random_source& source)
    : weights(outputs, inputs), weight_gradient(matrix::Zero(outputs, inputs)), weight_velocity(matrix::Zero(outputs, inputs)),
      biases(column::Zero(outputs)), bias_gradient(column::Zero(outputs)), bias_velocity(column::Zero(outputs)) {
  for (Eigen::Index i = 0; i < weights.size(); ++i) weights.data()[i] = static_cast<float>(deviation * source.normal());
}

void linear_map::apply(const matrix_view& x, matrix& z) const {
  z.resize(weights.rows(), x.cols());
  z.noalias() = weights * x;
  z.colwise() += biases;
}

void linear_map::differentiate(const matrix_view& x, const matrix& dz) {
  weight_gradient.noalias() = dz * x.transpose();
  bias_gradient = dz.rowwise().sum();
}

void linear_map::step(float rate, float momentum) {
  weight_velocity = momentum * weight_velocity - rate * weight_gradient;
  bias_velocity = momentum * bias_velocity - rate * bias_gradient;
  weights += weight_velocity;
  biases += bias_velocity;
}

patches::patches(int side, int stride, int channels) : side_(side), channels_(channels) {
  for (int x = 0; x < side; x += stride)
    for (int y = 0; y < side; y += stride)
      for (int tap = 0; tap < 9; ++tap) {
        const int from_x = x + tap / 3 - 1, from_y = y + tap % 3 - 1;
        const bool inside = from_x >= 0 && from_x < side && from_y >= 0 && from_y < side;
        sources_.push_back(inside ? from_x * side + from_y : -1);
      }
}

void patches::gather(const matrix_view& images, matrix& columns) const {
  const Eigen::Index count = images.cols() / positions_in();
  columns.resize(inputs(), positions_out() * count);
  float* out = columns.data();
  for (Eigen::Index example = 0; example < count; ++example) {
    const float* image = images.data() + example * positions_in() * channels_;
    for (const int source : sources_) {
      if (source < 0) std::fill_n(out, channels_, 0.0f);
      else std::copy_n(image + source * channels_, channels_, out);
      out += channels_;
    }
  }
}

void patches::scatter(const matrix& columns, matrix& images) const {
  const Eigen::Index count = columns.cols() / positions_out();
  images.setZero(channels_, positions_in() * count);
  const float* in = columns.data();
  for (Eigen::Index example = 0; example < count; ++example) {
    float* image = images.data() + example * positions_in() * channels_;
    for (const int source : sources_) {
      for (int channel = 0; channel < channels_ && source >= 0; ++channel) image[source * channels_ + channel] += in[channel];
      in += channels_;
    }
  }
}

hidden_layer::hidden_layer(const layer_shape& shape, const unit& u, random_source& source) : shape_(shape), unit_(&u) {
  for (std::size_t map = 0; map < (u.is_gated() ? 2 : 1); ++map)
    maps.emplace_back(shape.outputs, shape.fan_in(), weight_deviation(shape, u, map), source);
}

const matrix& hidden_layer::forward(const matrix_view& x) {
  if (shape_.geometry) shape_.geometry->gather(x, columns_);
  for (std::size_t map = 0; map < maps.size(); ++map) maps[map].apply(inputs_of_maps(x), before_[map]);
  unit_->forward(before_[0], before_[1], output_);
  return output_;
}

void hidden_layer::backward(const matrix_view& x, const matrix& dy, matrix* dx) {
  unit_->backward(before_[0], before_[1], dy, before_gradient_[0], before_gradient_[1]);
  for (std::size_t map = 0; map < maps.size(); ++map) maps[map].differentiate(inputs_of_maps(x), before_gradient_[map]);
  if (dx == nullptr) return;
  matrix gradient = maps[0].weights.transpose() * before_gradient_[0];
  for (std::size_t map = 1; map < maps.size(); ++map) gradient.noalias() += maps[map].weights.transpose() * before_gradient_[map];
  if (shape_.geometry) shape_.geometry->scatter(gradient, *dx);
  else dx->swap(gradient);
}

std::vector<bool> hidden_layer::dead_units() const {
  matrix slopes[2];
  unit_->backward(before_[0], before_[1], matrix::Ones(output_.rows(), output_.cols()), slopes[0], slopes[1]);
  std::vector<bool> dead;
  for (Eigen::Index row = 0; row < output_.rows(); ++row) {
    const auto is_zero = [row](const matrix& m) { return (m.row(row).array() == 0.0f).all(); };
    dead.push_back(std::all_of(slopes, slopes + maps.size(), is_zero));
  }
  return dead;
}

}  // namespace actcheck::model
