#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct identity {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return x;
  }
  template <class T>
  static T derivative(const T&, parameters<T>) {
    return T(1.0);
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {-infinity, false, infinity, false},
        .pieces = {{-infinity, infinity, +1}},
        .limit_at_minus_infinity = -infinity,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 1,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1,
        .steepest_at = 0,
        .reflections = {{1, 1, 0, 0, "f(-x) = -f(x)"}},
        .positively_homogeneous = true,
        .idempotent = true,
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "identity";
    entry.aliases = {"linear", "pass_through"};
    entry.text = {
        .title = "Identity",
        .summary = "Gives back its input: the activation of a layer that has none.",
        .formula = "x",
        .derivative = "1",
        .code = "x",
        .derivative_code = "np.ones_like(x)",
        .smoothness = "Infinitely differentiable; every derivative after the first is 0.",
        .monotonicity = "Strictly increasing.",
        .cost = "A copy, or nothing at all in place.",
        .uses = {"output layers of regression", "residual branches", "the linear bottlenecks of MobileNetV2"},
        .advantages = {"loses and distorts nothing", "the gradient passes unchanged"},
        .disadvantages = {"not an activation in the proper sense: linear layers with nothing between them are one linear layer"},
        .origin = {"folklore"},
        .frameworks = {{"CoreML", "linear_activation", "alpha and beta are required"}, {"OpenVINO", "Identity"},
                       {"cuDNN", "IDENTITY"}, {"MIOpen", "PASTHRU"}, {"Arm Compute Library", "IDENTITY", "LINEAR has a and b"},
                       {"mlpack", "IdentityFunction"}},
        .conventions = {},
        .pitfalls = {"not every copy keeps every number: flushing subnormal numbers to 0, or going through a narrower format, loses some"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(identity)
