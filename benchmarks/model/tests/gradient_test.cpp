/// \file
/// The gradients of whole networks against differences of the loss.
///
/// The loss is made from scores in f32, so it is uncertain by some 1e-7, and its differences over 2 * 5e-3 by some 1e-5.
/// Differences over two distances leave the fourth power of the distance times the loss's fifth derivative, which is less.
/// What is wrong with a layer, such as a term left out, changes its gradient by more than the tolerance of 0.1 %.
#include <gtest/gtest.h>

#include <cmath>

#include "actcheck/catalogue.hpp"
#include "network.hpp"

namespace actcheck::model {
namespace {

constexpr double distance = 5e-3, tolerance = 1e-3;

/// Numbers of a network that are trained, and the gradient that it claims.
struct trained_numbers {
  std::string name;
  float* values;
  const float* gradient;
  Eigen::Index size;
};

void add_map(std::vector<trained_numbers>& all, const std::string& name, linear_map& map) {
  all.push_back({name + " weights", map.weights.data(), map.weight_gradient.data(), map.weights.size()});
  all.push_back({name + " biases", map.biases.data(), map.bias_gradient.data(), map.biases.size()});
}

std::vector<trained_numbers> all_numbers(network& net) {
  std::vector<trained_numbers> all;
  for (std::size_t layer = 0; layer < net.hidden.size(); ++layer)
    for (std::size_t map = 0; map < net.hidden[layer].maps.size(); ++map)
      add_map(all, "layer " + std::to_string(layer) + (map == 0 ? " value" : " gate"), net.hidden[layer].maps[map]);
  add_map(all, "output", net.output);
  return all;
}

examples random_examples(int count) {
  random_source source(7);
  examples some{matrix(pixels, count), {}};
  for (Eigen::Index i = 0; i < some.images.size(); ++i) some.images.data()[i] = static_cast<float>(0.5 * source.normal());
  for (int i = 0; i < count; ++i) some.labels.push_back(i % classes);
  return some;
}

void move(const trained_numbers& numbers, const Eigen::VectorXf& start, const Eigen::VectorXf& direction, double length) {
  Eigen::Map<Eigen::VectorXf>(numbers.values, numbers.size) = start + static_cast<float>(length) * direction;
}

double measured_slope(network& net, const examples& some, const trained_numbers& numbers, const Eigen::VectorXf& direction) {
  const Eigen::VectorXf start = Eigen::Map<const Eigen::VectorXf>(numbers.values, numbers.size);
  const auto loss_at = [&](double length) {
    move(numbers, start, direction, length);
    net.forward(some.images);
    return net.loss(some.labels);
  };
  const double near = loss_at(distance) - loss_at(-distance), far = loss_at(2 * distance) - loss_at(-2 * distance);
  move(numbers, start, direction, 0);
  return (8 * near - far) / (12 * distance);
}

void check_gradients(const network_shape& shape, const std::string& name) {
  const unit u(get_activation(name));
  network net(shape, u, 3);
  random_source source(11);
  for (const auto& numbers : all_numbers(net))  // biases too: what is 0 hides mistakes
    for (Eigen::Index i = 0; i < numbers.size; ++i) numbers.values[i] += static_cast<float>(0.05 * source.normal());
  const examples some = random_examples(20);
  net.differentiate(some);
  for (const auto& numbers : all_numbers(net)) {
    const Eigen::VectorXf gradient = Eigen::Map<const Eigen::VectorXf>(numbers.gradient, numbers.size);
    ASSERT_GT(gradient.norm(), 0);
    for (int trial = 0; trial < 4; ++trial) {  // along the gradient, then anywhere
      Eigen::VectorXf direction = gradient;
      for (Eigen::Index i = 0; trial > 0 && i < direction.size(); ++i) direction[i] = static_cast<float>(source.normal());
      direction.normalize();
      const double claimed = gradient.cast<double>().dot(direction.cast<double>());
      EXPECT_NEAR(measured_slope(net, some, numbers, direction), claimed, tolerance * std::max(0.1, double(gradient.norm())))
          << shape.name << ' ' << name << ", " << numbers.name << ", trial " << trial;
    }
  }
}

class gradients : public testing::TestWithParam<const char*> {};

TEST_P(gradients, of_a_perceptron_are_the_slopes_of_the_loss) { check_gradients(perceptron(3, 12), GetParam()); }
TEST_P(gradients, of_a_convolutional_network_are_the_slopes_of_the_loss) { check_gradients(convolutional(), GetParam()); }

INSTANTIATE_TEST_SUITE_P(some, gradients, testing::Values("tanh", "softplus", "gelu", "silu", "glu", "geglu", "swiglu"));

}  // namespace
}  // namespace actcheck::model
