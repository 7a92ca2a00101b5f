#include "arithmetic/two_slopes-inl.hpp"

namespace actcheck::activations {

/// In evaluation mode, which is a function; while training, the slope is drawn anew for each element.
struct rrelu : two_slopes {
  template <class T>
  static T slope(parameters<T> p) {
    return (p[0] + p[1]) / T(2.0);
  }
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return forward_with(slope<T>(p), x);
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return derivative_with(slope<T>(p), x);
  }

  static facts facts_for(parameter_values p) {
    const double lower = p[0], upper = p[1], sum = lower + upper;
    const double part = sum - lower, lost = (lower - (sum - part)) + (upper - part);  // Knuth's two-sum: sum + lost is exact
    double nearest = std::isinf(sum) ? lower / 2 + upper / 2 : sum / 2;
    const bool exact = lost == 0 && nearest + nearest == sum;
    if (nearest == 0 && sum != 0) nearest = std::copysign(std::numeric_limits<double>::denorm_min(), sum);
    return facts_with(nearest, exact);
  }

  static activation describe() {
    activation entry{};
    entry.name = "rrelu";
    entry.aliases = {"randomized_leaky_relu", "randomised_leaky_relu"};
    entry.parameters = {{.name = "lower",
                         .default_value = 0.125,
                         .meaning = "smallest slope that is drawn while training",
                         .trial_values = {0.1, -0.5, 0.0}},
                        {.name = "upper",
                         .default_value = 1.0 / 3,
                         .meaning = "largest slope that is drawn while training",
                         .trial_values = {0.334, 2.5, 100.0},
                         .at_least = "lower"}};
    // Slopes 0, 1, a negative one, and two that are no doubles.
    entry.trial_sets = {{-0.25, 0.25}, {0.5, 1.5}, {-1.0, -0.1}, {0.1, 0.3}, {1.1, 2.3}};
    entry.text = {
        .title = "RReLU",
        .summary = "Leaky ReLU whose negative slope is random while training and the mean of its bounds afterwards; the latter "
                   "is the function described here.",
        .formula = "\\begin{cases} x & x > 0 \\\\ \\frac{\\mathit{lower} + \\mathit{upper}}{2}\\,x & \\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & x > 0 \\\\ \\frac{\\mathit{lower} + \\mathit{upper}}{2} & x < 0 \\end{cases}",
        .code = "np.where(x > 0, x, (lower + upper) / 2 * x)",
        .derivative_code = "np.where(x > 0, 1.0, (lower + upper) / 2)",
        .smoothness = "Continuous, with a kink at 0 unless the mean slope is 1.",
        .monotonicity = "Strictly increasing for a positive mean slope, non-decreasing for 0, V-shaped for a negative one.",
        .cost = "One comparison and one multiplication per element; while training also a random number per element.",
        .uses = {"image classification on small data sets (National Data Science Bowl)"},
        .advantages = {"the random slope regularises", "no dead neurons unless the mean slope is 0"},
        .disadvantages = {"training needs a random generator, and its draws must be kept for the backward pass",
                          "results of training differ from run to run"},
        .origin = {"Xu, Wang, Chen and Li, Empirical evaluation of rectified activations in convolutional network, 2015 (arXiv 1505.00853)"},
        .frameworks = {{"NNlib", "rrelu", "1/8 and 1/3; random always, there is no evaluation mode"},
                       {"PaddlePaddle", "rrelu", "1/8 and 1/3"}, {"MXNet", "LeakyReLU", "act_type rrelu; 0.125 and 0.334"},
                       {"Burn", "RRelu", "1/8 and 1/3"}, {"Chainer", "rrelu", "1/8 and 1/3"},
                       {"TensorFlow Addons", "rrelu", "1/8 and 1/3"}},
        .conventions = {{"upper bound", "1/3 in most frameworks, 0.334 in MXNet"},
                        {"evaluation mode", "the mean slope, 11/48 = 0.2291667 by default; NNlib has none"},
                        {"derivative at 0", "the slope in most frameworks; any value between it and 1 is a subgradient"}},
        .pitfalls = {"rounding the bounds or their mean to the data's format first changes every negative output",
                     "another slope in the backward pass than was drawn in the forward pass"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(rrelu)
