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

int none(double) { return 0; }
int of_exponential(double x) {
  return std::fabs(x) > 2000 ? 0 : static_cast<int>(3 * std::fabs(x));
}  // e^-|2x| against 1
int of_gaussian(double x) { return x > 0 || x < -64 ? 0 : static_cast<int>(0.75 * x * x); }  // e^(-x^2/2) against 1

// The limits of two-slope functions depend on the slope: `expected` evaluates them far out instead (NaN here).
constexpr std::array<independent_formula, 8> table{{
    {"gelu", gelu, gelu_slope, -0.0, infinity, -0.0, 1, of_gaussian},
    {"leaky_relu", leaky, leaky_slope, nan_value, infinity, nan_value, 1, none},
    {"prelu", leaky, leaky_slope, nan_value, infinity, nan_value, 1, none},
    {"relu", relu, relu_slope, 0, infinity, 0, 1, none},
    {"sigmoid", sigmoid, sigmoid_slope, 0, 1, 0, 0, of_exponential},
    {"silu", silu, silu_slope, -0.0, infinity, -0.0, 1, of_exponential},
    {"softsign", softsign, softsign_slope, -1, 1, 0, 0, none},
    {"tanh", hyperbolic_tangent, hyperbolic_tangent_slope, -1, 1, 0, 0, of_exponential},
}};

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
    if (std::isnan(limit)) {  // two slopes: homogeneous, so infinity is as good as -1
      const double at_one = formula.exact(p, -1, values).nearest_double();
      limit = forward && at_one != 0 ? std::copysign(infinity, at_one) : at_one;
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
  if (p == pass::forward)
    return round_once(f, real(a.formulas->enclose[0](interval(x), parameters_as<interval>(values)).lower()));
  const dual<interval> at(interval(x), interval(1.0));
  const auto slope = a.formulas->differentiate(at, parameters_as<dual<interval>>(values)).slope;
  return upstream_product(f, real(slope.lower()), dy);
}

}  // namespace actcheck::test
