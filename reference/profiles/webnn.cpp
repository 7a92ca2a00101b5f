#include "profiles/profile_file.hpp"

namespace actcheck::profile_files {
namespace {

// For inference: no gradients, so it says nothing of kinks.
profile describe() {
  return {
      .name = "webnn",
      .framework = "WebNN",
      .summary = "The names and defaults of the Web Neural Network API",
      .sources = {{"spec", "webmachinelearning/webnn@c515210d index.bs"}},
      .entries =
          {
              {.activation = "identity",
               .name = "identity",
               .source = "spec",
               .remark = "linear has alpha and beta, 1 and 0 by default"},
              {.activation = "relu", .name = "relu", .source = "spec"},
              {.activation = "relu6", .name = "clamp", .source = "spec", .remark = "with 0 and 6"},
              {.activation = "leaky_relu", .name = "leakyRelu", .source = "spec", .remark = "called alpha"},
              {.activation = "prelu", .name = "prelu", .source = "spec", .remark = "an operand", .required = {"slope"}},
              {.activation = "elu", .name = "elu", .source = "spec"},
              {.activation = "gelu", .name = "gelu", .source = "spec"},
              {.activation = "hard_swish", .name = "hardSwish", .source = "spec"},
              {.activation = "sigmoid", .name = "sigmoid", .source = "spec"},
              {.activation = "hard_sigmoid",
               .name = "hardSigmoid",
               .source = "spec",
               .remark = "called alpha and beta",
               .defaults = {{"slope", 0.2, "spec"}}},
              {.activation = "tanh", .name = "tanh", .source = "spec"},
              {.activation = "hard_tanh",
               .name = "clamp",
               .source = "spec",
               .remark = "minValue and maxValue; refuses min above max",
               .required = {"min", "max"}},
              {.activation = "softsign", .name = "softsign", .source = "spec"},
              {.activation = "softplus", .name = "softplus", .source = "spec", .fixed = true},
              {.activation = "softmax", .name = "softmax", .source = "spec", .remark = "axis must be chosen"},
          },
  };
}

}  // namespace
}  // namespace actcheck::profile_files

ACTCHECK_PROFILE(webnn)
