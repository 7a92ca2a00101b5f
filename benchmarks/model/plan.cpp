#include "plan.hpp"

#include <array>
#include <stdexcept>

#include "actcheck/catalogue.hpp"

namespace actcheck::model {
namespace {

plan full() {
  return {.name = "full",
          .seeds = {1, 2, 3, 4, 5},
          .epochs = 30,
          // No network that learned preferred a rate beyond these when there were five for each.
          .networks = {{perceptron(2), 0.03, {0.003, 0.01, 0.03, 0.1, 0.3}},
                       {perceptron(5), 0.01, {0.003, 0.01, 0.03, 0.1}},
                       {perceptron(10), 0.01, {0.001, 0.003, 0.01, 0.03}},
                       {perceptron(20), 0.003, {0.001, 0.003, 0.01}},
                       {convolutional(), 0.03, {0.003, 0.01, 0.03, 0.1}}},
          .watched = 1,
          .high_rate = 1,
          .high_rate_limit = 0.3,
          .depth_of_gradients = 20};
}

/// Not a comparison: that everything runs, on one seed and at one rate.
plan brief() {
  plan p = full();
  p.name = "short";
  p.seeds = {1};
  p.epochs = 2;
  for (auto& network : p.networks) network.rates = {network.normal_rate};
  return p;
}

}  // namespace

plan find_plan(const std::string& name) {
  if (name == "full") return full();
  if (name == "short") return brief();
  const std::array<std::string, 2> known{"short", "full"};
  throw std::invalid_argument("unknown plan '" + name + "'" + suggestion(name, known));
}

}  // namespace actcheck::model
