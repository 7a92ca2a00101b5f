/// \file
/// Functions of `lanes`: exp, expm1, tanh, log1p, the normal distribution, and what formulas make of them that needs more care,
/// or less work, on vectors of doubles than the general formula.
///
/// Their accuracy is what rounding to f32 needs, and little more: an error of 2^-38 leaves one result in 2^13 undecided.
/// AVX-512 looks up powers and logarithms in tables of 16 numbers, which two registers hold; elsewhere polynomials are longer.
///
/// Included once per Highway target, inside namespace actcheck::HWY_NAMESPACE.

#include <numbers>

#include "arithmetic/lanes-inl.hpp"
#include "arithmetic/polynomials.hpp"

#if defined(ACTCHECK_LANE_FUNCTIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_LANE_FUNCTIONS_INL
#undef ACTCHECK_LANE_FUNCTIONS_INL
#else
#define ACTCHECK_LANE_FUNCTIONS_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic {
namespace hn = hwy::HWY_NAMESPACE;
namespace polynomials = ::actcheck::arithmetic::polynomials;
using lane_bits = hn::RebindToUnsigned<lane_tag>;

/// Arguments of `exp` beyond are replaced by the nearer end: its results, and their inverses, stay normal numbers.
inline constexpr double exp_argument_limit = 700.0;

/// scale P(factor x), both powers of two or their negatives: the coefficients' products with them are exact.
template <std::size_t count>
HWY_INLINE lane_vector polynomial(lane_vector x, const double (&coefficients)[count], double factor = 1, double scale = 1) {
  double power = scale;
  for (std::size_t i = 1; i < count; ++i) power *= factor;
  auto sum = packs::Set(tag, coefficients[count - 1] * power);
  for (std::size_t i = count - 1; i > 0; --i) {
    power /= factor;
    sum = packs::MulAdd(sum, x, packs::Set(tag, coefficients[i - 1] * power));
  }
  return sum;
}

#if HWY_TARGET <= HWY_AVX3
inline constexpr int powers_per_octave = 16;
/// table[index mod 16], `index` in the low bits of each lane.
HWY_INLINE lane_vector look_up(const double (&table)[16], lane_vector index) {
  const __m512d low = _mm512_loadu_pd(table), high = _mm512_loadu_pd(table + 8);
  return packs::for_each_part([=](const auto& part) ACTCHECK_INLINE_LAMBDA {
    return hn::Vec<lane_tag>{_mm512_permutex2var_pd(low, _mm512_castpd_si512(part.raw), high)};
  }, index);
}

struct table {
  double entries[16];
};
/// 2^(j/16) with j 2^48 taken from its bits.
inline constexpr table lowered_powers = [] {
  table lowered{};
  for (std::uint64_t j = 0; j < 16; ++j)
    lowered.entries[j] = std::bit_cast<double>(std::bit_cast<std::uint64_t>(polynomials::powers[j]) - (j << 48));
  return lowered;
}();
#else
inline constexpr int powers_per_octave = 1;
#endif

/// x = k ln(2)/n + r with n = `powers_per_octave`, |r| <= ln(2)/(2n) and a little more, for |x| <= 708. Where k is not 0, r errs
/// by k times what the double nearest to ln(2)/n lacks, k/n <= 1022 and that below 2^-55/n; by its own rounding, below
/// 2^-54; and where multiplying and adding are not fused, by the rounding of k ln(2)/n, below 2^-44: together below 2^-43,
/// which is `reduction_units` in e^x.
inline constexpr double reduction_units = 0x1p-43 * 0x1p53;
struct reduced_argument {
  lane_vector remainder;
  lane_vector multiple;  ///< k in the low bits, as an integer

  /// Of factor x, `factor` a power of two or its negative; then the remainder is r/factor.
  HWY_INLINE explicit reduced_argument(lane_vector x, double factor = 1) : remainder(x), multiple(x) {
    const auto magic = packs::Set(tag, 0x1.8p52);  // adding it leaves an integer in the low bits of the sum
    multiple = packs::MulAdd(x, packs::Set(tag, factor * powers_per_octave * std::numbers::log2e), magic);
    remainder = packs::NegMulAdd(packs::Sub(multiple, magic), packs::Set(tag, std::numbers::ln2 / powers_per_octave / factor), x);
  }

  /// 2^(k/n), to half a unit
  HWY_INLINE lane_vector power() const {
    const auto k = packs::BitCast(bits, multiple);
#if HWY_TARGET <= HWY_AVX3
    // k = 16q + j: adding k 2^48 to the bits of a number adds q to its exponent, and the j 2^48 that the table's entries lack.
    const auto lowered = packs::BitCast(bits, look_up(lowered_powers.entries, multiple));
    return packs::BitCast(tag, packs::Add(lowered, packs::ShiftLeft<48>(k)));
#else
    return packs::BitCast(tag, packs::Add(packs::BitCast(bits, packs::Set(tag, 1.0)), packs::ShiftLeft<52>(k)));
#endif
  }

 private:
  static constexpr lane_bits bits{};
};

/// Between -limit and limit. `sign` is what is known about the arguments' sign.
HWY_INLINE lane_vector clamped(lane_vector x, int sign, double limit) {
#if HWY_TARGET <= HWY_AVX3
  if (sign == 0) {
    constexpr int smaller_size_and_sign_of_first = 2;
    return packs::for_each_part([](const auto& a, const auto& b) ACTCHECK_INLINE_LAMBDA {
      return hn::Vec<lane_tag>{_mm512_range_pd(a.raw, b.raw, smaller_size_and_sign_of_first)};
    }, x, packs::Set(tag, limit));
  }
#endif
  if (sign >= 0) x = packs::Min(x, packs::Set(tag, limit));
  if (sign <= 0) x = packs::Max(x, packs::Set(tag, -limit));
  return x;
}

#if HWY_TARGET <= HWY_AVX3
inline constexpr const auto& exp_polynomial = polynomials::exp_near;
#else
inline constexpr const auto& exp_polynomial = polynomials::exp;
#endif

/// e^(factor x) for |factor x| <= 708. Units: the polynomial's, the reduction's, and 8 for the power and Horner's rule.
HWY_INLINE lane_vector exp_of(lane_vector x, double factor = 1) {
  const reduced_argument reduced(x, factor);
  const auto power = reduced.power();
  const auto& r = reduced.remainder;
  return packs::Mul(power, polynomial(r, exp_polynomial, factor));
}
#if HWY_TARGET <= HWY_AVX3
inline constexpr double exp_units = polynomials::exp_near_error * 0x1p53 + reduction_units + 8;
#else
inline constexpr double exp_units = polynomials::exp_error * 0x1p53 + reduction_units + 8;
#endif

/// The same to 2^-45, for one operation more: for formulas that amplify its error.
HWY_INLINE lane_vector precise_exp_of(lane_vector x, double factor = 1) {
  const reduced_argument reduced(x, factor);
  const auto power = reduced.power();
  const auto& r = reduced.remainder;
#if HWY_TARGET <= HWY_AVX3
  return packs::MulAdd(packs::Mul(power, r), polynomial(r, polynomials::expm1_near, factor, factor), power);
#else
  const auto scaled_r = factor == 1 ? r : packs::Mul(r, packs::Set(tag, factor));
  const auto less_one = packs::MulAdd(packs::Mul(r, r), polynomial(r, polynomials::expm1, factor, factor * factor), scaled_r);
  return packs::MulAdd(power, less_one, power);
#endif
}
/// The polynomials' errors count by the share that e^r - 1 has in e^r, at most 0.022 with tables and 0.42 without.
#if HWY_TARGET <= HWY_AVX3
inline constexpr double precise_exp_units = 0.022 * polynomials::expm1_near_error * 0x1p53 + reduction_units + 8;
#else
inline constexpr double precise_exp_units = 0.42 * polynomials::expm1_error * 0x1p53 + reduction_units + 8;
#endif

HWY_INLINE lanes exp(const lanes& a) {
  const auto value = exp_of(clamped(a.value, a.sign, exp_argument_limit));
  lanes result = function_result(a, value, 1, exp_units, exp_argument_limit, value);
  result.is_fraction = a.sign < 0;
  return result;
}

/// e^-a, precisely.
HWY_INLINE lanes precise_exp_of_negative(const lanes& a) {
  const auto value = precise_exp_of(clamped(a.value, a.sign, exp_argument_limit), -1.0);
  return function_result(a, value, 1, precise_exp_units, exp_argument_limit, value);
}

/// 1/(1 + e^-x).
HWY_INLINE lanes logistic_of(const lanes& a) {
  const reduced_argument reduced(clamped(a.value, a.sign, exp_argument_limit), -1.0);
  const auto power = reduced.power();
  const auto divisor = packs::MulAdd(power, polynomial(reduced.remainder, exp_polynomial, -1.0), packs::Set(tag, 1.0));
  const auto value = reciprocal(divisor);
  return function_result(a, value, 1, exp_units + reciprocal_units + 1, exp_argument_limit, value);
}

/// e^(factor x) - 1 for |factor x| <= 708, as the sum of 2^(k/n) - 1 and 2^(k/n) (e^r - 1).
/// n = 1: where k is not 0, the first term is at most 2.5 times the sum, the second at most 1.5 times, and e^x, which the
/// reduction's error multiplies, at most 3.5 times (all at x = ln(2)/2 and k = 1).
/// n = 16: likewise 2.05, 1.05, and e^x at most 47 times, at x = ln(2)/32. But r's error there is that of a small k and of its
/// rounding, below 2^-58, or 1 unit, as is the power's, half a unit: 47 and 24 units. With |x| it grows, at most to the
/// reduction's, where e^x is at most 1.6 times the sum or below 1.
HWY_INLINE lane_vector expm1_of(lane_vector x, double factor = 1) {
  const reduced_argument reduced(x, factor);
  const auto power = reduced.power();
  const auto& r = reduced.remainder;
  const auto one = packs::Set(tag, 1.0);
#if HWY_TARGET <= HWY_AVX3
  return packs::MulAdd(packs::Mul(power, r), polynomial(r, polynomials::expm1_near, factor, factor), packs::Sub(power, one));
#else
  const auto square = packs::Mul(r, r), scaled_r = factor == 1 ? r : packs::Mul(r, packs::Set(tag, factor));
  const auto near_zero = packs::MulAdd(square, polynomial(r, polynomials::expm1, factor, factor * factor), scaled_r);
  return packs::MulAdd(power, near_zero, packs::Sub(power, one));
#endif
}
#if HWY_TARGET <= HWY_AVX3
inline constexpr double expm1_units = 1.05 * (polynomials::expm1_near_error * 0x1p53 + 8) + 2 * reduction_units + 71 + 4;
#else
inline constexpr double expm1_units = 2.5 * (polynomials::expm1_error * 0x1p53 + 8) + 3.5 * reduction_units;
#endif

/// |a e^a/(e^a - 1)| <= max(1, a) + 1.
HWY_INLINE lanes expm1(const lanes& a) {
  const auto value = packs::CopySign(expm1_of(clamped(a.value, a.sign, exp_argument_limit)), a.value);  // -0 stays -0
  return function_result(a, value, a.sign, expm1_units, a.sign < 0 ? 1 : exp_argument_limit + 1,
                         packs::Add(value, packs::Set(tag, 1.0)));
}

/// t/(t + 2) with t = e^(2x) - 1: the error of t is larger in the quotient by at most 2/(2+t) <= 2. Beyond 22, tanh differs from
/// 1 by less than 2^-62.
HWY_INLINE lane_vector tanh_of(lane_vector x) {
  const auto t = expm1_of(clamped(x, 0, 22), 2);
  return packs::CopySign(packs::Mul(t, reciprocal(packs::Add(t, packs::Set(tag, 2.0)))), x);  // -0 stays -0
}
inline constexpr double tanh_units = 2 * expm1_units + reciprocal_units + 3;

HWY_INLINE lanes tanh(const lanes& a) {
  return function_result(a, tanh_of(a.value), a.sign, tanh_units, 1, packs::Set(tag, 1.0));
}

/// x - tanh x: x^3 P(x^2) for |x| <= 1 (the square's rounding counts less than 1, Horner's rule 6, the products 3), beyond it
/// the difference, which is at least 0.238 while tanh x is at most 0.762 there and 1 everywhere: tanh's error is larger in it
/// by at most 1/0.31. |a f'(a)/f(a)| = a tanh^2 a/(a - tanh a) <= 3.
HWY_INLINE lanes x_minus_tanh(const lanes& a) {
  const auto w = packs::Mul(a.value, a.value);
  const auto near_zero = packs::Mul(packs::Mul(a.value, w), polynomial(w, polynomials::x_minus_tanh));
  const auto far = packs::Sub(a.value, tanh_of(a.value));
  const auto value = packs::IfThenElse(packs::Le(w, packs::Set(tag, 1.0)), near_zero, far);
  const double own = larger(polynomials::x_minus_tanh_error * 0x1p53 + 12, tanh_units / 0.31 + 1);
  return function_result(a, value, a.sign, own, 3, packs::Set(tag, 1.0));
}

/// log(1 + e) for e in [0, 1].
/// By tables, with the j nearest to 15e: 1 + e = (1 + r)/c with c = 15/(15+j), rounded, and log(1 + e) = log(1 + r) - log c.
/// For j = 0 that is log(1 + r) with r = e. For the others the sum is at least log(1 + 1/30), no less than the size of
/// log(1 + r) and no less than half of -log c: the polynomial's error counts once, all roundings less than 12 units.
/// Without: 2 atanh(s) with s = e/(2+e).
HWY_INLINE lane_vector log1p_of_fraction(lane_vector e) {
#if HWY_TARGET <= HWY_AVX3
  const auto j = packs::MulAdd(e, packs::Set(tag, 15.0), packs::Set(tag, 0x1.8p52));
  const auto c = look_up(polynomials::inverses, j);
  const auto r = packs::MulAdd(e, c, packs::Sub(c, packs::Set(tag, 1.0)));  // the difference is exact
  return packs::MulAdd(r, polynomial(r, polynomials::log_near), look_up(polynomials::logarithms, j));
#else
  const auto s = packs::Div(e, packs::Add(e, packs::Set(tag, 2.0))), w = packs::Mul(s, s);
  return packs::MulAdd(packs::Mul(s, w), polynomial(w, polynomials::log_unit), packs::Add(s, s));
#endif
}
#if HWY_TARGET <= HWY_AVX3
inline constexpr double log1p_of_fraction_units = polynomials::log_near_error * 0x1p53 + 12;
#else
inline constexpr double log1p_of_fraction_units = polynomials::log_unit_error * 0x1p53 + 12;
#endif

/// log(1 + a) for a >= 0; unknown (NaN) for a < 0. With 1 + a = 2^k m and m in [sqrt(1/2), sqrt 2), log m = 2 atanh((m-1)/(m+1));
/// what rounding the sum 1 + a lost is added relative to it. For k >= 1 the terms k ln 2 and log m have together at most
/// 3 times the size of their sum; for k = 0 there is one term.
HWY_INLINE lanes log1p(const lanes& a) {
  const auto one = packs::Set(tag, 1.0);
  if (a.is_fraction) return function_result(a, log1p_of_fraction(a.value), 1, log1p_of_fraction_units, 1, one);
  const lane_bits integers;
  const auto sum = packs::Add(one, a.value);
  const auto lost = packs::Sub(packs::Min(one, a.value), packs::Sub(sum, packs::Max(one, a.value)));  // exact: Fast2Sum
  const auto bits = packs::BitCast(integers, sum);
  const auto root_half = packs::Set(integers, std::uint64_t{0x3fe6a09e667f3bcd});
  const auto k_bits = packs::And(packs::Sub(bits, root_half), packs::Set(integers, std::uint64_t{0xfff} << 52));
  const auto m = packs::BitCast(tag, packs::Sub(bits, k_bits));
  // k is in [-1, 1024]; the bits of 2^52 + k + 1 are those of 2^52 plus k + 1.
  const auto k_plus_1 = packs::ShiftRight<52>(packs::Add(k_bits, packs::Set(integers, std::uint64_t{1} << 52)));
  const auto lifted = packs::BitCast(tag, packs::Or(k_plus_1, packs::BitCast(integers, packs::Set(tag, 0x1p52))));
  const auto k = packs::Sub(lifted, packs::Set(tag, 0x1p52 + 1));
  const auto s = packs::Div(packs::Sub(m, one), packs::Add(m, one));
  const auto w = packs::Mul(s, s);
  const auto log_m = packs::MulAdd(packs::Mul(s, w), polynomial(w, polynomials::log), packs::Add(s, s));
  const auto log_sum = packs::MulAdd(k, packs::Set(tag, std::numbers::ln2), packs::Add(log_m, packs::Div(lost, sum)));
  const auto value = packs::IfThenElse(packs::Lt(a.value, packs::Zero(tag)), packs::NaN(tag), log_sum);
  return function_result(a, value, 1, 3 * (polynomials::log_error * 0x1p53 + 8), 1, one);
}

/// Beyond it the normal distribution's tail is below 2^-308, the density times any f32 number below 2^-175.
inline constexpr double normal_end = 14.5 * std::numbers::sqrt2;

/// The size of a, at most 37.4, so that e^(-a^2/2) stays above e^-700.
HWY_INLINE lane_vector normal_argument(const lanes& a) { return packs::Min(packs::Abs(a.value), packs::Set(tag, 37.4)); }

/// e^(-x^2/2) for |x| <= 37.4. The square's rounding error, at most x^2/2 units of 1, counts as often in the result.
HWY_INLINE lane_vector gaussian_of(lane_vector x) { return exp_of(packs::Mul(x, x), -0.5); }
inline constexpr double gaussian_units = exp_units + exp_argument_limit;

/// The normal distribution's upper tail at `size`, e^(-x^2/2) times a quotient of polynomials. All coefficients are positive, so
/// Horner's rule adds at most 2 units a degree. Beyond the end the quotient is within a factor of 2 of what it stands for.
HWY_INLINE lane_vector normal_tail(lane_vector size) {
  const auto quotient = packs::Mul(polynomial(size, polynomials::normal_tail_numerator),
                                   reciprocal(polynomial(size, polynomials::normal_tail_denominator)));
  return packs::Mul(gaussian_of(size), quotient);
}
inline constexpr double normal_tail_units =
    polynomials::normal_tail_numerator_error * 0x1p53 + gaussian_units + reciprocal_units + 32;

/// The normal distribution function: for x < 0 the upper tail at -x, for x >= 0 1 minus it, which is no smaller.
/// |a f'(a)/f(a)| <= |a| (|a| + 0.8), and f' <= f (|a| + 0.8).
HWY_INLINE lanes normal_distribution_of(const lanes& a) {
  const auto size = normal_argument(a), tail = normal_tail(size);
  const auto value = packs::IfThenElse(packs::Lt(a.value, packs::Zero(tag)), tail, packs::Sub(packs::Set(tag, 1.0), tail));
  const auto slope = packs::Mul(value, packs::Add(size, packs::Set(tag, 0.8)));
  return function_result(a, value, 1, normal_tail_units, normal_end * (normal_end + 0.8), slope);
}

/// x times it: max(x, 0) - |x| tail, whose terms cancel at most a half.
HWY_INLINE lanes x_times_normal_distribution_of(const lanes& a) {
  const auto tail = normal_tail(normal_argument(a));
  const auto size = packs::NegMulAdd(packs::Abs(a.value), tail, packs::Max(a.value, packs::Zero(tag)));
  const auto value = packs::CopySign(size, a.value);  // -0 stays -0
  return function_result(a, value, a.sign, normal_tail_units + 2, normal_end * (normal_end + 0.8) + 1, packs::Set(tag, 1.13));
}

/// e^(-a^2/2)/sqrt(2 pi). |f'| = |a| f.
HWY_INLINE lanes normal_density_of(const lanes& a) {
  constexpr double inverse_root = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  const auto size = normal_argument(a), value = packs::Mul(gaussian_of(size), packs::Set(tag, inverse_root));
  return function_result(a, value, 1, gaussian_units + 4, 2 * exp_argument_limit, packs::Mul(value, size));
}

/// w = e^x for terms in w(w + 2), whose product with any f32 number and whose inverse must stay normal numbers: x is kept within
/// 300. There w(w + 2) is 2^866, and e^-300 is below 2^-406.
HWY_INLINE lanes exp_for_square(const lanes& a) {
  const auto value = precise_exp_of(clamped(a.value, 0, 300));
  return function_result(a, value, 1, precise_exp_units, exp_argument_limit, value);
}

}  // namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_LANE_FUNCTIONS_INL
