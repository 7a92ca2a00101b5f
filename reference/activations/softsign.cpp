#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct softsign {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return x / (T(1.0) + abs(x));
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    const T denominator = T(1.0) + abs(x);
    return T(1.0) / (denominator * denominator);
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {-1, false, 1, false},
        .pieces = {{-infinity, infinity, +1}},
        .derivative_turns = {0},
        .limit_at_minus_infinity = -1,
        .limit_at_plus_infinity = 1,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 0,
        .lipschitz = 1,
        .steepest_at = 0,
        .reflections = {{1, 1, 0, 0, "f(-x) = -f(x)"}},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "softsign";
    entry.aliases = {"elliot"};
    entry.text = {
        .title = "Softsign",
        .summary = "Squeezes the real line into (-1, 1) like tanh, but without an exponential and with slow tails.",
        .formula = "\\frac{x}{1 + |x|}",
        .derivative = "\\frac{1}{(1 + |x|)^2}",
        .code = "x / (1 + abs(x))",
        .derivative_code = "1 / (1 + abs(x))**2",
        .smoothness = "Once continuously differentiable; the second derivative jumps from 2 to -2 at 0.",
        .monotonicity = "Strictly increasing; steepest at 0, where the slope is 1.",
        .cost = "One division per element; the cheapest of the smooth squashing functions.",
        .uses = {"text to speech (Deep Voice)", "some networks of reinforcement learning"},
        .advantages = {"no exponential", "saturates slowly: the slope falls like 1/x^2, not exponentially"},
        .disadvantages = {"the second derivative jumps at 0", "needs large inputs to come near its bounds"},
        .origin = {"Elliott, A better activation function for artificial neural networks, 1993",
                   "Bergstra, Desjardins, Lamblin and Bengio, Quadratic polynomials learn better image features, 2009"},
        .frameworks = {{"mlpack", "ElliotFunction"}},
        .conventions = {},
        .pitfalls = {"at +-inf the formula is inf/inf = NaN: the limit is +-1"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(softsign)
