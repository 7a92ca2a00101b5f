/// \file
/// exp, expm1, tanh, x - tanh x, log1p and erfc on `double_double`. Included by double_double-inl.hpp, once per Highway target.
///
/// Each function is a table look-up, and a polynomial whose first terms are pairs of doubles and whose rest is a double:
/// a rest of relative size 2^-20 that errs by a few u is good to 2^-70. They are not inlined: formulas share one copy.

#include <array>

#include "arithmetic/double_double_tables.hpp"
#include "hwy/highway.h"

#if defined(ACTCHECK_DOUBLE_DOUBLE_FUNCTIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_DOUBLE_DOUBLE_FUNCTIONS_INL
#undef ACTCHECK_DOUBLE_DOUBLE_FUNCTIONS_INL
#else
#define ACTCHECK_DOUBLE_DOUBLE_FUNCTIONS_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic {
namespace hn = hwy::HWY_NAMESPACE;
namespace double_double_tables = ::actcheck::arithmetic::double_double_tables;

using doubles_bits = hn::Vec<decltype(in_bits)>;

/// c[0] + c[1] x + ... by Horner's rule.
template <std::size_t count>
HWY_INLINE doubles horner(doubles x, const std::array<double, count>& c) {
  auto sum = all(c[count - 1]);
  for (std::size_t i = count - 1; i > 0; --i) sum = hn::MulAdd(sum, x, all(c[i - 1]));
  return sum;
}

/// a * b, without the product of the low parts. Relative error below 2^-102, as in operator*.
HWY_INLINE double_pair multiply(const double_pair& a, const double_pair& b) {
  const auto product = two_product(a.high, b.high);
  return {product.high, hn::Add(product.low, hn::MulAdd(a.high, b.low, hn::Mul(a.low, b.high)))};
}

/// The sum c1 x + c2 x^2 + c3 x^3 + rest, for c1 = 1, c2 = +-1/2 and |x| < 2^-6, where |rest| < x^2/2^13 errs by less than
/// 2^-49 |rest|.
/// Own error: the rest's; u of each of 5 sums of low terms, which are below |rest| + 4u|x|; 2^-102 of x^2 and 2^-100 of x^3:
/// below 2^-48 |rest| + 2^-101 |x|. Where x^2 underflows, up to 2^-1072 in each of its parts; x^3 is then
/// far below x. An x of 0 is exact.
struct cubic {
  double half;                ///< c2
  double third_high, third_low;  ///< c3
};
HWY_INLINE double_double series(const double_pair& x, const double_pair& square, const cubic& c, doubles rest) {
  const auto cube = multiply(multiply(square, x), {all(c.third_high), all(c.third_low)});
  const auto first = two_sum(x.high, hn::Mul(square.high, all(c.half)));
  const auto second = two_sum(first.high, cube.high);
  const auto of_x = hn::MulAdd(square.low, all(c.half), x.low);
  const auto low = hn::Add(hn::Add(of_x, hn::Add(first.low, second.low)), hn::Add(cube.low, rest));
  const auto size = hn::Abs(x.high);
  const auto lost = where(hn::And(hn::Lt(size, all(smallest_exact)), hn::Gt(size, hn::Zero(in_doubles))), underflow);
  const auto own = hn::Add(hn::MulAdd(hn::Abs(rest), all(0x1p-48), hn::Mul(size, all(0x1p-100))), lost);
  return with_error(two_sum(second.high, low), own);
}

/// x = k ln(2)/64 + r, |r| < 0.0055; e^x = scale * power * (1 + change), where power = 2^((k mod 64)/64).
struct split_exponential {
  doubles scale;         ///< 2^floor(k/64)
  double_double power;
  double_double change;  ///< e^r - 1
};

/// For -708 <= x <= 709, where scale is a normal number, and errors up to `widest_argument`.
/// The step's high part has 36 bits and k has 17, so their product is exact; high + low is the step to 2^-97. Own error of r:
/// |k| 2^-97; u for each of 3 sums of terms below u |x| + u 2^-7 <= |k| u/32 (for k = 0 all but x are 0): below |k| 2^-96.
/// The rest of the series is r^4/24 + ... + r^9/9!: r^4 errs by 7u, the coefficients and Horner's rule by 3u, their product by
/// u, and r^10/10! + ... is below 2^-60 of it. An error of r becomes at most e^(|r|+2^-30) times as large in e^r - 1.
HWY_INLINE split_exponential split(const double_double& x) {
  namespace t = double_double_tables;
  const auto magic = all(0x1.8p52);  // adding it leaves an integer in the low bits of the sum
  const auto shifted = hn::Add(hn::Mul(x.high, all(t::exp_steps)), magic);
  const auto k = hn::Sub(shifted, magic);
  const auto bits = hn::BitCast(in_bits, shifted);

  const auto high = two_sum(x.high, hn::Neg(hn::Mul(k, all(t::exp_step_high))));
  const auto product = two_product(k, all(t::exp_step_low));
  const auto first = two_sum(high.high, hn::Neg(product.high));
  const auto r = two_sum(first.high, hn::Add(hn::Sub(hn::Add(high.low, x.low), product.low), first.low));
  const auto error = hn::MulAdd(hn::Abs(k), all(0x1p-96), x.error);

  static constexpr std::array<double, 6> factorials{1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880};
  const auto square = multiply(r, r);
  const auto rest = hn::Mul(hn::Mul(square.high, square.high), horner(r.high, factorials));
  double_double change = series(r, square, {0.5, 0x1.5555555555555p-3, 0x1.5555555555555p-57}, rest);
  change.error = hn::MulAdd(error, all(1 + 0x1p-7), change.error);

  const auto entry = hn::BitCast(in_integers, hn::ShiftLeft<1>(hn::And(bits, hn::Set(in_bits, 63))));
  const auto power_high = hn::GatherIndex(in_doubles, &t::exp_powers[0][0], entry);
  const auto power_low = hn::GatherIndex(in_doubles, &t::exp_powers[0][1], entry);
  const auto power_error = hn::IfThenZeroElse(is_zero(power_low), hn::Mul(power_high, all(0x1p-106)));  // 2^0 is exact
  const auto scale = hn::Add(hn::BitCast(in_bits, all(1.0)), hn::ShiftLeft<52>(hn::ShiftRight<6>(bits)));
  return {hn::BitCast(in_doubles, scale), {power_high, power_low, power_error}, change};
}

inline constexpr double lowest_exponent = -708, highest_exponent = 709;

/// Where `split` holds. NaN is outside.
HWY_INLINE doubles_mask is_usable_exponent(const double_double& x) {
  return hn::And(hn::And(hn::Ge(x.high, all(lowest_exponent)), hn::Le(x.high, all(highest_exponent))),
                 hn::Le(x.error, all(widest_argument)));
}
/// Where e^x < 2^-1021, however large the argument's error.
HWY_INLINE doubles_mask is_far_below(const double_double& x) {
  return hn::Lt(hn::Add(hn::Mul(x.high, all(1 - 0x1p-50)), x.error), all(lowest_exponent));
}
inline constexpr double vanishing = 0x1p-1020;

HWY_INLINE double_double clamped_exponent(const double_double& x) {
  return {hn::Min(hn::Max(x.high, all(lowest_exponent)), all(highest_exponent)), x.low, x.error};
}

/// Own error, of the result: 2^-106 for the table, 2^-102 for the product, 6u^2 for the sums of the low parts.
inline HWY_NOINLINE double_double exp(const double_double& x) {
  const auto parts = split(clamped_exponent(x));
  const auto& power = parts.power;
  const auto product = multiply({power.high, power.low}, {parts.change.high, parts.change.low});
  const auto sum = two_sum(power.high, product.high);
  const auto value = two_sum(sum.high, hn::Add(hn::Add(power.low, product.low), sum.low));
  const auto error = hn::Mul(power.high, hn::MulAdd(parts.change.error, all(1 + 0x1p-6), all(0x1p-100)));
  const auto lost = where(hn::Lt(parts.scale, all(smallest_exact)), underflow);
  const double_double result{hn::Mul(value.high, parts.scale), hn::Mul(value.low, parts.scale),
                             hn::Add(hn::Mul(error, parts.scale), lost)};
  return replaced_where(is_far_below(x), 0, vanishing, known_where(is_usable_exponent(x), result));
}

/// (2^(k/64) - 1) + 2^(k/64) (e^r - 1): near 0 the first term is exactly 0.
inline HWY_NOINLINE double_double expm1(const double_double& x) {
  const auto parts = split(clamped_exponent(x));
  const auto lost = where(hn::Lt(parts.scale, all(smallest_exact)), underflow);
  const double_double power{hn::Mul(parts.power.high, parts.scale), hn::Mul(parts.power.low, parts.scale),
                            hn::Add(hn::Mul(parts.power.error, parts.scale), lost)};
  const double_double result = (power - double_double(1.0)) + power * parts.change;
  return replaced_where(is_far_below(x), -1, vanishing, known_where(is_usable_exponent(x), result));
}

/// -t/(2 + t) with t = e^(-2|x|) - 1.
inline HWY_NOINLINE double_double tanh(const double_double& x) {
  const auto size = abs(x);
  const double_double t = expm1({hn::Mul(size.high, all(-2.0)), hn::Mul(size.low, all(-2.0)), hn::Add(size.error, size.error)});
  return with_sign_of(x.high, -t / (double_double(2.0) + t));
}

/// x - tanh x: for |x| <= 1/4 its series x^3 (1/3 - 2x^2/15 + 17x^4/315 - ...), beyond it the difference, in which tanh's error is
/// larger by at most 48. The operators bound what the first three terms err by. The others alternate and are below 2^-16 of
/// the sum; as a double they err by 2^-53 for x^2, the coefficients, each step of Horner's rule and what is left off: below
/// 2^-49 of themselves. The slope is tanh^2 x, at most 1 and at most x^2.
inline HWY_NOINLINE double_double x_minus_tanh(const double_double& x) {
  const double_double centre(x.high, x.low, hn::Zero(in_doubles));
  const auto square = centre * centre;
  static constexpr std::array<double, 10> coefficients{
      -0.021869488536155203, 0.008863235529902197,   -0.003592128036572481,  0.0014558343870513183,   -0.000590027440945586,
      0.00023912911424355248, -9.691537956929451e-05, 3.927832388331683e-05, -1.5918905069328964e-05, 6.451689215655431e-06};
  const auto others = horner(square.high, coefficients);
  const double_double rest(others, hn::Zero(in_doubles), hn::Mul(hn::Abs(others), all(0x1p-49)));
  const double_double third(all(0x1.5555555555555p-2), all(0x1.5555555555555p-56), all(0x1p-109));
  const double_double fifth(all(-0x1.1111111111111p-3), all(-0x1.1111111111111p-59), all(0x1p-114));
  const double_double seventh(all(0x1.ba1ba1ba1ba1cp-5), all(-0x1.7917917917918p-59), all(0x1p-111));
  const auto near = centre * square * (third + square * (fifth + square * (seventh + square * rest)));
  const auto far = centre - tanh(centre);
  const auto is_near = hn::Le(hn::Abs(x.high), all(0.25));
  const auto reach = hn::Add(hn::Abs(x.high), x.error);
  const auto slope = hn::Min(all(1.0), hn::Mul(hn::Mul(reach, reach), all(1 + 0x1p-40)));
  const double_double result(hn::IfThenElse(is_near, near.high, far.high), hn::IfThenElse(is_near, near.low, far.low),
                             hn::MulAdd(slope, x.error, hn::IfThenElse(is_near, near.error, far.error)));
  const auto usable = hn::And(hn::Eq(x.high, x.high), hn::Le(x.error, all(widest_argument)));
  return known_where(usable, result);
}

/// log(1 + x) for x >= 0. 1 + x = 2^e m, and m times the table's c is 1 + r with |r| < 2^-7: the result is e ln 2 - log c +
/// log(1 + r). Where 1 + x < 1 + 1/128, e and log c are 0 and r is x itself.
/// Elsewhere r errs by less than 2^-103: 2^-105 for 1 + x, u^2 each for the product of its low part, and 2u^2 for the sum.
/// ln 2 is its high and low parts to 2^-96; the product of its high part with e is exact.
/// The rest of the series is -r^4/4 + ... - r^12/12 and errs as that of e^r; what follows is below 2^-60 of it.
/// The slope is below 1/(1 + x).
inline HWY_NOINLINE double_double log1p(const double_double& x) {
  namespace t = double_double_tables;
  const auto sum = double_double(1.0) + double_double(x.high, x.low, hn::Zero(in_doubles));
  const auto bits = hn::BitCast(in_bits, sum.high);
  const auto exponent_field = hn::ShiftRight<52>(bits);  // the sign is +
  const auto e = hn::Sub(hn::BitCast(in_doubles, hn::Or(exponent_field, hn::BitCast(in_bits, all(0x1p52)))), all(0x1p52 + 1023));
  const auto place = hn::And(hn::ShiftRight<45>(bits), hn::Set(in_bits, 127));
  const auto entry = hn::BitCast(in_integers, hn::Add(place, hn::ShiftLeft<1>(place)));
  const auto unscale = hn::BitCast(in_doubles, hn::ShiftLeft<52>(hn::Sub(hn::Set(in_bits, 2046), exponent_field)));
  const auto c = hn::GatherIndex(in_doubles, &t::log_points[0][0], entry);
  const double_double log_c{hn::GatherIndex(in_doubles, &t::log_points[0][1], entry),
                            hn::GatherIndex(in_doubles, &t::log_points[0][2], entry), all(0x1p-106)};

  const auto is_near = hn::Lt(sum.high, all(1 + 0x1p-7));
  const auto product = two_product(hn::Mul(sum.high, unscale), c);
  const auto far = two_sum(hn::Sub(product.high, all(1.0)), hn::MulAdd(hn::Mul(sum.low, unscale), c, product.low));
  const double_pair r{hn::IfThenElse(is_near, x.high, far.high), hn::IfThenElse(is_near, x.low, far.low)};
  static constexpr std::array<double, 9> reciprocals{-1.0 / 4, 1.0 / 5,  -1.0 / 6,  1.0 / 7, -1.0 / 8,
                                                     1.0 / 9,  -1.0 / 10, 1.0 / 11, -1.0 / 12};
  const auto square = multiply(r, r);
  const auto rest = hn::Mul(hn::Mul(square.high, square.high), horner(r.high, reciprocals));
  double_double log_m = series(r, square, {-0.5, 0x1.5555555555555p-2, 0x1.5555555555555p-56}, rest);
  log_m.error = hn::Add(log_m.error, hn::IfThenZeroElse(is_near, all(0x1p-102)));

  const auto power = two_sum(hn::Mul(e, all(t::ln2_high)), hn::Mul(e, all(t::ln2_low)));
  const double_double log_power{power.high, power.low, hn::Mul(hn::Abs(e), all(0x1p-95))};
  const double_double elsewhere = (log_power + log_c) + log_m;
  double_double result{hn::IfThenElse(is_near, log_m.high, elsewhere.high), hn::IfThenElse(is_near, log_m.low, elsewhere.low),
                       hn::IfThenElse(is_near, log_m.error, elsewhere.error)};
  const auto relative = hn::Div(x.error, sum.high);
  result.error = hn::MulAdd(relative, all(1 + 0x1p-8), result.error);
  const auto in_domain = hn::And(hn::Ge(x.high, hn::Zero(in_doubles)), hn::Lt(x.high, all(0x1p1000)));
  const auto usable = hn::And(in_domain, hn::Le(relative, all(widest_argument)));
  return known_where(usable, result);
}

/// e^(z^2) erfc z for 0 <= z < 28: 96 polynomials in the distance s from the centre of a piece. Own error, of the result: 2^-77
/// for the polynomials; their terms from s^6 on are below 2^-26 of it together and err by less than 4u of that; 2^-101 for
/// each of 6 steps of Horner's rule with pairs: below 2^-75 together.
HWY_INLINE double_double scaled_erfc(const double_pair& z) {
  namespace t = double_double_tables;
  // The pieces divide the binades of z + 4 evenly. Where rounding that sum crosses to the next piece, z lies 2^-50 outside.
  const auto bits = hn::BitCast(in_bits, hn::Add(z.high, all(4.0)));
  const auto piece = hn::Sub(hn::ShiftRight<47>(bits), hn::Set(in_bits, (std::uint64_t{1023 + 2} << 5)));
  const auto start = hn::BitCast(in_integers, hn::Add(hn::Add(hn::ShiftLeft<4>(piece), hn::ShiftLeft<2>(piece)), piece));
  const auto coefficient = [&](std::size_t i) { return hn::GatherIndex(in_doubles, &t::erfc_pieces[0][i], start); };
  const auto distance = two_sum(z.high, hn::Neg(coefficient(0)));
  const auto s = two_sum(distance.high, hn::Add(distance.low, z.low));
  auto rest = coefficient(20);
  for (std::size_t i = 19; i >= 13; --i) rest = hn::MulAdd(rest, s.high, coefficient(i));
  double_pair sum{rest, hn::Zero(in_doubles)};
  for (const std::size_t i : {11, 9, 7, 5, 3, 1}) {
    const auto product = multiply(sum, s);
    sum = two_sum(coefficient(i), product.high);
    sum.low = hn::Add(sum.low, hn::Add(product.low, coefficient(i + 1)));
  }
  const auto value = two_sum(sum.high, sum.low);
  return with_error(value, hn::Mul(value.high, all(0x1p-75)));
}

/// e^(-z^2) times that for z = |x|; 2 - erfc z for x < 0. Beyond z = 27, erfc z < e^(-z^2) < 2^-1021.
/// |erfc'| <= 2/sqrt(pi) everywhere, and |erfc'(x)| < (x + sqrt(x^2+2)) erfc(x) for x >= 0 (Abramowitz & Stegun 7.1.13).
inline HWY_NOINLINE double_double erfc(const double_double& x) {
  const auto size = abs(x);
  const auto far = hn::Gt(hn::Sub(hn::Mul(size.high, all(1 - 0x1p-50)), size.error), all(27.0));
  const auto near = hn::Le(size.high, all(27.5));  // NaN is not: the table must not be left
  const double_double z{hn::IfThenElse(near, size.high, all(27.5)), hn::IfThenElseZero(near, size.low), hn::Zero(in_doubles)};
  const double_double upper = replaced_where(far, 0, vanishing, exp(-(z * z)) * scaled_erfc({z.high, z.low}));
  const double_double lower = double_double(2.0) - upper;
  const auto is_lower = hn::Lt(x.high, hn::Zero(in_doubles));
  double_double result{hn::IfThenElse(is_lower, lower.high, upper.high), hn::IfThenElse(is_lower, lower.low, upper.low),
                       hn::IfThenElse(is_lower, lower.error, upper.error)};
  const auto slope = hn::IfThenElse(is_lower, all(1.1284), hn::Mul(upper.high, hn::MulAdd(z.high, all(2.0), all(1.5))));
  const auto inherited = hn::IfThenZeroElse(far, hn::Mul(hn::Mul(slope, x.error), all(1 + 0x1p-8)));
  result.error = hn::Add(result.error, inherited);
  const auto usable = hn::Or(far, hn::And(near, hn::Le(x.error, all(widest_argument))));
  return known_where(usable, result);
}

}  // namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_DOUBLE_DOUBLE_FUNCTIONS_INL
