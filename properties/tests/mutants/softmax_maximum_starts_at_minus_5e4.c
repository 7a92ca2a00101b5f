/* mutant: the maximum starts at -5e4, as if no logit were smaller: a row of smaller ones gets 0
 * check: softmax f32 forward
 * caught-by: row_values
 * source: attention with a finite mask (B162)
 */
#include "subject.h"


ROWS(softmax, f32, {
    double m = -5e4, sum = 0;
    for (size_t i = 0; i < cols; i++) m = x[i] > m || isnan(x[i]) ? x[i] : m;
    for (size_t i = 0; i < cols; i++) sum += y[i] = exp(x[i] - m);
    for (size_t i = 0; i < cols; i++) y[i] = sum > 0 || isnan(sum) ? y[i] / sum : 0;
})
