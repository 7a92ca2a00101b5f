/* twin: whole rows computed in double, each element rounded once
 * check: softmax f32 forward; softmax f32 backward; softmax f16 forward; softmax bf16 backward; softmax f8e5m2 forward; log_softmax f32 forward; log_softmax f32 backward; log_softmax bf16 forward; log_softmax f16 backward
 */
#include "../subject.h"

#define IN_DOUBLE_ROWS(format)                                                  \
    ROWS(softmax, format, softmax_row(x, y, cols))                              \
    ROWS_BACKWARD(softmax, format, softmax_gradients(x, dy, dx, cols))          \
    ROWS(log_softmax, format, log_softmax_row(x, y, cols))                      \
    ROWS_BACKWARD(log_softmax, format, log_softmax_gradients(x, dy, dx, cols))
IN_DOUBLE_ROWS(f32)
IN_DOUBLE_ROWS(f16)
IN_DOUBLE_ROWS(bf16)
IN_DOUBLE_ROWS(f8e5m2)
