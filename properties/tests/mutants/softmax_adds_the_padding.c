/* mutant: the last vector of eight adds its empty lanes to the sum, as zeros
 * check: softmax f32 forward
 * caught-by: row_values
 * source: oneDNN-like vector reduction (B164)
 */
#include "subject.h"


ROWS(softmax, f32, {
    const double m = row_maximum(x, cols);
    double sum = 0;
    for (size_t i = 0; i < cols; i++) sum += y[i] = exp(x[i] - m);
    for (size_t i = cols; i % 8 != 0; i++) sum += exp(0 - m);
    for (size_t i = 0; i < cols; i++) y[i] /= sum;
})
