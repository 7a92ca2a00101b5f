#include "network.hpp"

#include <cmath>

namespace actcheck::model {
namespace {

std::vector<hidden_layer> hidden_layers(const network_shape& shape, const unit& u, random_source& source) {
  std::vector<hidden_layer> layers;
  for (const auto& layer : shape.hidden) layers.emplace_back(layer, u, source);
  return layers;
}

/// The probabilities that softmax makes of one column of scores.
Eigen::ArrayXd probabilities(const matrix& scores, Eigen::Index example) {
  const Eigen::ArrayXd some = scores.col(example).cast<double>().array();
  const Eigen::ArrayXd powers = (some - some.maxCoeff()).exp();
  return powers / powers.sum();
}

}  // namespace

std::size_t network_shape::parameters(bool gated) const {
  int sum = (features + 1) * classes;
  for (const auto& layer : hidden) sum += (gated ? 2 : 1) * (layer.fan_in() + 1) * layer.outputs;
  return static_cast<std::size_t>(sum);
}

network_shape perceptron(int depth, int width, int inputs) {
  network_shape shape{"mlp_" + std::to_string(depth), {}, width};
  for (int i = 0; i < depth; ++i) shape.hidden.push_back({.inputs = i == 0 ? inputs : width, .outputs = width});
  return shape;
}

network_shape convolutional() {
  const patches first(image_side, 1, 1), second(image_side, 2, 8);
  return {"conv",
          {{.inputs = 1, .outputs = 8, .geometry = first}, {.inputs = 8, .outputs = 16, .geometry = second}},
          16 * second.positions_out()};
}

network::network(const network_shape& shape, const unit& u, std::uint64_t seed) : network(shape, u, random_source(seed)) {}

network::network(const network_shape& shape, const unit& u, random_source source)
    : hidden(hidden_layers(shape, u, source)),
      output(classes, shape.features, std::sqrt(2.0 / (shape.features + classes)), source), shape_(shape) {}

matrix_view network::input_of(std::size_t layer, const matrix& images) const {
  const matrix& given = layer == 0 ? images : hidden[layer - 1].output();
  return reshaped(viewed(given), layer == hidden.size() ? shape_.features : shape_.hidden[layer].inputs);
}

const matrix& network::forward(const matrix& images) {
  for (std::size_t layer = 0; layer < hidden.size(); ++layer) hidden[layer].forward(input_of(layer, images));
  output.apply(input_of(hidden.size(), images), scores_);
  return scores_;
}

double network::loss(const std::vector<int>& labels) const {
  double sum = 0;
  for (Eigen::Index i = 0; i < scores_.cols(); ++i) {
    const Eigen::ArrayXd scores = scores_.col(i).cast<double>().array();
    const double largest = scores.maxCoeff();
    sum += largest + std::log((scores - largest).exp().sum()) - scores[labels[static_cast<std::size_t>(i)]];
  }
  return sum / static_cast<double>(scores_.cols());
}

matrix network::score_gradient(const std::vector<int>& labels) const {
  matrix gradient(scores_.rows(), scores_.cols());
  for (Eigen::Index i = 0; i < scores_.cols(); ++i) {
    Eigen::ArrayXd p = probabilities(scores_, i);
    p[labels[static_cast<std::size_t>(i)]] -= 1;
    gradient.col(i) = (p / static_cast<double>(scores_.cols())).cast<float>().matrix();
  }
  return gradient;
}

double network::differentiate(const examples& batch) {
  forward(batch.images);
  const matrix ds = score_gradient(batch.labels);
  output.differentiate(input_of(hidden.size(), batch.images), ds);
  matrix dy = output.weights.transpose() * ds, dx;
  for (std::size_t layer = hidden.size(); layer-- > 0;) {
    const matrix& y = hidden[layer].output();
    if (dy.rows() != y.rows()) dy = matrix(reshaped(viewed(dy), y.rows()));
    hidden[layer].backward(input_of(layer, batch.images), dy, layer == 0 ? nullptr : &dx);
    dy.swap(dx);
  }
  return loss(batch.labels);
}

void network::step(float rate, float momentum) {
  for (linear_map* map : maps()) map->step(rate, momentum);
}

std::vector<linear_map*> network::maps() {
  std::vector<linear_map*> all;
  for (auto& layer : hidden)
    for (auto& map : layer.maps) all.push_back(&map);
  all.push_back(&output);
  return all;
}

double network::accuracy(const examples& some) {
  forward(some.images);
  int right = 0;
  for (Eigen::Index i = 0; i < scores_.cols(); ++i) {
    Eigen::Index guess = 0;
    scores_.col(i).maxCoeff(&guess);
    right += static_cast<int>(guess) == some.labels[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  return static_cast<double>(right) / some.count();
}

}  // namespace actcheck::model
