// Functions of one's own as GoogleTest cases: a template, lambdas and a function on arrays, next to what they claim to be.
#include <actcheck/gtest.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <numeric>

namespace mine {

/// One template for float and double. NaN compares false, and is passed on.
template <class T>
T relu(T x) {
  return x < 0 ? T(0) : x;
}
template <class T>
T relu_backward(T x, T dy) {
  return std::isnan(x) ? x : x > 0 ? dy : T(0) * dy;
}

/// tanh as most libraries have it: their derivative comes from y, and is 0 where y rounds to 1.
float tanh(float x) { return std::tanh(x); }
float tanh_backward(float x, float dy) {
  const float y = std::tanh(x);
  return dy * (1 - y * y);
}

float leaky_relu(float x, std::span<const double> parameters) {
  return x < 0 ? static_cast<float>(parameters[0] * x) : x;
}

void softmax(std::span<const float> x, std::span<float> y) {
  if (x.empty()) return;
  const float largest = *std::max_element(x.begin(), x.end());
  std::transform(x.begin(), x.end(), y.begin(), [&](float v) { return std::exp(v - largest); });
  const float sum = std::accumulate(y.begin(), y.end(), 0.0f);
  for (float& v : y) v /= sum;
}

}  // namespace mine

int main(int argc, char** argv) try {
  testing::InitGoogleTest(&argc, argv);
  actcheck::implementation functions("mine");
  functions.scalar<float>("relu", mine::relu<float>, mine::relu_backward<float>)
      .scalar<double>("relu", mine::relu<double>, mine::relu_backward<double>)
      .scalar<float>("tanh", mine::tanh, mine::tanh_backward)
      .scalar<float>("leaky_relu", mine::leaky_relu)
      .scalar<float>("sigmoid", [](float x) { return 1 / (1 + std::exp(-x)); })
      .row<float>("softmax", mine::softmax);
  actcheck::register_tests(functions, {.effort = "smoke"});
  return RUN_ALL_TESTS();
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 2;
}
