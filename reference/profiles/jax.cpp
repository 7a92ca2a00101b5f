#include "profiles/profile_file.hpp"

namespace actcheck::profile_files {
namespace {

// Slopes at kinks are what differentiating the source code gives, or what its documentation promises (relu, relu6).
profile describe() {
  return {
      .name = "jax",
      .aliases = {"jax.nn"},
      .framework = "JAX",
      .summary = "JAX's names, defaults and choices (jax.nn)",
      .sources = {{"nn", "jax-ml/jax@cec06d11 jax/_src/nn/functions.py"},
                  {"float8", "jax-ml/ml_dtypes ml_dtypes/include/float8.h, not saturating"}},
      .entries =
          {
              {.activation = "identity", .name = "jax.nn.identity", .source = "nn"},
              {.activation = "relu",
               .name = "jax.nn.relu",
               .source = "nn",
               .kinks = {{every, left, "nn"}},
               .results = {{backward, not_a_number, 0, "nn"}}},
              {.activation = "relu6",
               .name = "jax.nn.relu6",
               .source = "nn",
               .kinks = {{first, left, "nn"}, {last, right, "nn"}}},
              {.activation = "leaky_relu", .name = "jax.nn.leaky_relu", .source = "nn", .kinks = {{every, right, "nn"}}},
              {.activation = "elu", .name = "jax.nn.elu", .source = "nn", .kinks = {{every, left, "nn"}}},
              {.activation = "selu", .name = "jax.nn.selu", .source = "nn", .fixed = true, .kinks = {{every, left, "nn"}}},
              {.activation = "celu", .name = "jax.nn.celu", .source = "nn"},
              {.activation = "gelu", .name = "jax.nn.gelu(approximate=False)", .source = "nn"},
              {.activation = "gelu_tanh",
               .name = "jax.nn.gelu",
               .source = "nn",
               .remark = "the default",
               .takes_name_of = "gelu"},
              {.activation = "silu", .name = "jax.nn.silu", .source = "nn", .remark = "also swish"},
              {.activation = "hard_swish",
               .name = "jax.nn.hard_swish",
               .source = "nn",
               .remark = "also hard_silu",
               .kinks = {{first, left, "nn"}, {last, right, "nn"}}},
              {.activation = "mish", .name = "jax.nn.mish", .source = "nn"},
              {.activation = "sigmoid", .name = "jax.nn.sigmoid", .source = "nn"},
              {.activation = "log_sigmoid", .name = "jax.nn.log_sigmoid", .source = "nn"},
              {.activation = "hard_sigmoid",
               .name = "jax.nn.hard_sigmoid",
               .source = "nn",
               .fixed = true,
               .kinks = {{first, left, "nn"}, {last, right, "nn"}}},
              {.activation = "tanh", .name = "jax.numpy.tanh", .source = "nn"},
              {.activation = "hard_tanh",
               .name = "jax.nn.hard_tanh",
               .source = "nn",
               .fixed = true,
               .kinks = {{first, right, "nn"}, {last, left, "nn"}}},
              {.activation = "softsign", .name = "jax.nn.soft_sign", .source = "nn"},
              {.activation = "softplus", .name = "jax.nn.softplus", .source = "nn", .fixed = true},
              {.activation = "squareplus", .name = "jax.nn.squareplus", .source = "nn"},
              {.activation = "glu", .name = "jax.nn.glu", .source = "nn", .remark = "axis -1; the second half is the gate b"},
              {.activation = "softmax",
               .name = "jax.nn.softmax",
               .source = "nn",
               .remark = "axis -1",
               .rows = {{forward, only_minus_infinity, nan_value, "nn"}, {forward, holds_plus_infinity, nan_value, "nn"}}},
              {.activation = "log_softmax",
               .name = "jax.nn.log_softmax",
               .source = "nn",
               .remark = "axis -1",
               .rows = {{forward, only_minus_infinity, nan_value, "nn"}, {forward, holds_plus_infinity, nan_value, "nn"}}},
          },
      .overflows = {{format::f8e4m3fn, overflow::standard, "float8"}},
  };
}

}  // namespace
}  // namespace actcheck::profile_files

ACTCHECK_PROFILE(jax)
