/* mutant: dy is copied to dx first, where x may still be needed
 * check: softmax f32 backward
 * caught-by: in_place
 * source: ggml soft_max_back (B178)
 */
#include "subject.h"


EXPORT void softmax_f32_backward(const float *x, const float *dy, float *dx, size_t rows, size_t cols, const double *p) {
    static _Thread_local double row[longest_row], upstream[longest_row], result[longest_row];
    (void)p;
    for (; rows > 0; rows--, x += cols, dy += cols, dx += cols) {
        for (size_t i = 0; i < cols; i++) upstream[i] = dy[i];
        for (size_t i = 0; i < cols; i++) dx[i] = dy[i];
        for (size_t i = 0; i < cols; i++) row[i] = x[i];
        softmax_gradients(row, upstream, result, cols);
        for (size_t i = 0; i < cols; i++) dx[i] = (float)result[i];
    }
}
