/// \file
/// `lanes`: a vector of doubles with a bound on the distance from the exact real results, on any Highway target.
///
/// A formula evaluated on `lanes` gives values and an error bound for a rounding test. Unlike `bounded`, which carries an
/// error beside every value, `lanes` carries most of the bound as a count that does not depend on the values: after
/// inlining the compiler folds it, and what is left in the loop is the formula alone.
///
///   |exact - value| <= units * 2^-53 * |value|          where `cancels` is false
///   |exact - value| <= units * 2^-53 * magnitude        where `cancels` is true: terms of either sign were added
///
/// Rules: for exact operands an operation errs by 1 unit. Products and quotients add the units of their operands; a sum of
/// numbers of one sign takes the larger of the two; another sum takes it too, and the sum of the magnitudes as its
/// magnitude. Second-order terms are below 2^-12 of the bound as long as units < 2^40 and are covered by `certain_units`.
/// Results that underflow double are not covered: formulas must keep them below what any narrow format can show, for
/// upstream gradients and parameters up to 2^`exponent_limit` (see kernels/lane_kernels.hpp).
///
/// Included once per Highway target, inside namespace actcheck::HWY_NAMESPACE.

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "arithmetic/polynomials.hpp"
#include "hwy/highway.h"

#if defined(ACTCHECK_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_LANES_INL
#undef ACTCHECK_LANES_INL
#else
#define ACTCHECK_LANES_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic {
namespace hn = hwy::HWY_NAMESPACE;
namespace polynomials = ::actcheck::arithmetic::polynomials;

using lane_tag = hn::CappedTag<double, 8>;
using lane_vector = hn::Vec<lane_tag>;
inline constexpr lane_tag tag;

/// Arguments of `exp` outside are replaced by the nearer end: its results stay normal numbers.
inline constexpr double exp_argument_limit = 708.0;

struct lanes {
  lane_vector value;
  lane_vector magnitude;         ///< where `cancels`
  double units = 0;
  bool cancels = false;
  int sign = 0;                  ///< +1 or -1: no value is of the other sign; 0: nothing is known
  bool is_constant = false;
  double constant = 0;           ///< all values, where `is_constant`

  HWY_INLINE lanes(lane_vector v, double error_units, int known_sign = 0)
      : value(v), magnitude(v), units(error_units), sign(known_sign) {}
  /// An exact constant.
  HWY_INLINE explicit lanes(double exact) : lanes(exact, 0.0) {}
  HWY_INLINE static lanes cancelling(lane_vector v, lane_vector magnitude, double error_units) {
    lanes result(v, error_units);
    result.magnitude = magnitude;
    result.cancels = true;
    return result;
  }
  /// A constant known to `error_units`.
  HWY_INLINE lanes(double nearest, double error_units)
      : value(hn::Set(tag, nearest)), magnitude(value), units(error_units), sign(nearest >= 0 ? 1 : -1), is_constant(true),
        constant(nearest) {}

  HWY_INLINE lane_vector size() const { return cancels ? magnitude : hn::Abs(value); }
};

HWY_INLINE double larger(double a, double b) { return a > b ? a : b; }

/// Bound in use: enlarged for second-order terms and for the rounding of the test itself.
HWY_INLINE double certain_units(double units) { return units == 0 ? 0 : units * (1 + 0x1p-10) + 4; }

/// The relative error that `x`, which may cancel, has; infinite where it is too large for first-order rules.
HWY_INLINE lane_vector relative_to(const lanes& x, lane_vector scale) {
  const auto ratio = hn::Div(x.magnitude, scale);
  const auto usable = hn::Lt(hn::Mul(ratio, hn::Set(tag, x.units * 0x1p-53)), hn::Set(tag, 0x1p-10));
  return hn::IfThenElse(usable, ratio, hn::Inf(tag));
}

HWY_INLINE lanes operator-(const lanes& a) {
  if (a.is_constant) return lanes(-a.constant, a.units);
  lanes result = a;
  result.value = hn::Neg(a.value);
  result.sign = -a.sign;
  return result;
}
HWY_INLINE lanes abs(const lanes& a) {
  lanes result = a;
  result.value = hn::Abs(a.value);
  result.sign = 1;
  if (a.is_constant) result.constant = std::fabs(a.constant);
  return result;
}

HWY_INLINE lanes operator+(const lanes& a, const lanes& b) {
  const double units = larger(a.units, b.units) + 1;
  if (a.is_constant && b.is_constant && a.sign == b.sign) return lanes(a.constant + b.constant, units);
  const auto sum = hn::Add(a.value, b.value);
  const bool exact_terms = a.units == 0 && b.units == 0;
  const bool same_sign = a.sign != 0 && a.sign == b.sign;
  if (exact_terms) return lanes(sum, 1, same_sign ? a.sign : 0);
  if (same_sign && !a.cancels && !b.cancels) return lanes(sum, units, a.sign);
  lanes result = lanes::cancelling(sum, hn::Add(a.size(), b.size()), units);
  if (same_sign) result.sign = a.sign;
  return result;
}
HWY_INLINE lanes operator-(const lanes& a, const lanes& b) { return a + (-b); }

/// Multiplying by it is exact.
HWY_INLINE bool is_power_of_two(const lanes& c) {
  return c.is_constant && c.units == 0 && c.constant != 0 &&
         (std::bit_cast<std::uint64_t>(c.constant) & ((std::uint64_t{1} << 52) - 1)) == 0;
}

HWY_INLINE lanes operator*(const lanes& a, const lanes& b) {
  const int sign = &a == &b ? 1 : a.sign * b.sign;  // a number times itself
  if (a.is_constant && b.is_constant) return lanes(a.constant * b.constant, a.units + b.units + 1);
  const auto product = hn::Mul(a.value, b.value);
  const double own = is_power_of_two(a) || is_power_of_two(b) ? 0 : 1;
  const double units = a.units + b.units + own;
  if (!a.cancels && !b.cancels) return lanes(product, units, sign);
  lanes result = lanes::cancelling(product, hn::Mul(a.size(), b.size()), units);
  result.sign = sign;
  return result;
}

HWY_INLINE lanes operator/(const lanes& a, const lanes& b) {
  const double units = a.units + b.units + 1;
  if (b.is_constant) {
    return a * lanes(1 / b.constant, is_power_of_two(b) ? 0 : b.units + 1);
  }
  const auto quotient = hn::Div(a.value, b.value);
  if (!a.cancels && !b.cancels) return lanes(quotient, units, a.sign * b.sign);
  const auto divisor = hn::Abs(b.value);
  auto magnitude = hn::Div(a.size(), divisor);
  if (b.cancels) magnitude = hn::Mul(magnitude, hn::Mul(relative_to(b, divisor), hn::Set(tag, 1 + 0x1p-9)));
  lanes result = lanes::cancelling(quotient, magnitude, units);
  result.sign = a.sign * b.sign;
  return result;
}

/// A function of an argument that is known to `a.units`: `amplification` bounds |a f'(a) / f(a)|, `slope` is a bound on
/// |f'| near a for arguments that cancel, `own_units` the error of the evaluation.
HWY_INLINE lanes function_result(const lanes& a, lane_vector value, int sign, double own_units, double amplification,
                                 lane_vector slope) {
  if (!a.cancels) return lanes(value, own_units + amplification * a.units, sign);
  const auto error = hn::Mul(relative_to(a, hn::Set(tag, 1.0)), hn::Set(tag, 1 + 0x1p-8));
  lanes result = lanes::cancelling(value, hn::MulAdd(hn::Abs(slope), error, hn::Abs(value)), larger(a.units, own_units));
  result.sign = sign;
  return result;
}

HWY_INLINE lanes sqrt(const lanes& a) {
  if (a.is_constant) return lanes(std::sqrt(a.constant), a.units / 2 + 1);
  const auto root = hn::Sqrt(a.value);
  if (!a.cancels) return lanes(root, a.units / 2 + 1, 1);
  lanes result = lanes::cancelling(root, hn::Mul(root, relative_to(a, hn::Abs(a.value))), a.units + 1);
  result.sign = 1;
  return result;
}

template <std::size_t count>
HWY_INLINE lane_vector polynomial(lane_vector x, const double (&coefficients)[count]) {
  auto sum = hn::Set(tag, coefficients[count - 1]);
  for (std::size_t i = count - 1; i > 0; --i) sum = hn::MulAdd(sum, x, hn::Set(tag, coefficients[i - 1]));
  return sum;
}

/// x = k ln 2 + r with |r| <= ln(2)/2 and a little more, for |x| <= 708. Where k is not 0, r errs by the rounding of k ln 2
/// (not everywhere fused), below 2^-44, by k <= 1022 times what the double nearest to ln 2 lacks, below 2^-55, and by its own
/// rounding, below 2^-54: together below 2^-43, which is `reduction_units` in e^x.
inline constexpr double reduction_units = 0x1p-43 * 0x1p53;
struct reduced_argument {
  lane_vector remainder;
  lane_vector exponent_bits;  ///< k in the low bits, as an integer

  HWY_INLINE explicit reduced_argument(lane_vector x) : remainder(x), exponent_bits(x) {
    const auto magic = hn::Set(tag, 0x1.8p52);  // adding it leaves an integer in the low bits of the sum
    exponent_bits = hn::MulAdd(x, hn::Set(tag, std::numbers::log2e), magic);
    const auto k = hn::Sub(exponent_bits, magic);
    remainder = hn::NegMulAdd(k, hn::Set(tag, std::numbers::ln2), x);
  }
  /// v * 2^k, for v in [1/4, 4]
  HWY_INLINE lane_vector scale(lane_vector v) const {
    const hn::RebindToUnsigned<lane_tag> bits;
    return hn::BitCast(tag, hn::Add(hn::BitCast(bits, v), hn::ShiftLeft<52>(hn::BitCast(bits, exponent_bits))));
  }
};

HWY_INLINE lane_vector clamped_exp_argument(lane_vector x) {
  return hn::Min(hn::Max(x, hn::Set(tag, -exp_argument_limit)), hn::Set(tag, exp_argument_limit));
}

/// Units: the polynomial's, the reduction's, and 8 for Horner's rule.
HWY_INLINE lanes exp(const lanes& a) {
  const reduced_argument reduced(clamped_exp_argument(a.value));
  const auto value = reduced.scale(polynomial(reduced.remainder, polynomials::exp));
  return function_result(a, value, 1, polynomials::exp_error * 0x1p53 + reduction_units + 8, exp_argument_limit, value);
}

/// 2^k (e^r - 1) + (2^k - 1). Where k is not 0, the first term is at most 1.5 times the sum, the second at most 2.5 times, and
/// e^x, which the reduction's error multiplies, at most 3.5 times (all at x = ln(2)/2 and k = 1).
HWY_INLINE lane_vector expm1_of(lane_vector x) {
  const reduced_argument reduced(clamped_exp_argument(x));
  const auto r = reduced.remainder;
  const auto near_zero = hn::MulAdd(hn::Mul(r, r), polynomial(r, polynomials::expm1), r);
  const auto power = reduced.scale(hn::Set(tag, 1.0));
  return hn::MulAdd(power, near_zero, hn::Sub(power, hn::Set(tag, 1.0)));
}
inline constexpr double expm1_units = 2.5 * (polynomials::expm1_error * 0x1p53 + 8) + 3.5 * reduction_units;

/// |a e^a/(e^a - 1)| <= max(1, a) + 1.
HWY_INLINE lanes expm1(const lanes& a) {
  const auto value = hn::CopySign(expm1_of(a.value), a.value);  // -0 stays -0
  return function_result(a, value, a.sign, expm1_units, a.sign < 0 ? 1 : exp_argument_limit + 1,
                         hn::Add(value, hn::Set(tag, 1.0)));
}

/// -t/(2 + t) with t = e^(-2|a|) - 1 in (-1, 0]: the error of t is larger in the quotient by at most 2/(2+t) <= 2.
HWY_INLINE lanes tanh(const lanes& a) {
  const auto t = expm1_of(hn::Mul(hn::Abs(a.value), hn::Set(tag, -2.0)));
  const auto size = hn::Div(hn::Neg(t), hn::Add(t, hn::Set(tag, 2.0)));
  return function_result(a, hn::CopySign(size, a.value), a.sign, 2 * expm1_units + 2, 1, hn::Set(tag, 1.0));
}

/// log(1 + a) for a >= 0; unknown (NaN) for a < 0. With 1 + a = 2^k m and m in [sqrt(1/2), sqrt 2), log m = 2 atanh((m-1)/(m+1));
/// what rounding the sum 1 + a lost is added relative to it. For k >= 1 the terms k ln 2 and log m have together at most
/// 3 times the size of their sum; for k = 0 there is one term.
HWY_INLINE lanes log1p(const lanes& a) {
  const hn::RebindToUnsigned<lane_tag> integers;
  const auto one = hn::Set(tag, 1.0);
  const auto sum = hn::Add(one, a.value);
  const auto lost = hn::Sub(hn::Min(one, a.value), hn::Sub(sum, hn::Max(one, a.value)));  // exact: Fast2Sum
  const auto bits = hn::BitCast(integers, sum);
  const auto root_half = hn::Set(integers, std::uint64_t{0x3fe6a09e667f3bcd});
  const auto k_bits = hn::And(hn::Sub(bits, root_half), hn::Set(integers, std::uint64_t{0xfff} << 52));
  const auto m = hn::BitCast(tag, hn::Sub(bits, k_bits));
  // k is in [-1, 1024]; the bits of 2^52 + k + 1 are those of 2^52 plus k + 1.
  const auto k_plus_1 = hn::ShiftRight<52>(hn::Add(k_bits, hn::Set(integers, std::uint64_t{1} << 52)));
  const auto k = hn::Sub(hn::BitCast(tag, hn::Or(k_plus_1, hn::BitCast(integers, hn::Set(tag, 0x1p52)))), hn::Set(tag, 0x1p52 + 1));
  const auto s = hn::Div(hn::Sub(m, one), hn::Add(m, one));
  const auto w = hn::Mul(s, s);
  const auto log_m = hn::MulAdd(hn::Mul(s, w), polynomial(w, polynomials::log), hn::Add(s, s));
  const auto log_sum = hn::MulAdd(k, hn::Set(tag, std::numbers::ln2), hn::Add(log_m, hn::Div(lost, sum)));
  const auto value = hn::IfThenElse(hn::Lt(a.value, hn::Zero(tag)), hn::NaN(tag), log_sum);
  return function_result(a, value, 1, 3 * (polynomials::log_error * 0x1p53 + 8), 1, one);
}

/// x - tanh x: x^3 P(x^2) for |x| <= 1 (the square's rounding counts less than 1, Horner's rule 6, the products 3), beyond it
/// the difference, which is at least 0.238 while tanh x is at most 0.762 there and 1 everywhere: tanh's error is larger in it
/// by at most 1/0.31. |a f'(a)/f(a)| = a tanh^2 a/(a - tanh a) <= 3.
HWY_INLINE lanes x_minus_tanh(const lanes& a) {
  const auto size = hn::Abs(a.value);
  const auto w = hn::Mul(a.value, a.value);
  const auto near_zero = hn::Mul(hn::Mul(a.value, w), polynomial(w, polynomials::x_minus_tanh));
  const auto t = expm1_of(hn::Mul(size, hn::Set(tag, -2.0)));
  const auto tangent = hn::Div(hn::Neg(t), hn::Add(t, hn::Set(tag, 2.0)));
  const auto far = hn::Sub(a.value, hn::CopySignToAbs(tangent, a.value));
  const auto value = hn::IfThenElse(hn::Le(size, hn::Set(tag, 1.0)), near_zero, far);
  const double own = larger(polynomials::x_minus_tanh_error * 0x1p53 + 12, (2 * expm1_units + 2) / 0.31 + 1);
  return function_result(a, value, a.sign, own, 3, hn::Set(tag, 1.0));
}

/// z >= 0: e^(-z^2) times a polynomial in t = (z-4)/(z+4); z < 0: 2 - erfc(-z). The square's rounding error, at most z^2
/// units of 1, is larger in e^(-z^2) by a factor of 1. Beyond z = 14.5, where erfc z < 2^-308, the polynomial's argument
/// stays at 14.5: the result is too large by a factor of at most z/14.5.
/// |a erfc'(a)/erfc(a)| <= a (2a + 1.5) for a >= 0 and < 0.5 for a < 0.
HWY_INLINE lanes erfc(const lanes& a) {
  constexpr double end = 14.5;
  const auto z = hn::Abs(a.value);
  const auto inside = hn::Min(z, hn::Set(tag, end));
  const auto t = hn::Div(hn::Sub(inside, hn::Set(tag, 4.0)), hn::Add(inside, hn::Set(tag, 4.0)));
  const reduced_argument reduced(clamped_exp_argument(hn::Neg(hn::Mul(z, z))));
  const auto power = reduced.scale(polynomial(reduced.remainder, polynomials::exp));
  const auto upper = hn::Mul(power, polynomial(t, polynomials::scaled_erfc));
  const auto value = hn::IfThenElse(hn::Lt(a.value, hn::Zero(tag)), hn::Sub(hn::Set(tag, 2.0), upper), upper);
  const double own = (polynomials::exp_error + polynomials::scaled_erfc_error) * 0x1p53 + reduction_units + 64 + end * end;
  const auto slope = hn::Mul(value, hn::MulAdd(inside, hn::Set(tag, 2.0), hn::Set(tag, 1.5)));
  return function_result(a, value, 1, own, end * (2 * end + 1.5), slope);
}

/// `yes` where a > b, else `no`; NaN where a and b are too close to tell.
HWY_INLINE lanes if_greater(const lanes& a, const lanes& b, const lanes& yes, const lanes& no) {
  const auto choice = hn::Gt(a.value, b.value);
  const int sign = yes.sign == no.sign ? yes.sign : 0;
  auto value = hn::IfThenElse(choice, yes.value, no.value);
  if (a.units != 0 || b.units != 0) {  // |a - b| is within both errors; written so that an infinite b is told from any a
    const auto error_of = [](const lanes& x) {
      return x.units == 0 ? hn::Zero(tag) : hn::Mul(x.size(), hn::Set(tag, certain_units(x.units) * 0x1p-53));
    };
    const auto uncertain = hn::Add(error_of(a), error_of(b));
    value = hn::IfThenElse(hn::Gt(hn::Abs(hn::Sub(a.value, b.value)), uncertain), value, hn::NaN(tag));
  }
  const double units = larger(yes.units, no.units);
  if (!yes.cancels && !no.cancels) return lanes(value, units, sign);
  lanes result = lanes::cancelling(value, hn::IfThenElse(choice, yes.size(), no.size()), units);
  result.sign = sign;
  return result;
}

/// `positive` where x > 0, else `otherwise`. Where x may be of either sign, the result is unknown.
HWY_INLINE lanes if_positive(const lanes& x, const lanes& positive, const lanes& otherwise) {
  const auto zero = hn::Zero(tag);
  const auto choice = hn::Gt(x.value, zero);
  const auto value = hn::IfThenElse(choice, positive.value, otherwise.value);
  const double units = larger(positive.units, otherwise.units);
  const int sign = positive.sign == otherwise.sign ? positive.sign : 0;
  if (!x.cancels && !positive.cancels && !otherwise.cancels) return lanes(value, units, sign);
  auto magnitude = hn::IfThenElse(choice, positive.size(), otherwise.size());
  if (x.cancels) {
    const auto known = hn::Gt(hn::Abs(x.value), hn::Mul(x.magnitude, hn::Set(tag, x.units * 0x1p-53 * (1 + 0x1p-10))));
    magnitude = hn::IfThenElse(known, magnitude, hn::Inf(tag));
  }
  lanes result = lanes::cancelling(value, magnitude, larger(units, 1));
  result.sign = sign;
  return result;
}

}  // namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_LANES_INL
