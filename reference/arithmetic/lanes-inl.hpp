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
/// The functions of such numbers are in lane_functions-inl.hpp.
/// Included once per Highway target, inside namespace actcheck::HWY_NAMESPACE.

#include <bit>
#include <cmath>
#include <cstdint>

#include "arithmetic/lane_packs-inl.hpp"

#if defined(ACTCHECK_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_LANES_INL
#undef ACTCHECK_LANES_INL
#else
#define ACTCHECK_LANES_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic {

struct lanes {
  lane_vector value;
  lane_vector magnitude;         ///< where `cancels`
  double units = 0;
  bool cancels = false;
  int sign = 0;                  ///< +1 or -1: no value is of the other sign; 0: nothing is known
  bool is_constant = false;
  double constant = 0;           ///< all values, where `is_constant`
  bool is_fraction = false;      ///< all values are in [0, 1], or nearer to it than their errors

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
      : value(packs::Set(tag, nearest)), magnitude(value), units(error_units), sign(nearest >= 0 ? 1 : -1), is_constant(true),
        constant(nearest) {}

  HWY_INLINE lane_vector size() const { return cancels ? magnitude : packs::Abs(value); }
};

HWY_INLINE double larger(double a, double b) { return a > b ? a : b; }

/// Bound in use: enlarged for second-order terms and for the rounding of the test itself.
HWY_INLINE double certain_units(double units) { return units == 0 ? 0 : units * (1 + 0x1p-10) + 4; }

/// The relative error that `x`, which may cancel, has; infinite where it is too large for first-order rules.
HWY_INLINE lane_vector relative_to(const lanes& x, lane_vector scale) {
  const auto ratio = packs::Div(x.magnitude, scale);
  const auto usable = packs::Lt(packs::Mul(ratio, packs::Set(tag, x.units * 0x1p-53)), packs::Set(tag, 0x1p-10));
  return packs::IfThenElse(usable, ratio, packs::Inf(tag));
}

HWY_INLINE lanes operator-(const lanes& a) {
  if (a.is_constant) return lanes(-a.constant, a.units);
  lanes result = a;
  result.value = packs::Neg(a.value);
  result.sign = -a.sign;
  result.is_fraction = false;
  return result;
}
HWY_INLINE lanes abs(const lanes& a) {
  lanes result = a;
  result.value = packs::Abs(a.value);
  result.sign = 1;
  if (a.is_constant) result.constant = std::fabs(a.constant);
  return result;
}

HWY_INLINE lanes operator+(const lanes& a, const lanes& b) {
  const double units = larger(a.units, b.units) + 1;
  if (a.is_constant && b.is_constant && a.sign == b.sign) return lanes(a.constant + b.constant, units);
  const auto sum = packs::Add(a.value, b.value);
  const bool exact_terms = a.units == 0 && b.units == 0;
  const bool same_sign = a.sign != 0 && a.sign == b.sign;
  if (exact_terms) return lanes(sum, 1, same_sign ? a.sign : 0);
  if (same_sign && !a.cancels && !b.cancels) return lanes(sum, units, a.sign);
  lanes result = lanes::cancelling(sum, packs::Add(a.size(), b.size()), units);
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
  const auto product = packs::Mul(a.value, b.value);
  const double own = is_power_of_two(a) || is_power_of_two(b) ? 0 : 1;
  const double units = a.units + b.units + own;
  if (!a.cancels && !b.cancels) return lanes(product, units, sign);
  lanes result = lanes::cancelling(product, packs::Mul(a.size(), b.size()), units);
  result.sign = sign;
  return result;
}

/// 1/v to `reciprocal_units`, for |v| between 2^-1021 and 2^1021; NaN for zeros and infinities.
/// With AVX-512 by its estimate, within 2^-14: with e = 1 - v r, 1/v = r/(1 - e), and r (1 + e + e^2) lacks e^3 of it, 2^-42 or
/// 2^11 units; 4 more for the three roundings. (A division takes ten times as long as any other operation.)
#if HWY_TARGET <= HWY_AVX3
inline constexpr double reciprocal_units = 0x1p11 + 4;
HWY_INLINE lane_vector reciprocal(lane_vector v) {
  const auto r = packs::for_each_part([](const auto& part) ACTCHECK_INLINE_LAMBDA {
    return hn::Vec<lane_tag>{_mm512_rcp14_pd(part.raw)};
  }, v);
  const auto e = packs::NegMulAdd(v, r, packs::Set(tag, 1.0));
  return packs::MulAdd(r, packs::MulAdd(e, e, e), r);
}
#else
inline constexpr double reciprocal_units = 1;
HWY_INLINE lane_vector reciprocal(lane_vector v) { return packs::Div(packs::Set(tag, 1.0), v); }
#endif

HWY_INLINE lanes operator/(const lanes& a, const lanes& b) {
  const double units = a.units + b.units + reciprocal_units + 1;
  if (b.is_constant) {
    return a * lanes(1 / b.constant, is_power_of_two(b) ? 0 : b.units + 1);
  }
  const auto inverse = reciprocal(b.value);
  const auto quotient = a.is_constant && a.constant == 1 ? inverse : packs::Mul(a.value, inverse);
  if (!a.cancels && !b.cancels) return lanes(quotient, units, a.sign * b.sign);
  const auto divisor = packs::Abs(b.value);
  auto magnitude = packs::Mul(a.size(), packs::Abs(inverse));
  if (b.cancels) magnitude = packs::Mul(magnitude, packs::Mul(relative_to(b, divisor), packs::Set(tag, 1 + 0x1p-9)));
  lanes result = lanes::cancelling(quotient, magnitude, units);
  result.sign = a.sign * b.sign;
  return result;
}

/// A function of an argument that is known to `a.units`: `amplification` bounds |a f'(a) / f(a)|, `slope` is a bound on
/// |f'| near a for arguments that cancel, `own_units` the error of the evaluation.
HWY_INLINE lanes function_result(const lanes& a, lane_vector value, int sign, double own_units, double amplification,
                                 lane_vector slope) {
  if (!a.cancels) return lanes(value, own_units + amplification * a.units, sign);
  const auto error = packs::Mul(relative_to(a, packs::Set(tag, 1.0)), packs::Set(tag, 1 + 0x1p-8));
  lanes result = lanes::cancelling(value, packs::MulAdd(packs::Abs(slope), error, packs::Abs(value)), larger(a.units, own_units));
  result.sign = sign;
  return result;
}

HWY_INLINE lanes sqrt(const lanes& a) {
  if (a.is_constant) return lanes(std::sqrt(a.constant), a.units / 2 + 1);
  const auto root = packs::Sqrt(a.value);
  if (!a.cancels) return lanes(root, a.units / 2 + 1, 1);
  lanes result = lanes::cancelling(root, packs::Mul(root, relative_to(a, packs::Abs(a.value))), a.units + 1);
  result.sign = 1;
  return result;
}

/// `yes` where a > b, else `no`; NaN where a and b are too close to tell.
HWY_INLINE lanes if_greater(const lanes& a, const lanes& b, const lanes& yes, const lanes& no) {
  const auto choice = packs::Gt(a.value, b.value);
  const int sign = yes.sign == no.sign ? yes.sign : 0;
  auto value = packs::IfThenElse(choice, yes.value, no.value);
  if (a.units != 0 && !a.cancels && b.units == 0) {
    // Nearer to b than 2 errors of b's size, a could be on either side; where |a| > 2|b|, it is not. No finite a is near an
    // infinite b.
    const double error = 2 * certain_units(a.units) * 0x1p-53;
    const auto more = packs::Mul(b.value, packs::Set(tag, 1 + error)), less = packs::Mul(b.value, packs::Set(tag, 1 - error));
    const auto known = packs::Or(packs::Gt(a.value, packs::Max(more, less)), packs::Lt(a.value, packs::Min(more, less)));
    value = packs::IfThenElse(known, value, packs::NaN(tag));
  } else if (a.units != 0 || b.units != 0) {  // |a - b| is within both errors; written so that an infinite b is told from any a
    const auto error_of = [](const lanes& x) {
      return x.units == 0 ? packs::Zero(tag) : packs::Mul(x.size(), packs::Set(tag, certain_units(x.units) * 0x1p-53));
    };
    const auto uncertain = packs::Add(error_of(a), error_of(b));
    value = packs::IfThenElse(packs::Gt(packs::Abs(packs::Sub(a.value, b.value)), uncertain), value, packs::NaN(tag));
  }
  const double units = larger(yes.units, no.units);
  if (!yes.cancels && !no.cancels) return lanes(value, units, sign);
  lanes result = lanes::cancelling(value, packs::IfThenElse(choice, yes.size(), no.size()), units);
  result.sign = sign;
  return result;
}

/// `positive` where x > 0, else `otherwise`. Where x may be of either sign, the result is unknown.
HWY_INLINE lanes if_positive(const lanes& x, const lanes& positive, const lanes& otherwise) {
  const auto zero = packs::Zero(tag);
  const auto choice = packs::Gt(x.value, zero);
  const auto value = packs::IfThenElse(choice, positive.value, otherwise.value);
  const double units = larger(positive.units, otherwise.units);
  const int sign = positive.sign == otherwise.sign ? positive.sign : 0;
  if (!x.cancels && !positive.cancels && !otherwise.cancels) return lanes(value, units, sign);
  auto magnitude = packs::IfThenElse(choice, positive.size(), otherwise.size());
  if (x.cancels) {
    const auto error = packs::Mul(x.magnitude, packs::Set(tag, x.units * 0x1p-53 * (1 + 0x1p-10)));
    const auto known = packs::Gt(packs::Abs(x.value), error);
    magnitude = packs::IfThenElse(known, magnitude, packs::Inf(tag));
  }
  lanes result = lanes::cancelling(value, magnitude, larger(units, 1));
  result.sign = sign;
  return result;
}

}  // namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_LANES_INL
