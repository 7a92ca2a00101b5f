/// \file
/// The whole comparison, on a plan that takes a second.
#include <gtest/gtest.h>

#include "actcheck/catalogue.hpp"
#include "comparison.hpp"

namespace actcheck::model {
namespace {

plan tiny() {
  plan p = find_plan("short");
  p.seeds = {1, 2};
  p.networks = {{perceptron(2, 16), 0.01, {0.01, 0.05}}, {convolutional(), 0.02, {0.02}}};
  p.watched = 0;
  p.depth_of_gradients = 8;
  return p;
}

json compared(unsigned threads) {
  const std::vector<const activation*> some{&get_activation("relu"), &get_activation("sigmoid"), &get_activation("swiglu")};
  auto result = json::parse(compare(tiny(), some, read_digits(ACTCHECK_MODEL_DATA), threads));
  // What a run may differ in.
  result["context"].erase("date");
  result["context"].erase("jobs");
  for (auto& record : result["records"]) record.erase("epoch_ms");
  return result;
}

TEST(comparison, is_the_same_each_time_and_with_any_number_of_threads) {
  const json first = compared(1);
  EXPECT_EQ(first.dump(), compared(1).dump());
  EXPECT_EQ(first.dump(), compared(2).dump());
}

TEST(comparison, has_a_record_for_each_network_and_activation) {
  const json result = compared(2);
  EXPECT_EQ(result["schema"], "actcheck.model/1");
  std::map<std::string, int> counts;
  for (const auto& record : result["records"]) ++counts[record["record"].get<std::string>()];
  const std::map<std::string, int> want{
      {"training", 6}, {"dead_units", 6}, {"gradient_norms", 3}, {"outputs", 3}, {"zeros", 5}};
  EXPECT_EQ(counts, want);
  for (const auto& record : result["records"]) {
    if (record.contains("test_accuracy")) {
      EXPECT_EQ(record["test_accuracy"].size(), 2u);
    }
    if (record.contains("norms")) {
      EXPECT_EQ(record["norms"].size(), 9u);
    }
  }
}

TEST(comparison, finds_zeros_only_where_they_must_be) {
  std::map<std::string, double> shares;
  const json result = compared(2);
  for (const auto& record : result["records"])
    if (record["record"] == "zeros") {
      shares[record["case"].get<std::string>()] = record["share"].get<double>();
      EXPECT_GT(record["of"].get<int>(), 0);
    }
  EXPECT_EQ(shares, (std::map<std::string, double>{{"ordinary_training", 0}, {"zero_input", 1}, {"first_layer_off", 1},
                                                   {"first_layer_off_random_biases", 0}, {"narrow_layer_off", 1}}));
}

TEST(comparison, learns) {
  const unit relu(get_activation("relu"));
  const auto digits = divide(read_digits(ACTCHECK_MODEL_DATA));
  network net(perceptron(2), relu, 1);
  const auto result = train(net, digits.training, {.rate = 0.03, .epochs = 10, .seed = 1});
  EXPECT_LT(result.losses.back(), 0.1 * result.losses.front());
  EXPECT_GT(net.accuracy(digits.test), 0.94);
}

TEST(comparison, stops_a_run_that_diverges) {
  const unit identity(get_activation("identity"));
  const auto digits = divide(read_digits(ACTCHECK_MODEL_DATA));
  network net(perceptron(5), identity, 1);
  const auto result = train(net, digits.training, {.rate = 1e3, .epochs = 3, .seed = 1});
  EXPECT_TRUE(result.diverged);
  EXPECT_LT(result.losses.size(), 3u);
}

TEST(comparison, covers_every_elementwise_and_gated_activation) {
  const auto all = hidden_unit_activations();
  EXPECT_EQ(all.size(), catalogue(activation_kind::elementwise).size() + catalogue(activation_kind::gated).size());
}

}  // namespace
}  // namespace actcheck::model
