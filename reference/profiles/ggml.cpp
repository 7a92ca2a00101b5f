#include "profiles/profile_file.hpp"

namespace actcheck::profile_files {
namespace {

// Results at NaN follow from comparisons in the source code: x > 0 ? x : 0, fminf and fmaxf.
profile describe() {
  return {
      .name = "ggml",
      .aliases = {"llama.cpp"},
      .framework = "ggml",
      .summary = "ggml's names and choices, on the CPU",
      .sources = {{"names", "ggml-org/ggml@d99724f2 include/ggml.h"},
                  {"code", "ggml-org/ggml@d99724f2 src/ggml-cpu: vec.h, unary-ops.cpp, ops.cpp"}},
      .entries =
          {
              {.activation = "binary_step",
               .name = "STEP",
               .source = "names",
               .results = {{forward, not_a_number, 0, "code"}}},
              {.activation = "relu",
               .name = "RELU",
               .source = "names",
               .results = {{forward, not_a_number, 0, "code"}, {forward, minus_zero, 0.0, "code"}}},
              {.activation = "leaky_relu",
               .name = "ggml_leaky_relu",
               .source = "names",
               .required = {"negative_slope"},
               .results = {{forward, not_a_number, 0, "code"}}},
              {.activation = "elu", .name = "ELU", .source = "names", .fixed = true},
              {.activation = "gelu", .name = "GELU_ERF", .source = "names"},
              {.activation = "gelu_tanh",
               .name = "GELU",
               .source = "names",
               .remark = "through a table of f16 values unless built otherwise",
               .takes_name_of = "gelu"},
              {.activation = "quick_gelu", .name = "GELU_QUICK", .source = "names"},
              {.activation = "silu", .name = "SILU", .source = "names"},
              {.activation = "hard_swish", .name = "HARDSWISH", .source = "names"},
              {.activation = "sigmoid", .name = "SIGMOID", .source = "names"},
              {.activation = "hard_sigmoid",
               .name = "HARDSIGMOID",
               .source = "names",
               .fixed = true,
               .results = {{forward, not_a_number, 0, "code"}}},
              {.activation = "tanh", .name = "TANH", .source = "names"},
              {.activation = "softplus",
               .name = "SOFTPLUS",
               .source = "names",
               .defaults = {{"threshold", 20, "code"}},
               .fixed = true},
              {.activation = "reglu",
               .name = "REGLU",
               .source = "names",
               .remark = "gives +0 wherever a <= 0, even where b is NaN or infinite",
               .results = {{forward, not_a_number, 0, "code"}}},
              {.activation = "geglu",
               .name = "GEGLU_ERF",
               .source = "names",
               .remark = "GEGLU is the tanh form, GEGLU_QUICK uses x*sigmoid(1.702x)"},
              {.activation = "swiglu", .name = "SWIGLU", .source = "names"},
              {.activation = "softmax", .name = "SOFT_MAX", .source = "names", .remark = "with scale and mask"},
          },
  };
}

}  // namespace
}  // namespace actcheck::profile_files

ACTCHECK_PROFILE(ggml)
