#include <cmath>
#include <numbers>

#include "profiles/profile_file.hpp"

namespace actcheck::profile_files {
namespace {

// softplus_op.h: x itself above -(log(eps) + 2), eps being the spacing at 1; e^x below log(eps) + 2, which the formula rounds to.
double softplus_threshold(format f) { return -(std::log(epsilon(f)) + 2); }

profile describe() {
  return {
      .name = "tensorflow",
      .aliases = {"tf", "tf.nn"},
      .framework = "TensorFlow",
      .summary = "TensorFlow's names, defaults and choices (tf.nn)",
      .sources = {{"nn", "https://www.tensorflow.org/api_docs/python/tf/nn"},
                  {"relu", "tensorflow/tensorflow@12b1fb47 tensorflow/core/kernels/relu_op_functor.h"},
                  {"softplus", "tensorflow/tensorflow@0501f8f4 tensorflow/core/kernels/softplus_op.h"},
                  {"float8", "jax-ml/ml_dtypes ml_dtypes/include/float8.h, not saturating"}},
      .entries =
          {
              {.activation = "relu",
               .name = "tf.nn.relu",
               .source = "nn",
               .kinks = {{every, left, "relu"}},
               .results = {{backward, not_a_number, 0, "relu"}}},
              {.activation = "relu6",
               .name = "tf.nn.relu6",
               .source = "nn",
               .kinks = {{first, left, "relu"}, {last, right, "relu"}}},
              {.activation = "leaky_relu",
               .name = "tf.nn.leaky_relu",
               .source = "nn",
               .defaults = {{"negative_slope", 0.2, "nn"}},
               .kinks = {{every, left, "relu"}}},
              {.activation = "elu", .name = "tf.nn.elu", .source = "nn", .fixed = true},
              {.activation = "selu", .name = "tf.nn.selu", .source = "relu", .fixed = true, .kinks = {{every, right, "relu"}}},
              {.activation = "gelu", .name = "tf.nn.gelu", .source = "nn"},
              {.activation = "gelu_tanh", .name = "tf.nn.gelu(approximate=True)", .source = "nn"},
              {.activation = "silu", .name = "tf.nn.silu", .source = "nn", .remark = "also tf.nn.swish"},
              {.activation = "swish", .name = "tf.nn.silu", .source = "nn"},
              {.activation = "sigmoid", .name = "tf.nn.sigmoid", .source = "nn"},
              {.activation = "log_sigmoid", .name = "tf.math.log_sigmoid", .source = "nn"},
              {.activation = "tanh", .name = "tf.nn.tanh", .source = "nn"},
              {.activation = "softsign", .name = "tf.nn.softsign", .source = "nn"},
              {.activation = "softplus",
               .name = "tf.math.softplus",
               .source = "nn",
               .remark = "e^x below minus the threshold",
               .defaults = {{"threshold", softplus_threshold(format::f32), "softplus", format::f32},
                            {"threshold", softplus_threshold(format::f64), "softplus", format::f64}},
               .fixed = true},
              {.activation = "softmax", .name = "tf.nn.softmax", .source = "nn", .remark = "axis -1"},
              {.activation = "log_softmax", .name = "tf.nn.log_softmax", .source = "nn", .remark = "axis -1"},
          },
      .overflows = {{format::f8e4m3fn, overflow::standard, "float8"}},
  };
}

}  // namespace
}  // namespace actcheck::profile_files

ACTCHECK_PROFILE(tensorflow)
