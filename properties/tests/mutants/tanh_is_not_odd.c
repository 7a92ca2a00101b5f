/* mutant: exp's exponent is rounded by a cast, towards zero, too far for negative x: tanh(-x) differs from -tanh(x) by up to 3e-5
 * check: tanh f32 forward
 * caught-by: symmetry
 * source: classic
 */
#include "subject.h"

static double rough_exp(double x) {
    const double t = x * 1.4426950408889634074;
    const int k = (int)(t + 0.5);
    const double r = (t - k) * 0.69314718055994530942;
    double sum = 1;
    for (int i = 7; i > 0; i--) sum = 1 + r / i * sum; /* good for |r| <= 0.35 */
    return ldexp(sum, k);
}

FORWARD(tanh, f32, isnan(x) || fabsf(x) > 20 ? tanh(x) : 1 - 2 / (rough_exp(2 * (double)x) + 1))
