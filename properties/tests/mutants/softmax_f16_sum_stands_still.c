/* mutant: the running sum is kept in half precision: at 2048, adding 1 changes nothing
 * check: softmax f16 forward
 * caught-by: row_sums
 * source: tract, ExecuTorch (B165)
 */
#include "subject.h"


ROWS(softmax, f16, {
    const double m = row_maximum(x, cols);
    double sum = 0;
    for (size_t i = 0; i < cols; i++) sum = round_f16(sum + round_f16(exp(x[i] - m)));
    for (size_t i = 0; i < cols; i++) y[i] = exp(x[i] - m) / sum;
})
