/* mutant: every row but the first starts one element too early
 * check: softmax f32 forward
 * caught-by: batch
 * source: classic stride error
 */
#include "subject.h"


EXPORT void softmax_f32(const float *x, float *y, size_t rows, size_t cols, const double *p) {
    static _Thread_local double row[longest_row], result[longest_row];
    (void)p;
    for (size_t r = 0; r < rows; r++) {
        const size_t start = r * cols - (r > 1);
        for (size_t i = 0; i < cols; i++) row[i] = x[start + i];
        softmax_row(row, result, cols);
        for (size_t i = 0; i < cols; i++) y[r * cols + i] = (float)result[i];
    }
}
