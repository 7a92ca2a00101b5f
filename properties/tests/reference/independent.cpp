#include "independent.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "arithmetic/formula_table.hpp"

namespace actcheck::test {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// Stands for a value that no format can tell from 0, even after a multiplication by the largest double.
real vanishing(double sign) { return real::power_of_two(sign, -3000); }
bool below(const real& x, double limit) { return x < real(limit); }
bool beyond(const real& x, double limit) { return abs(x) > real(limit); }
real half(const real& x) { return x / real(2.0); }

/// (1 + tanh(x/2))/2, against 1/(1+e^-x) in the reference.
real sigmoid(const real& x, parameter_values = {}) {
  return below(x, -2000) ? vanishing(+1) : half(real(1.0) + tanh(half(x)));
}
real sigmoid_slope(const real& x, parameter_values) {
  if (beyond(x, 2000)) return vanishing(+1);
  const real t = tanh(half(x));
  return (real(1.0) - t * t) / real(4.0);
}
/// f' = s + x s (1 - s).
real silu(const real& x, parameter_values) { return below(x, -2000) ? vanishing(-1) : x * sigmoid(x); }
real silu_slope(const real& x, parameter_values) {
  if (below(x, -2000)) return vanishing(-1);
  const real s = sigmoid(x);
  return s + x * s * (real(1.0) - s);
}
/// (1 + erf(x/sqrt 2))/2, against erfc(-x/sqrt 2)/2 in the reference.
real normal_distribution(const real& x) { return half(real(1.0) + erf(x / sqrt(real(2.0)))); }
real gelu(const real& x, parameter_values) { return below(x, -64) ? vanishing(-1) : x * normal_distribution(x); }
real gelu_slope(const real& x, parameter_values) {
  if (below(x, -64)) return vanishing(-1);
  return normal_distribution(x) + x * exp(-half(x * x)) / sqrt(real(2.0) * pi());
}
real hyperbolic_tangent(const real& x, parameter_values) {
  if (x.is_zero()) return x;
  if (beyond(x, 2000)) return real(x.sign() < 0 ? -1.0 : 1.0);
  const real e = exp(x + x);
  return (e - real(1.0)) / (e + real(1.0));
}
real hyperbolic_tangent_slope(const real& x, parameter_values) {
  if (beyond(x, 2000)) return vanishing(+1);
  const real cosh_twice = exp(x) + exp(-x);
  return real(4.0) / (cosh_twice * cosh_twice);
}
real softsign(const real& x, parameter_values) {
  if (x.is_zero()) return x;
  const real magnitude = real(1.0) - real(1.0) / (real(1.0) + abs(x));
  return x.sign() < 0 ? -magnitude : magnitude;
}
real softsign_slope(const real& x, parameter_values) { return real(1.0) / (real(1.0) + abs(x) + abs(x) + x * x); }
real relu(const real& x, parameter_values) { return x.sign() < 0 || x.is_zero() ? real(0.0) : x; }
real relu_slope(const real& x, parameter_values) { return real(x.sign() > 0 ? 1.0 : 0.0); }
real leaky(const real& x, parameter_values p) { return x.sign() > 0 ? x : x * real(p[0]); }
real leaky_slope(const real& x, parameter_values p) { return real(x.sign() > 0 ? 1.0 : p[0]); }

/// Sigmoid without cancellation on either side, for functions of b x whose b may be large: e^x/(1+e^x), 1 less that of -x.
real gate(const real& x) {
  if (below(x, -3000)) return vanishing(+1);
  if (x.sign() > 0) return real(1.0) - gate(-x);
  return exp(x) / (real(1.0) + exp(x));
}
/// x gate(b x), with f' = s + b x s (1 - s).
real gated(const real& x, const real& b) {
  if (below(b * x, -3000)) return vanishing(x.sign());
  return x * gate(b * x);
}
real gated_slope(const real& x, const real& b) {
  if (below(b * x, -3000)) return vanishing(-1);
  return gate(b * x) + b * x * gate(b * x) * gate(-(b * x));
}
real of_1702() { return real::of("1.702"); }
real quick_gelu(const real& x, parameter_values) { return gated(x, of_1702()); }
real quick_gelu_slope(const real& x, parameter_values) { return gated_slope(x, of_1702()); }
real swish(const real& x, parameter_values p) { return gated(x, real(p[0])); }
real swish_slope(const real& x, parameter_values p) { return gated_slope(x, real(p[0])); }

/// (1 + tanh u)/2 as the definition has it.
real cubic(const real& x) { return sqrt(real(2.0) / pi()) * (x + real::of("0.044715") * x * x * x); }
real gelu_tanh(const real& x, parameter_values) {
  return below(x, -33) ? vanishing(-1) : half(x) * (real(1.0) + tanh(cubic(x)));
}
real gelu_tanh_slope(const real& x, parameter_values) {
  if (beyond(x, 33)) return x.sign() < 0 ? vanishing(-1) : real(1.0);
  const real t = tanh(cubic(x));
  const real cubic_slope = sqrt(real(2.0) / pi()) * (real(1.0) + real(3.0) * real::of("0.044715") * x * x);
  return half(real(1.0) + t) + half(x) * cubic_slope * (real(1.0) - t * t);
}

/// e^x - 1 by subtraction; `linear` is the slope for positive x, s the factor and w the width of the other side.
real exponential_unit(const real& x, double linear, const real& s, const real& w) {
  if (x.is_zero()) return s * (x / w);  // the sign of the zero
  return x.sign() > 0 ? real(linear) * x : s * (exp(x / w) - real(1.0));
}
real exponential_unit_slope(const real& x, double linear, const real& s, const real& w) {
  if (x.sign() > 0) return real(linear);
  return below(x / w, -3000) ? s * vanishing(+1) : s * exp(x / w);
}
real elu(const real& x, parameter_values p) { return exponential_unit(x, 1, real(p[0]), real(1.0)); }
real elu_slope(const real& x, parameter_values p) { return exponential_unit_slope(x, 1, real(p[0]), real(1.0)); }
real selu(const real& x, parameter_values p) { return exponential_unit(x, p[1], real(p[0]) * real(p[1]), real(1.0)); }
real selu_slope(const real& x, parameter_values p) {
  return exponential_unit_slope(x, p[1], real(p[0]) * real(p[1]), real(1.0));
}
real celu(const real& x, parameter_values p) { return exponential_unit(x, 1, real(p[0]), real(p[0])); }
real celu_slope(const real& x, parameter_values p) { return exponential_unit_slope(x, 1, real(1.0), real(p[0])); }

/// By definition, x tanh(log(1 + e^x)).
real mish(const real& x, parameter_values) {
  if (beyond(x, 3000)) return x.sign() < 0 ? vanishing(-1) : x;
  return x * tanh(log1p(exp(x)));
}
real mish_slope(const real& x, parameter_values) {
  if (beyond(x, 3000)) return x.sign() < 0 ? vanishing(-1) : real(1.0);
  const real t = tanh(log1p(exp(x)));
  return t + x * (real(1.0) - t * t) * gate(x);
}
real softplus(const real& x, parameter_values p) {
  const real scaled = real(p[0]) * x;
  if (scaled > real(p[1]) || scaled > real(3000.0)) return x;
  return below(scaled, -3000) ? vanishing(+1) : log1p(exp(scaled)) / real(p[0]);
}
real softplus_slope(const real& x, parameter_values p) {
  const real scaled = real(p[0]) * x;
  return scaled > real(p[1]) ? real(1.0) : gate(scaled);
}
real log_sigmoid(const real& x, parameter_values) {
  if (beyond(x, 3000)) return x.sign() < 0 ? x : vanishing(-1);
  return -log1p(exp(-x));
}
real log_sigmoid_slope(const real& x, parameter_values) { return gate(-x); }

real scaled_tanh(const real& x, parameter_values p) { return real(p[0]) * hyperbolic_tangent(real(p[1]) * x, {}); }
real scaled_tanh_slope(const real& x, parameter_values p) {
  return real(p[0]) * real(p[1]) * hyperbolic_tangent_slope(real(p[1]) * x, {});
}
/// Where e^-2x is beyond the precision, still above x - 1.
real tanh_shrink(const real& x, parameter_values) {
  if (x.is_zero()) return x;
  if (beyond(x, 60)) return x.sign() < 0 ? -tanh_shrink(-x, {}) : x - (real(1.0) - real::power_of_two(+1, -170));
  return x - hyperbolic_tangent(x, {});
}
real tanh_shrink_slope(const real& x, parameter_values) {
  const real t = hyperbolic_tangent(x, {});
  return t * t;
}
real lisht(const real& x, parameter_values) { return x * hyperbolic_tangent(x, {}); }
real lisht_slope(const real& x, parameter_values) {
  if (beyond(x, 2000)) return real(x.sign() < 0 ? -1.0 : 1.0);
  return hyperbolic_tangent(x, {}) + x * hyperbolic_tangent_slope(x, {});
}

int none(double) { return 0; }
/// (1 + tanh u) for negative u: 2|u| log2(e) bits.
int of_cubic(double x) {
  return std::fabs(x) > 33 ? 0 : static_cast<int>(3 * 0.8 * (std::fabs(x) + 0.045 * std::fabs(x * x * x)));
}
int of_exponential(double x) {
  return std::fabs(x) > 2000 ? 0 : static_cast<int>(3 * std::fabs(x));
}  // e^-|2x| against 1
int of_gaussian(double x) { return x > 0 || x < -64 ? 0 : static_cast<int>(0.75 * x * x); }  // e^(-x^2/2) against 1

// Limits that depend on parameters: `expected` evaluates far out instead (NaN here).
constexpr std::array table{
    independent_formula{"celu", celu, celu_slope, nan_value, infinity, nan_value, 1, none},
    independent_formula{"elu", elu, elu_slope, nan_value, infinity, nan_value, 1, none},
    independent_formula{"gelu", gelu, gelu_slope, -0.0, infinity, -0.0, 1, of_gaussian},
    independent_formula{"gelu_tanh", gelu_tanh, gelu_tanh_slope, -0.0, infinity, -0.0, 1, of_cubic},
    independent_formula{"leaky_relu", leaky, leaky_slope, nan_value, infinity, nan_value, 1, none},
    independent_formula{"lisht", lisht, lisht_slope, infinity, infinity, -1, 1, of_exponential},
    independent_formula{"log_sigmoid", log_sigmoid, log_sigmoid_slope, -infinity, -0.0, 1, 0, of_exponential},
    independent_formula{"mish", mish, mish_slope, -0.0, infinity, -0.0, 1, of_exponential},
    independent_formula{"prelu", leaky, leaky_slope, nan_value, infinity, nan_value, 1, none},
    independent_formula{"quick_gelu", quick_gelu, quick_gelu_slope, -0.0, infinity, -0.0, 1, none},
    independent_formula{"relu", relu, relu_slope, 0, infinity, 0, 1, none},
    independent_formula{"scaled_tanh", scaled_tanh, scaled_tanh_slope, nan_value, nan_value, nan_value, nan_value, none},
    independent_formula{"selu", selu, selu_slope, nan_value, nan_value, nan_value, nan_value, none},
    independent_formula{"sigmoid", sigmoid, sigmoid_slope, 0, 1, 0, 0, of_exponential},
    independent_formula{"silu", silu, silu_slope, -0.0, infinity, -0.0, 1, of_exponential},
    independent_formula{"softplus", softplus, softplus_slope, 0, infinity, 0, 1, none},
    independent_formula{"softsign", softsign, softsign_slope, -1, 1, 0, 0, none},
    independent_formula{"swish", swish, swish_slope, nan_value, nan_value, nan_value, nan_value, none},
    independent_formula{"tanh", hyperbolic_tangent, hyperbolic_tangent_slope, -1, 1, 0, 0, of_exponential},
    independent_formula{"tanh_shrink", tanh_shrink, tanh_shrink_slope, -infinity, infinity, 1, 1, of_exponential},
};

/// Small x cost bits too: f(x) = a x + b x^2 needs both terms, of which the second is x times smaller.
int bits_near_zero(double x) { return x == 0 ? 0 : 3 * std::max(0, -std::ilogb(x)); }

/// dy * slope by IEEE 754 rules, rounded once.
double upstream_product(format f, const real& slope, double dy) {
  const double sign = mpfr_signbit(slope.raw()) != 0 ? -1.0 : 1.0;
  if (std::isnan(dy)) return nan_value;
  if (std::isinf(dy)) return slope.is_zero() || f == format::f8e4m3fn ? nan_value : sign * dy;
  if (slope.is_zero() || dy == 0) return sign * std::copysign(0.0, dy);
  return round_once(f, slope * real(dy));
}

}  // namespace

real independent_formula::exact(pass p, double x, parameter_values values) const {
  const real::precision scope(320 + bits_near_zero(x) + lost_bits(x));
  return p == pass::forward ? value(real(x), values) : slope(real(x), values);
}

const independent_formula* find_independent(std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [name](const auto& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : &*found;
}

double expected(const independent_formula& formula, pass p, format f, double x, double dy, parameter_values values) {
  if (std::isnan(x)) return nan_value;
  const bool forward = p == pass::forward;
  if (std::isinf(x)) {
    double limit = forward ? (x < 0 ? formula.value_at_minus_infinity : formula.value_at_plus_infinity)
                           : (x < 0 ? formula.slope_at_minus_infinity : formula.slope_at_plus_infinity);
    if (std::isnan(limit)) {
      limit = formula.exact(p, std::copysign(largest(format::f64), x), values).nearest_double();
      if (forward && std::fabs(limit) > 1e200) limit = std::copysign(infinity, limit);
    }
    return forward ? round_to(f, limit) : upstream_product(f, real(limit), dy);
  }
  const real exact = formula.exact(p, x, values);
  const real::precision scope(static_cast<int>(mpfr_get_prec(exact.raw())) + 64);
  return forward ? round_once(f, exact) : upstream_product(f, exact, dy);
}

std::optional<double> expected_from_duals(const activation& a, pass p, format f, double x, double dy,
                                          parameter_values values) {
  using namespace arithmetic;
  if (!std::isfinite(x) || (p == pass::backward && (!std::isfinite(dy) || dy == 0))) return std::nullopt;
  if (p == pass::backward && declared_slope(a.facts_for(values), x)) return std::nullopt;
  const interval::working_precision scope(2500);
  const real::precision same_precision(2600);
  const dual<interval> at(interval(x), interval(1.0));
  const auto enclosure = p == pass::forward ? a.formulas->enclose[0](interval(x), parameters_as<interval>(values))
                                            : a.formulas->differentiate[0](at, parameters_as<dual<interval>>(values)).slope;
  const auto rounded = [&](mpfr_srcptr end) {
    return p == pass::forward ? round_once(f, real(end)) : upstream_product(f, real(end), dy);
  };
  // Far out 2,500 bits may not decide.
  const double low = rounded(enclosure.lower()), high = rounded(enclosure.upper());
  return same_number(low, high) ? std::optional(low) : std::nullopt;
}

}  // namespace actcheck::test
