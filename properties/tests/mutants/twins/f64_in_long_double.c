/* twin: the stable formulas in long double, rounded once to f64
 * check: sigmoid f64 forward; sigmoid f64 backward; tanh f64 forward; tanh f64 backward; gelu f64 forward; gelu f64 backward; silu f64 forward; silu f64 backward; softsign f64 forward; softsign f64 backward
 */
#include "../subject.h"

typedef long double L;

static L s(L x) { return 1 / (1 + expl(-x)); }
static L s_slope(L x) { const L e = expl(-fabsl(x)); return e / ((1 + e) * (1 + e)); }
static L cdf(L x) { return 0.5L * erfcl(-x * 0.707106781186547524400844362104849039L); }
static L pdf(L x) { return 0.398942280401432677939946059934381868L * expl(-0.5L * x * x); }

FORWARD(sigmoid, f64, (double)s(x))
BACKWARD(sigmoid, f64, (double)(dy * s_slope(x)))
FORWARD(tanh, f64, (double)tanhl(x))
BACKWARD(tanh, f64, (double)(dy * 4 * s_slope(2 * (L)x)))
FORWARD(gelu, f64, x < -40 ? -0.0 : (double)(x * cdf(x)))
BACKWARD(gelu, f64, (double)(dy * (fabs(x) > 40 ? x > 0 : cdf(x) + x * pdf(x))))
FORWARD(silu, f64, x < -800 ? -0.0 : (double)(x * s(x)))
BACKWARD(silu, f64, (double)(dy * (fabs(x) > 800 ? x > 0 : s(x) + x * s_slope(x))))
FORWARD(softsign, f64, isinf(x) ? copysign(1, x) : (double)(x / (1 + fabsl(x))))
BACKWARD(softsign, f64, (double)(dy / ((1 + fabsl(x)) * (1 + fabsl(x)))))
