#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct squared_relu {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return if_positive(x, x * x, T(0.0));
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    return if_positive(x, T(2.0) * x, T(0.0));
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {0, true, infinity, false},
        .pieces = {{-infinity, 0, 0, false}, {0, infinity, +1}},
        .limit_at_minus_infinity = 0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = infinity,
        .lipschitz = infinity,
        .steepest_at = infinity,
        .dead_set = {{-infinity, 0}},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "squared_relu";
    entry.aliases = {"relu2", "relu_squared"};
    entry.text = {
        .title = "Squared ReLU",
        .summary = "The square of ReLU: sparse like it, without a kink, and steeper the larger the input.",
        .formula = "\\max(0, x)^2",
        .derivative = "2\\max(0, x)",
        .code = "np.maximum(0, x)**2",
        .derivative_code = "2 * np.maximum(0, x)",
        .smoothness = "Once continuously differentiable; the second derivative jumps from 0 to 2 at 0.",
        .monotonicity = "Non-decreasing: constant on (-inf, 0], strictly increasing on [0, inf). Also convex.",
        .cost = "A maximum and a multiplication per element; bound by memory.",
        .uses = {"Primer", "Nemotron-4", "the channel mixing of RWKV", "BitNet b1.58 2B4T"},
        .advantages = {"sparse outputs and a continuous derivative", "strong in the feed-forward blocks of language models"},
        .disadvantages = {"the slope has no bound", "dead for negative inputs", "overflows f16 from 256 on, and underflows early too"},
        .origin = {"So et al., Primer: searching for efficient transformers for language modeling, 2021 (arXiv 2109.08668)"},
        .frameworks = {{"MLX", "relu2"}, {"candle", "Relu2"}, {"Hugging Face Transformers", "relu2"}},
        .conventions = {{"derivative at 0", "0: it exists"}},
        .pitfalls = {"x*x before the comparison overflows to inf for large negative inputs, and inf times a mask of 0 is NaN",
                     "in f16 the square overflows from 256 on: 255.9 is about the largest input with a finite result"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(squared_relu)
