#include "actcheck/oracle.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "arithmetic/formula_table.hpp"
#include "oracle/rounding.hpp"

namespace actcheck {
using namespace arithmetic;
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// Exponent of the spacing of `f` in the binade of `exact`, as `spacing_exponent` but beyond the range of double.
long spacing_of(format f, mpfr_srcptr exact) {
  const auto s = shape(f);
  long exponent = s.min_exponent;
  if (mpfr_regular_p(exact) != 0) exponent = std::max<long>(exponent, mpfr_get_exp(exact) - 1);
  return exponent - (s.precision - 1);
}

}  // namespace

/// `exact` rounded to nearest even in format `f`, overflow to infinity; the one rounding of the oracle.
double round_exact(format f, mpfr_srcptr exact) {
  if (mpfr_nan_p(exact) != 0) return nan_value;
  const double sign = mpfr_signbit(exact) != 0 ? -1.0 : 1.0;
  if (mpfr_zero_p(exact) != 0) return sign * 0.0;
  if (mpfr_inf_p(exact) != 0) return sign * infinity;
  const long spacing = spacing_of(f, exact);
  mpfr_number scaled;
  mpfr_mul_2si(scaled.value, exact, -spacing, MPFR_RNDN);  // exact: a change of exponent
  mpfr_roundeven(scaled.value, scaled.value);
  mpfr_mul_2si(scaled.value, scaled.value, spacing, MPFR_RNDN);
  if (mpfr_cmpabs_ui(scaled.value, 0) == 0) return sign * 0.0;
  if (mpfr_get_exp(scaled.value) - 1 > shape(f).max_exponent) return sign * infinity;
  const double rounded = mpfr_get_d(scaled.value, MPFR_RNDN);  // exact: every format fits in double
  return std::fabs(rounded) > largest(f) ? sign * infinity : rounded;
}

bool is_zero(const interval& enclosure) {
  return mpfr_zero_p(enclosure.lower()) != 0 && mpfr_zero_p(enclosure.upper()) != 0;
}

bool decide(format f, const interval& enclosure, double& rounded) {
  const double low = round_exact(f, enclosure.lower());
  const double high = round_exact(f, enclosure.upper());
  const bool low_is_zero = mpfr_zero_p(enclosure.lower()) != 0;
  const bool high_is_zero = mpfr_zero_p(enclosure.upper()) != 0;
  rounded = low_is_zero ? high : low;
  if (low_is_zero && high_is_zero) return false;  // exactly zero: the sign needs another argument
  if (low_is_zero || high_is_zero) return rounded == 0;
  return same_number(low, high);
}

bool decide_inside(format f, const interval& enclosure, double& rounded) {
  if (decide(f, enclosure, rounded)) return true;
  // With two more bits there is room for a step inwards from each end that does not pass any number of fewer bits.
  const interval::working_precision finer(interval::working_precision::bits() + 2);
  interval inner;
  mpfi_set(inner.raw(), enclosure.raw());
  if (mpfr_zero_p(enclosure.lower()) == 0) mpfr_nextabove(&inner.raw()->left);
  if (mpfr_zero_p(enclosure.upper()) == 0) mpfr_nextbelow(&inner.raw()->right);
  return mpfr_lessequal_p(inner.lower(), inner.upper()) != 0 && decide(f, inner, rounded);
}

bool is_narrow(format f, const interval& enclosure) {
  mpfr_number width;
  mpfr_sub(width.value, enclosure.upper(), enclosure.lower(), MPFR_RNDU);
  return mpfr_regular_p(width.value) == 0 || mpfr_get_exp(width.value) < spacing_of(f, enclosure.upper()) - 20;
}

reference_value with_residual(format f, const interval& enclosure, double rounded) {
  if (!std::isfinite(rounded)) return {rounded, 0};
  mpfr_number middle;
  mpfi_mid(middle.value, enclosure.raw());
  const long spacing = spacing_of(f, middle.value);
  mpfr_sub_d(middle.value, middle.value, rounded, MPFR_RNDN);
  mpfr_mul_2si(middle.value, middle.value, -spacing, MPFR_RNDN);
  return {rounded, mpfr_get_flt(middle.value, MPFR_RNDN)};
}

namespace {

/// From this precision on the oracle suspects a tie. Sums and products of a few doubles are exact by then, fractions are not.
constexpr int exact_from = 1024;

/// Replaces the enclosure of formula(x) times the factors by the exact result, where that is rational and a number of finite length.
void exact_if_rational(rational (*formula)(const rational&, parameters<rational>), double x, std::span<const double> factors,
                       parameter_values values, interval& enclosure) {
  rational exact = formula(rational(x), parameters_as<rational>(values));
  for (const double v : factors) exact = exact * rational(v);
  if (!exact.known() || exact.is_zero()) return;
  interval point;
  mpfi_set_q(point.raw(), exact.raw());
  if (mpfr_equal_p(point.lower(), point.upper()) != 0) enclosure = point;
}

/// 0 * inf is invalid (NaN) as in IEEE 754; otherwise the sign of the product.
double product_with_infinity(double sign, bool other_is_zero) {
  return other_is_zero ? nan_value : std::copysign(infinity, sign);
}

/// What IEEE 754 says about a product of numbers, none of them NaN, without rounding it.
struct product_class {
  bool zero = false, infinite = false;
  double sign = 1;
  explicit product_class(std::span<const double> factors) {
    for (const double v : factors) {
      zero = zero || v == 0;
      infinite = infinite || std::isinf(v);
      sign *= std::copysign(1.0, v);
    }
  }
};

}  // namespace

bool special_result(const facts& claims, pass p, double x, double dy, double& result) {
  if (std::isnan(x) || (p == pass::backward && std::isnan(dy))) {
    result = nan_value;
    return true;
  }
  if (std::isinf(x) && p == pass::forward) {
    result = x < 0 ? claims.limit_at_minus_infinity : claims.limit_at_plus_infinity;
    return true;
  }
  return false;
}

std::optional<double> declared_slope(const facts& claims, double x) {
  if (std::isinf(x)) return x < 0 ? claims.derivative_at_minus_infinity : claims.derivative_at_plus_infinity;
  for (const auto& k : claims.kinks)
    if (k.exact && k.x == x) return k.convention;
  return std::nullopt;
}

std::vector<double> turning_points(const facts& claims, pass p) {
  std::vector<double> points;
  if (p == pass::backward) points = claims.derivative_turns;
  else
    for (const auto& piece : claims.pieces) points.push_back(piece.to);
  for (const auto& k : claims.kinks) points.push_back(k.x);
  std::erase_if(points, [](double v) { return !std::isfinite(v); });
  std::sort(points.begin(), points.end());
  return points;
}

std::optional<double> sign_of_vanishing(const facts& claims, pass p, double x) {
  const auto points = turning_points(claims, p);
  const bool lower = x < (points.empty() ? 0.0 : points.front());
  const bool upper = x > (points.empty() ? 0.0 : points.back());
  if (!lower && !upper) return std::nullopt;
  const double limit = p == pass::forward ? (lower ? claims.limit_at_minus_infinity : claims.limit_at_plus_infinity)
                                          : (lower ? claims.derivative_at_minus_infinity : claims.derivative_at_plus_infinity);
  if (limit != 0) return std::nullopt;
  return limit;
}

namespace {

/// Leaves only one side of `bound` in the enclosure, the one above for `side` > 0. Where it would leave nothing, it does nothing.
void keep_side(interval& enclosure, const interval& bound, int side) {
  interval kept = enclosure;
  if (side > 0 && mpfr_greaterequal_p(bound.lower(), kept.lower()) != 0) {
    mpfr_set(&kept.raw()->left, bound.lower(), MPFR_RNDD);
    mpfr_nextabove(&kept.raw()->left);
  }
  if (side < 0 && mpfr_lessequal_p(bound.upper(), kept.upper()) != 0) {
    mpfr_set(&kept.raw()->right, bound.upper(), MPFR_RNDU);
    mpfr_nextbelow(&kept.raw()->right);
  }
  if (mpfr_lessequal_p(kept.lower(), kept.upper()) != 0) enclosure = kept;
}

/// Far out f may be nearer to its limit or asymptote than any precision tells. Where that lies halfway between two numbers,
/// the facts decide: a strictly monotone f does not reach its limit, and an asymptote is approached from one side.
/// `at_infinity` encloses the formula there; where it is a point it is the limit itself, which need not be a double.
void exclude_limits(const facts& claims, double x, const interval& at_infinity, interval& enclosure) {
  const auto& line = x < 0 ? claims.asymptote_at_minus_infinity : claims.asymptote_at_plus_infinity;
  if (line && x != 0) keep_side(enclosure, interval(line->slope) * interval(x) + interval(line->intercept), line->side);
  const double limit = x < 0 ? claims.limit_at_minus_infinity : claims.limit_at_plus_infinity;
  const auto& piece = x < 0 ? claims.pieces.front() : claims.pieces.back();
  // A limit that is no double is rounded in the facts. At this precision its enclosure does not hold the rounded one.
  const bool is_point = mpfr_number_p(at_infinity.lower()) != 0 && mpfr_equal_p(at_infinity.lower(), at_infinity.upper()) != 0;
  const bool precise = interval::working_precision::bits() >= 256;
  if (precise && std::isfinite(limit) && limit != 0 && piece.strict && x > piece.from && x < piece.to)
    keep_side(enclosure, is_point ? at_infinity : interval(limit), x < 0 ? piece.direction : -piece.direction);
}

}  // namespace

oracle::oracle(const activation& a, pass p, parameter_values values)
    : activation_(&a), pass_(p), parameters_(values.begin(), values.end()) {
  a.require_kind(activation_kind::elementwise);
  a.require_valid(values);
  facts_ = a.facts_for(values);
}

std::optional<double> oracle::declared_value(double x) const {
  if (pass_ == pass::backward) return declared_slope(facts_, x);
  if (std::isinf(x)) return x < 0 ? facts_.limit_at_minus_infinity : facts_.limit_at_plus_infinity;
  return std::nullopt;
}

double oracle::sign_of_exact_zero(double x) const {
  const double zero = activation_->plain(pass_, x, parameters_);
  return std::isnan(zero) ? 1.0 : std::copysign(1.0, zero);
}

std::optional<double> oracle::sign_of_value(const arithmetic::interval& enclosure, double x) const {
  if (mpfi_is_strictly_pos(enclosure.raw()) != 0) return 1.0;
  if (mpfi_is_strictly_neg(enclosure.raw()) != 0) return -1.0;
  if (is_zero(enclosure)) return std::copysign(1.0, declared_value(x).value_or(sign_of_exact_zero(x)));
  if (const auto vanishing = sign_of_vanishing(facts_, pass_, x)) return std::copysign(1.0, *vanishing);
  if (mpfi_is_nonneg(enclosure.raw()) != 0) return 1.0;
  if (mpfi_is_nonpos(enclosure.raw()) != 0) return -1.0;
  return std::nullopt;
}

/// Where f(x) - f(-x) = x, so that f(x) = x + f(-x) and f'(x) = 1 - f'(-x): far up, f(x) differs from x by less than any
/// precision shows, on the side that the zero of f's limit at -inf tells, and f'(x) from 1 on the other side. That settles a
/// product which lies halfway between two numbers. Moves `product`, the exact product of x (or 1) and the factors, to the
/// side where the exact value is.
bool oracle::move_off_asymptote(double x, interval& product) const {
  const bool mirrored = std::any_of(facts_.reflections.begin(), facts_.reflections.end(), [](const reflection& r) {
    return r.a == 1 && r.b == -1 && r.c == 1 && r.d == 0;
  });
  const auto points = turning_points(facts_, pass_);
  if (!mirrored || points.empty() || x <= points.back() || -x >= points.front() || !facts_.dead_set.empty()) return false;
  const auto vanishing = sign_of_vanishing(facts_, pass_, -x);
  if (!vanishing) return false;
  const bool larger = (pass_ == pass::forward) != std::signbit(*vanishing);  // than x, which is positive, or 1
  const bool upwards = larger == (mpfr_sgn(product.lower()) > 0);
  for (mpfr_ptr end : {&product.raw()->left, &product.raw()->right}) upwards ? mpfr_nextabove(end) : mpfr_nextbelow(end);
  return true;
}

void require_legal(format f, overflow policy) {
  if (policy == overflow::saturate && shape(f).bits != 8)
    throw std::invalid_argument(fmt::format("{} overflows to infinity; only the 8-bit formats saturate", name(f)));
}

reference_value oracle::evaluate(format f, double x, double dy, overflow policy) const {
  require_legal(f, policy);
  const auto result = evaluate_unbounded(f, x, dy);
  return std::isinf(result.rounded) ? held_by(f, result.rounded, policy) : result;
}

reference_value oracle::evaluate_unbounded(format f, double x, double dy) const {
  double result = 0;
  if (special_result(facts_, pass_, x, dy, result)) return {round_unbounded(f, result), 0};
  return pass_ == pass::backward ? product_unbounded(f, x, {&dy, 1}) : product_unbounded(f, x, {});
}

reference_value oracle::evaluate_product(format f, double x, std::span<const double> factors) const {
  const auto result = product_unbounded(f, x, factors);
  return std::isinf(result.rounded) ? held_by(f, result.rounded, overflow::standard) : result;
}

reference_value oracle::product_unbounded(format f, double x, std::span<const double> factors) const {
  if (std::isnan(x) || std::any_of(factors.begin(), factors.end(), [](double v) { return std::isnan(v); })) return {nan_value, 0};
  const product_class product(factors);
  if (product.zero && product.infinite) return {nan_value, 0};
  const auto declared = declared_value(x);
  if (declared && std::isinf(*declared)) return {product_with_infinity(*declared * product.sign, product.zero), 0};
  for (int bits = shape(f).precision + 64; bits <= highest_precision; bits *= 2) {
    const interval::working_precision scope(bits);
    const auto values = parameters_as<interval>(parameters_);
    interval enclosure = declared ? interval(*declared)
                                  : activation_->formulas->enclose[pass_ == pass::backward ? 1 : 0](interval(x), values);
    const auto sign = sign_of_value(enclosure, x);
    const bool exactly_zero = is_zero(enclosure);
    if (product.infinite || product.zero || exactly_zero) {
      if (!sign) continue;
      if (product.infinite) return {product_with_infinity(*sign * product.sign, exactly_zero), 0};
      return {std::copysign(0.0, *sign * product.sign), 0};
    }
    for (const double v : factors) enclosure = enclosure * interval(v);
    if (bits >= exact_from && !declared)
      exact_if_rational(activation_->formulas->exact[pass_ == pass::backward ? 1 : 0], x, factors, parameters_, enclosure);
    if (pass_ == pass::forward && factors.empty())
      exclude_limits(facts_, x, activation_->formulas->enclose[0](interval(std::copysign(infinity, x)), values), enclosure);
    double result = 0;
    if (decide(f, enclosure, result) && (std::isinf(result) || is_narrow(f, enclosure))) return with_residual(f, enclosure, result);
    if (round_exact(f, enclosure.lower()) == 0 && round_exact(f, enclosure.upper()) == 0) {
      if (const auto zero = sign_of_vanishing(facts_, pass_, x)) return {std::copysign(0.0, *zero * product.sign), 0};
    }
    if (bits < 512) continue;  // less has no room for the exact product of three doubles
    interval exact(pass_ == pass::forward ? x : 1.0);
    for (const double v : factors) exact = exact * interval(v);
    mpfr_number width;
    mpfi_diam_rel(width.value, enclosure.raw());
    const bool narrow = mpfr_cmp_d(width.value, 0x1p-256) < 0;
    if (narrow && mpfi_is_inside(exact.raw(), enclosure.raw()) != 0 && move_off_asymptote(x, exact))
      return {round_exact(f, exact.lower()), 0};
  }
  throw std::runtime_error(fmt::format("oracle: {} {} at x = {:a}, times {:a}: {} bits do not decide the rounding to {}",
                                       activation_->name, name(pass_), x, fmt::join(factors, " and "), highest_precision, name(f)));
}

double oracle::parameter_gradient(std::size_t index, std::span<const double> x, std::span<const double> dy) const {
  for (int bits = 256; bits <= highest_precision; bits *= 2) {
    const interval::working_precision scope(bits);
    auto values = parameters_as<dual<interval>>(parameters_);
    values.at(index).slope = interval(1.0);
    interval sum(0.0);
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::isnan(x[i]) || !std::isfinite(dy[i]) || std::isinf(x[i])) return nan_value;
      sum = sum + activation_->formulas->differentiate[0](dual<interval>(x[i]), values).slope * interval(dy[i]);
    }
    double result = 0;
    if (decide(format::f64, sum, result)) return result;
    if (mpfr_zero_p(sum.lower()) != 0 && mpfr_zero_p(sum.upper()) != 0) return 0;
  }
  throw std::runtime_error(fmt::format("oracle: gradient of {} in {} is not decided by {} bits", activation_->name,
                                       activation_->parameters.at(index).name, highest_precision));
}

}  // namespace actcheck
