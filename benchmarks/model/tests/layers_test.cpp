/// \file
/// Units, layers and networks where the right answer is known.
#include <gtest/gtest.h>

#include <cmath>

#include "actcheck/catalogue.hpp"
#include "actcheck/gated.hpp"
#include "network.hpp"

namespace actcheck::model {
namespace {

matrix random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  random_source source(seed);
  matrix m(rows, columns);
  for (Eigen::Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(source.normal());
  return m;
}

TEST(networks, of_identities_are_one_linear_map) {
  const unit identity(get_activation("identity"));
  network net(perceptron(4, 9), identity, 1);
  Eigen::MatrixXd product = Eigen::MatrixXd::Identity(pixels, pixels);
  for (const auto& layer : net.hidden) product = layer.maps[0].weights.cast<double>() * product;
  product = net.output.weights.cast<double>() * product;
  const matrix images = random_matrix(pixels, 5, 2);
  const Eigen::MatrixXd want = product * images.cast<double>();
  EXPECT_LT((net.forward(images).cast<double>() - want).norm(), 1e-5 * want.norm());
}

TEST(networks, have_the_same_weights_for_a_seed_whatever_the_activation_but_for_a_factor) {
  const unit relu(get_activation("relu")), tanh(get_activation("tanh"));
  const network one(perceptron(3), relu, 5), other(perceptron(3), tanh, 5);
  const matrix he = one.hidden[1].maps[0].weights, glorot = other.hidden[1].maps[0].weights;
  EXPECT_LT((he - std::sqrt(2.0f) * glorot).norm(), 1e-5f * he.norm());
  EXPECT_NEAR(static_cast<double>(he.squaredNorm()) / static_cast<double>(he.size()), 2.0 / 64, 0.1 * 2 / 64);
}

TEST(networks, that_know_nothing_lose_the_logarithm_of_ten) {
  const unit relu(get_activation("relu"));
  network net(convolutional(), relu, 1);
  net.output.weights.setZero();
  net.forward(random_matrix(pixels, 3, 1));
  EXPECT_NEAR(net.loss({0, 5, 9}), std::log(10.0), 1e-12);
}

TEST(patches, hold_the_neighbours_of_each_position_and_zeros_beyond_the_border) {
  const patches all(3, 1, 1);
  matrix image(1, 9), columns;
  image << 1, 2, 3, 4, 5, 6, 7, 8, 9;
  all.gather(viewed(image), columns);
  EXPECT_EQ(columns.cols(), 9);
  EXPECT_EQ(columns.col(4), image.transpose());
  column corner(9);
  corner << 0, 0, 0, 0, 1, 2, 0, 4, 5;
  EXPECT_EQ(columns.col(0), corner);
}

TEST(patches, scatter_is_the_transpose_of_gather) {
  const patches some(8, 2, 3);
  const matrix images = random_matrix(3, 2 * 64, 1);
  matrix gathered, scattered;
  some.gather(viewed(images), gathered);
  const matrix columns = random_matrix(gathered.rows(), gathered.cols(), 2);
  some.scatter(columns, scattered);
  EXPECT_NEAR(gathered.cwiseProduct(columns).sum(), images.cwiseProduct(scattered).sum(), 1e-3);
}

TEST(units, gated_agree_with_the_reference_but_for_the_second_rounding) {
  const matrix a = random_matrix(8, 50, 1), b = random_matrix(8, 50, 2), dy = random_matrix(8, 50, 3);
  for (const activation* gated : catalogue(activation_kind::gated)) {
    const unit u(*gated);
    matrix y, da, db;
    u.forward(a, b, y);
    u.backward(a, b, dy, da, db);
    const gated_reference exact(*gated, format::f32, gated->default_parameters());
    for (Eigen::Index i = 0; i < a.size(); ++i) {
      const auto expect = [&](gated_result which, float got) {
        const double want = exact.evaluate(which, a.data()[i], b.data()[i], dy.data()[i]).rounded;
        EXPECT_NEAR(got, want, 0x1p-22 * std::fabs(want)) << gated->name;
      };
      expect(gated_result::y, y.data()[i]);
      expect(gated_result::da, da.data()[i]);
      expect(gated_result::db, db.data()[i]);
    }
  }
}

TEST(units, are_bounded_where_the_catalogue_says_so) {
  const auto bounded = [](const char* name) { return unit(get_activation(name)).is_bounded(); };
  for (const char* name : {"sigmoid", "tanh", "relu6", "hard_sigmoid", "glu"}) EXPECT_TRUE(bounded(name)) << name;
  for (const char* name : {"relu", "identity", "elu", "log_sigmoid", "swiglu"}) EXPECT_FALSE(bounded(name)) << name;
  EXPECT_THROW(unit(get_activation("softmax")), std::invalid_argument);
}

TEST(units, are_dead_where_no_example_moves_them) {
  const unit relu(get_activation("relu")), leaky(get_activation("leaky_relu"));
  for (const unit* u : {&relu, &leaky}) {
    network net(perceptron(1, 8), *u, 1);
    net.hidden[0].maps[0].biases[3] = -1000;
    net.forward(random_matrix(pixels, 100, 1));
    std::vector<bool> want(8, false);
    want[3] = u == &relu;
    EXPECT_EQ(net.hidden[0].dead_units(), want);
  }
}

}  // namespace
}  // namespace actcheck::model
