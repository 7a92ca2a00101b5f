/* mutant: f32 gelu is looked up in a table of f16 values by an f16 argument: a staircase of 11 significant bits
 * check: gelu f32 forward
 * caught-by: accuracy
 * source: llama.cpp / ggml https://github.com/ggml-org/llama.cpp/issues/29252 (B069, there the tanh form)
 */
#include "subject.h"

static double table(double x) { return round_f16(gelu_value(round_f16(x))); }

FORWARD(gelu, f32, x <= -10 ? 0 : x >= 10 ? x : table(x))
