#include "profiles/profile_file.hpp"

namespace actcheck::profile_files {
namespace {

// A profile of its own and not an alias of tensorflow: defaults differ, and what a kernel does depends on the back end.
profile describe() {
  return {
      .name = "keras",
      .aliases = {"keras3"},
      .framework = "Keras",
      .summary = "Keras 3's names and defaults (keras.activations)",
      .sources = {{"activations", "keras-team/keras@3422977a keras/src/activations/activations.py"},
                  {"layers", "keras-team/keras@3422977a keras/src/layers/activations"},
                  {"ops", "keras-team/keras@3422977a keras/src/ops/nn.py"}},
      .entries =
          {
              {.activation = "identity", .name = "linear", .source = "activations"},
              {.activation = "relu",
               .name = "relu",
               .source = "activations",
               .remark = "has negative_slope, max_value and threshold"},
              {.activation = "relu6", .name = "relu6", .source = "activations"},
              {.activation = "clipped_relu",
               .name = "relu",
               .source = "activations",
               .remark = "argument max_value",
               .required = {"max_value"}},
              {.activation = "leaky_relu",
               .name = "leaky_relu",
               .source = "activations",
               .remark = "the layer LeakyReLU has 0.3",
               .defaults = {{"negative_slope", 0.2, "activations"}}},
              {.activation = "prelu",
               .name = "PReLU",
               .source = "layers",
               .remark = "a layer",
               .defaults = {{"slope", 0, "layers"}}},
              {.activation = "threshold", .name = "threshold", .source = "activations", .required = {"threshold", "value"}},
              {.activation = "thresholded_relu",
               .name = "threshold",
               .source = "activations",
               .remark = "with default_value 0; or relu with threshold; ThresholdedReLU in Keras 2",
               .required = {"theta"}},
              {.activation = "elu", .name = "elu", .source = "activations"},
              {.activation = "selu", .name = "selu", .source = "activations", .fixed = true},
              {.activation = "celu", .name = "celu", .source = "activations"},
              {.activation = "gelu", .name = "gelu", .source = "activations", .remark = "keras.ops.gelu is the tanh form"},
              {.activation = "gelu_tanh",
               .name = "keras.ops.gelu",
               .source = "ops",
               .remark = "keras.activations.gelu is the exact form"},
              {.activation = "silu", .name = "silu", .source = "activations", .remark = "also swish"},
              {.activation = "hard_swish", .name = "hard_swish", .source = "activations", .remark = "also hard_silu"},
              {.activation = "mish", .name = "mish", .source = "activations"},
              {.activation = "sigmoid", .name = "sigmoid", .source = "activations"},
              {.activation = "log_sigmoid", .name = "log_sigmoid", .source = "activations"},
              {.activation = "hard_sigmoid",
               .name = "hard_sigmoid",
               .source = "activations",
               .remark = "0.2 under the same name in Keras 2",
               .fixed = true},
              {.activation = "tanh", .name = "tanh", .source = "activations"},
              {.activation = "hard_tanh", .name = "hard_tanh", .source = "activations", .fixed = true},
              {.activation = "softsign", .name = "softsign", .source = "activations"},
              {.activation = "softplus", .name = "softplus", .source = "activations", .fixed = true},
              {.activation = "hard_shrink", .name = "hard_shrink", .source = "activations"},
              {.activation = "soft_shrink", .name = "soft_shrink", .source = "activations"},
              {.activation = "tanh_shrink", .name = "tanh_shrink", .source = "activations"},
              {.activation = "squareplus", .name = "squareplus", .source = "activations"},
              {.activation = "glu", .name = "glu", .source = "activations", .remark = "axis -1; the second half is the gate b"},
              {.activation = "softmax", .name = "softmax", .source = "activations", .remark = "axis -1"},
              {.activation = "log_softmax", .name = "log_softmax", .source = "activations", .remark = "axis -1"},
          },
  };
}

}  // namespace
}  // namespace actcheck::profile_files

ACTCHECK_PROFILE(keras)
