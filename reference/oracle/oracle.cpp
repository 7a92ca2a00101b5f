#include "actcheck/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "arithmetic/formula_table.hpp"

namespace actcheck {
using namespace arithmetic;
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr int highest_precision = 1 << 15;

/// An MPFR number of the working precision.
struct mpfr_number {
  mpfr_t value;
  mpfr_number() { mpfr_init2(value, interval::working_precision::bits()); }
  ~mpfr_number() { mpfr_clear(value); }
  mpfr_number(const mpfr_number&) = delete;
  mpfr_number& operator=(const mpfr_number&) = delete;
};

/// Exponent of the spacing of `f` in the binade of `exact`, as `spacing_exponent` but beyond the range of double.
long spacing_of(format f, mpfr_srcptr exact) {
  const auto s = shape(f);
  long exponent = s.min_exponent;
  if (mpfr_regular_p(exact) != 0) exponent = std::max<long>(exponent, mpfr_get_exp(exact) - 1);
  return exponent - (s.precision - 1);
}

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

/// The rounded value if the whole enclosure rounds to it. An end that is exactly 0 takes the other end's sign: the
/// enclosure then says on which side of zero the exact value lies.
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

reference_value with_residual(format f, const interval& enclosure, double rounded) {
  if (!std::isfinite(rounded)) return {rounded, 0};
  mpfr_number middle;
  mpfi_mid(middle.value, enclosure.raw());
  const long spacing = spacing_of(f, middle.value);
  mpfr_sub_d(middle.value, middle.value, rounded, MPFR_RNDN);
  mpfr_mul_2si(middle.value, middle.value, -spacing, MPFR_RNDN);
  return {rounded, mpfr_get_flt(middle.value, MPFR_RNDN)};
}

/// From this precision on the oracle suspects a tie. Sums and products of a few doubles are exact by then, fractions are not.
constexpr int exact_from = 1024;

/// Replaces the enclosure of formula(x) * dy by the exact result, where that is rational and a number of finite length.
void exact_if_rational(rational (*formula)(const rational&, parameters<rational>), double x, double dy, parameter_values values,
                       interval& enclosure) {
  const rational exact = formula(rational(x), parameters_as<rational>(values)) * rational(dy);
  if (!exact.known() || exact.is_zero()) return;
  interval point;
  mpfi_set_q(point.raw(), exact.raw());
  if (mpfr_equal_p(point.lower(), point.upper()) != 0) enclosure = point;
}

/// 0 * inf is invalid (NaN) as in IEEE 754; otherwise the sign of the product.
double product_with_infinity(double sign, bool other_is_zero) {
  return other_is_zero ? nan_value : std::copysign(infinity, sign);
}

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
    if (k.x == x) return k.convention;
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

oracle::oracle(const activation& a, pass p, parameter_values values)
    : activation_(&a), pass_(p), parameters_(values.begin(), values.end()) {
  a.require_valid(values);
  facts_ = a.facts_for(values);
}

std::optional<double> oracle::sign_of_slope(const arithmetic::interval& enclosure, double x) const {
  if (mpfi_is_strictly_pos(enclosure.raw()) != 0) return 1.0;
  if (mpfi_is_strictly_neg(enclosure.raw()) != 0) return -1.0;
  if (mpfr_zero_p(enclosure.lower()) != 0 && mpfr_zero_p(enclosure.upper()) != 0)
    return std::copysign(1.0, declared_slope(facts_, x).value_or(activation_->formulas->plain[1](x, parameters_)));
  if (const auto vanishing = sign_of_vanishing(facts_, pass::backward, x)) return std::copysign(1.0, *vanishing);
  if (mpfi_is_nonneg(enclosure.raw()) != 0) return 1.0;
  if (mpfi_is_nonpos(enclosure.raw()) != 0) return -1.0;
  return std::nullopt;
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
  const bool backward = pass_ == pass::backward;
  const int index = backward ? 1 : 0;
  double result = 0;
  if (special_result(facts_, pass_, x, dy, result)) return {round_unbounded(f, result), 0};
  const auto declared = backward ? declared_slope(facts_, x) : std::nullopt;
  for (int bits = shape(f).precision + 64; bits <= highest_precision; bits *= 2) {
    const interval::working_precision scope(bits);
    const auto values = parameters_as<interval>(parameters_);
    interval enclosure = declared ? interval(*declared)
                                  : activation_->formulas->enclose[index](interval(x), values);
    if (backward && std::isinf(dy)) {
      const bool zero = mpfr_zero_p(enclosure.lower()) != 0 && mpfr_zero_p(enclosure.upper()) != 0;
      const bool signed_surely = mpfr_sgn(enclosure.lower()) >= 0 || mpfr_sgn(enclosure.upper()) <= 0;
      const auto vanishing = zero ? std::nullopt : sign_of_vanishing(facts_, pass_, x);
      if (!zero && !signed_surely && !vanishing) continue;
      const double sign = vanishing ? std::copysign(1.0, *vanishing) : mpfr_sgn(enclosure.upper()) > 0 ? 1.0 : -1.0;
      return {product_with_infinity(sign * dy, zero), 0};
    }
    if (backward && dy == 0) {
      if (const auto sign = sign_of_slope(enclosure, x)) return {std::copysign(0.0, *sign * std::copysign(1.0, dy)), 0};
      continue;
    }
    if (backward) enclosure = enclosure * interval(dy);
    if (bits >= exact_from && !declared) exact_if_rational(activation_->formulas->exact[index], x, backward ? dy : 1, parameters_, enclosure);
    if (decide(f, enclosure, result)) return with_residual(f, enclosure, result);
    if (round_exact(f, enclosure.lower()) == 0 && round_exact(f, enclosure.upper()) == 0 &&
        mpfi_is_nonpos(enclosure.raw()) == 0 && mpfi_is_nonneg(enclosure.raw()) == 0) {
      if (const auto zero = sign_of_vanishing(facts_, pass_, x)) return {backward ? *zero * dy : *zero, 0};
    }
    if (mpfr_zero_p(enclosure.lower()) != 0 && mpfr_zero_p(enclosure.upper()) != 0) {
      // Exactly zero. Which zero is what the formula gives in IEEE arithmetic: odd functions keep -0.
      const double slope = declared.value_or(activation_->formulas->plain[index](x, parameters_));
      const double sign = backward ? slope * dy : slope;
      return {std::copysign(0.0, std::isnan(sign) ? 1.0 : sign), 0};
    }
  }
  throw std::runtime_error(fmt::format("oracle: {} {} at x = {:a}, dy = {:a}: {} bits do not decide the rounding to {}",
                                       activation_->name, name(pass_), x, dy, highest_precision, name(f)));
}

double oracle::parameter_gradient(std::size_t index, std::span<const double> x, std::span<const double> dy) const {
  for (int bits = 256; bits <= highest_precision; bits *= 2) {
    const interval::working_precision scope(bits);
    auto values = parameters_as<dual<interval>>(parameters_);
    values.at(index).slope = interval(1.0);
    interval sum(0.0);
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::isnan(x[i]) || !std::isfinite(dy[i]) || std::isinf(x[i])) return nan_value;
      sum = sum + activation_->formulas->differentiate(dual<interval>(x[i]), values).slope * interval(dy[i]);
    }
    double result = 0;
    if (decide(format::f64, sum, result)) return result;
    if (mpfr_zero_p(sum.lower()) != 0 && mpfr_zero_p(sum.upper()) != 0) return 0;
  }
  throw std::runtime_error(fmt::format("oracle: gradient of {} in {} is not decided by {} bits", activation_->name,
                                       activation_->parameters.at(index).name, highest_precision));
}

}  // namespace actcheck
