/// \file
/// `double_double`: a vector of numbers, each the unevaluated sum of two doubles with a bound on its distance from the exact
/// real result, on any Highway target.
///
///   |exact - (high + low)| <= error,     |low| <= half of high's spacing
///
/// What `bounded` is for double arithmetic, with twice the digits: results are known to about 2^-70 of themselves, so a
/// rounding test decides all but one f64 result in some ten thousand. An error of 0 says that the value is exact.
///
/// Everything rests on two error-free transformations. A sum of doubles is its rounded value plus another double, and so is a
/// product, unless that other double would lie below 2^-1074. Whatever the operations then drop is bounded: exactly for
/// sums, for products and quotients by some units of 2^-106 (the counts are in the comments; the bounds in use are at least
/// twice as large, which leaves room for what underflows). The error's own arithmetic errs by some 2^-53 of it, which
/// `certain_error` covers. Nothing is taken from the C library. u stands for 2^-53.
///
/// Results and their errors differ between targets, which may fuse multiplications and additions or not. What rounds surely
/// does so to the same number everywhere.
///
/// Included once per Highway target, inside namespace actcheck::HWY_NAMESPACE.

#include <cstdint>
#include <limits>

#include "arithmetic/double_double_tables.hpp"
#include "hwy/highway.h"

#if defined(ACTCHECK_DOUBLE_DOUBLE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_DOUBLE_DOUBLE_INL
#undef ACTCHECK_DOUBLE_DOUBLE_INL
#else
#define ACTCHECK_DOUBLE_DOUBLE_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic {
namespace hn = hwy::HWY_NAMESPACE;

using doubles_tag = hn::CappedTag<double, 8>;
using doubles = hn::Vec<doubles_tag>;
using doubles_mask = hn::Mask<doubles_tag>;
inline constexpr doubles_tag in_doubles;
inline constexpr hn::RebindToUnsigned<doubles_tag> in_bits;
inline constexpr hn::RebindToSigned<doubles_tag> in_integers;

HWY_INLINE doubles all(double v) { return hn::Set(in_doubles, v); }

struct double_double {
  doubles high, low, error;

  HWY_INLINE double_double(doubles h, doubles l, doubles e) : high(h), low(l), error(e) {}
  HWY_INLINE explicit double_double(doubles exact) : high(exact), low(hn::Zero(in_doubles)), error(hn::Zero(in_doubles)) {}
  HWY_INLINE explicit double_double(double exact) : double_double(all(exact)) {}
};

/// Two doubles whose sum is meant.
struct double_pair {
  doubles high, low;
};

/// a + b, exactly (Knuth). NaN where it overflows.
HWY_INLINE double_pair two_sum(doubles a, doubles b) {
  const auto sum = hn::Add(a, b);
  const auto b_in_sum = hn::Sub(sum, a);
  return {sum, hn::Add(hn::Sub(a, hn::Sub(sum, b_in_sum)), hn::Sub(b, b_in_sum))};
}
/// The same for |a| >= |b|, or a = 0 (Dekker).
HWY_INLINE double_pair fast_two_sum(doubles a, doubles b) {
  const auto sum = hn::Add(a, b);
  return {sum, hn::Sub(b, hn::Sub(sum, a))};
}

#if !HWY_NATIVE_FMA
/// The upper half of a's digits, to nearest: at most 26 bits, and so has the rest.
HWY_INLINE doubles upper_half(doubles a) {
  const auto rounded = hn::Add(hn::BitCast(in_bits, a), hn::Set(in_bits, std::uint64_t{1} << 26));
  return hn::BitCast(in_doubles, hn::And(rounded, hn::Set(in_bits, ~((std::uint64_t{1} << 27) - 1))));
}
#endif

/// a * b: exactly, if the product is at least 2^-969 or 0; else the low part is off by at most 2^-1074 (with a fused
/// operation) or 2^-1072 (of the four products of halves each may lose 2^-1075, and of their sums none).
HWY_INLINE double_pair two_product(doubles a, doubles b) {
  const auto product = hn::Mul(a, b);
#if HWY_NATIVE_FMA
  return {product, hn::MulSub(a, b, product)};
#else
  const auto a1 = upper_half(a), a2 = hn::Sub(a, a1), b1 = upper_half(b), b2 = hn::Sub(b, b1);
  const auto rest = hn::Add(hn::Add(hn::Sub(hn::Mul(a1, b1), product), hn::Mul(a1, b2)), hn::Mul(a2, b1));
  return {product, hn::Add(rest, hn::Mul(a2, b2))};
#endif
}

/// Products and quotients below this may underflow in their low parts.
inline constexpr double smallest_exact = 0x1p-960;
/// A bound on what underflow costs one operation.
inline constexpr double underflow = 0x1p-1070;
inline constexpr double unknown = std::numeric_limits<double>::infinity();
/// Widest argument error for which the functions' first-order rules hold.
inline constexpr double widest_argument = 0x1p-30;

HWY_INLINE doubles where(doubles_mask m, double v) { return hn::IfThenElseZero(m, all(v)); }
HWY_INLINE doubles_mask is_zero(doubles v) { return hn::Eq(v, hn::Zero(in_doubles)); }
/// Are all of them exact doubles?
HWY_INLINE doubles_mask is_exact_double(const double_double& a) { return hn::And(is_zero(a.low), is_zero(a.error)); }
HWY_INLINE doubles_mask is_exact_zero(const double_double& a) { return hn::And(is_zero(a.high), is_zero(a.error)); }
HWY_INLINE double_double with_error(const double_pair& v, doubles error) { return {v.high, v.low, error}; }

/// The bound to use in a rounding test: enlarged for the bound's own rounding, and for that of low +- bound.
HWY_INLINE doubles certain_error(const double_double& a) {
  const auto enlarged = hn::Add(hn::Mul(a.error, all(1 + 0x1p-30)), hn::Mul(hn::Abs(a.high), all(0x1p-103)));
  return hn::IfThenZeroElse(is_zero(a.error), enlarged);
}

HWY_INLINE double_double operator-(const double_double& a) { return {hn::Neg(a.high), hn::Neg(a.low), a.error}; }
/// `a` where `sign` is positive or +0, else -a.
HWY_INLINE double_double with_sign_of(doubles sign, const double_double& a) {
  const auto flip = hn::And(sign, all(-0.0));
  return {hn::Xor(a.high, flip), hn::Xor(a.low, flip), a.error};
}
HWY_INLINE double_double abs(const double_double& a) { return with_sign_of(a.high, a); }

/// The two roundings that are not passed on are known exactly, and are the error.
HWY_INLINE double_double operator+(const double_double& a, const double_double& b) {
  const auto high = two_sum(a.high, b.high), low = two_sum(a.low, b.low);
  const auto middle = two_sum(high.low, low.high);
  const auto sum = two_sum(high.high, middle.high);
  const auto rest = two_sum(sum.low, low.low);
  const auto own = hn::Add(hn::Abs(middle.low), hn::Abs(rest.low));
  return with_error(two_sum(sum.high, rest.high), hn::Add(hn::Add(a.error, b.error), own));
}
HWY_INLINE double_double operator-(const double_double& a, const double_double& b) { return a + (-b); }

/// Own error: u^2 for the product of the low parts, 4u^2 for the cross terms (5u^2 where they are not fused), 3u^2 for their
/// sum with the low part, of |product|: below 2^-102 with second-order terms. Two doubles multiply exactly.
HWY_INLINE double_double operator*(const double_double& a, const double_double& b) {
  const auto product = two_product(a.high, b.high);
  const auto cross = hn::MulAdd(a.high, b.low, hn::Mul(a.low, b.high));
  const auto size_a = hn::Abs(a.high), size_b = hn::Abs(b.high), size = hn::Abs(product.high);
  const auto exact = hn::And(is_exact_double(a), is_exact_double(b));
  const auto is_small = hn::AndNot(hn::Or(is_exact_zero(a), is_exact_zero(b)), hn::Lt(size, all(smallest_exact)));
  const auto own = hn::Add(hn::IfThenZeroElse(exact, hn::Mul(size, all(0x1p-101))), where(is_small, underflow));
  const auto inherited = hn::MulAdd(size_a, b.error, hn::MulAdd(size_b, a.error, hn::Mul(a.error, b.error)));
  return with_error(fast_two_sum(product.high, hn::Add(product.low, cross)), hn::Add(inherited, own));
}

/// One step of long division after the first quotient q: its remainder is a double, so it costs nothing. Own error, of |q|:
/// u^2 for q times the low part, 2u^2 for the difference of the low parts, 4u^2 for their sum with the remainder, 4u^2
/// each for dividing it by the high part alone and for that quotient's rounding: below 2^-101 with second-order terms.
HWY_INLINE double_double operator/(const double_double& a, const double_double& b) {
  const auto quotient = hn::Div(a.high, b.high);
  const auto product = two_product(quotient, b.high);
  const auto of_high = hn::Sub(hn::Sub(a.high, product.high), product.low);
  const auto remainder = hn::Add(of_high, hn::Sub(a.low, hn::Mul(quotient, b.low)));
  const auto size = hn::Abs(quotient);
  const auto nearest_divisor = hn::Sub(hn::Mul(hn::Abs(b.high), all(1 - 0x1p-50)), b.error);
  const auto is_small = hn::AndNot(is_exact_zero(a), hn::Lt(hn::Min(hn::Abs(a.high), size), all(smallest_exact)));
  const auto lost = where(is_small, underflow);
  const auto exact = hn::And(hn::And(is_exact_double(a), is_exact_double(b)), is_zero(remainder));
  const auto own = hn::Add(hn::IfThenZeroElse(exact, hn::Mul(size, all(0x1p-100))), lost);
  const auto inherited = hn::Div(hn::Add(hn::MulAdd(size, b.error, a.error), lost), nearest_divisor);
  const auto is_usable = hn::Gt(nearest_divisor, hn::Zero(in_doubles));
  return with_error(fast_two_sum(quotient, hn::Div(remainder, b.high)),
                    hn::IfThenElse(is_usable, hn::Add(inherited, own), all(unknown)));
}

/// One step of Newton's after the first root: own error as for a quotient. The argument's error counts twice its
/// first-order effect. Unknown for arguments that may be negative or whose remainder may underflow.
HWY_INLINE double_double sqrt(const double_double& a) {
  const auto root = hn::Sqrt(a.high);
  const auto square = two_product(root, root);
  const auto remainder = hn::Add(hn::Sub(hn::Sub(a.high, square.high), square.low), a.low);
  const auto exact = hn::And(is_exact_double(a), is_zero(remainder));
  const auto own = hn::IfThenZeroElse(exact, hn::Mul(root, all(0x1p-100)));
  const auto is_usable = hn::And(hn::Gt(a.high, hn::Add(a.error, a.error)), hn::Gt(a.high, all(0x1p-900)));
  const auto error = hn::IfThenElse(is_usable, hn::Add(hn::Div(a.error, root), own), all(unknown));
  const double_double value = with_error(fast_two_sum(root, hn::Div(hn::Mul(remainder, all(0.5)), root)), error);
  const auto zero = is_exact_zero(a);
  return {hn::IfThenElse(zero, a.high, value.high), hn::IfThenZeroElse(zero, value.low), hn::IfThenZeroElse(zero, value.error)};
}

/// `positive` where x > 0, else `otherwise`. Where x may be of either sign, the result is unknown. (|low| is far below half
/// of |high|, so an error below half of it leaves the sign certain.)
HWY_INLINE double_double if_positive(const double_double& x, const double_double& positive, const double_double& otherwise) {
  const auto doubt = hn::Add(x.error, x.error);
  const auto above = hn::Gt(x.high, doubt), not_above = hn::Ge(hn::Neg(x.high), doubt);
  const auto error = hn::IfThenElse(not_above, otherwise.error, all(unknown));
  return {hn::IfThenElse(above, positive.high, otherwise.high), hn::IfThenElse(above, positive.low, otherwise.low),
          hn::IfThenElse(above, positive.error, error)};
}

/// `yes` where a > b, else `no`; b may be infinite, and a is not.
HWY_INLINE double_double if_greater(const double_double& a, const double_double& b, const double_double& yes, const double_double& no) {
  const auto is_infinite = hn::Eq(hn::Abs(b.high), all(unknown));
  const double_double finite{hn::IfThenZeroElse(is_infinite, b.high), hn::IfThenZeroElse(is_infinite, b.low),
                             hn::IfThenZeroElse(is_infinite, b.error)};
  const auto difference = a - finite;
  return if_positive({hn::IfThenElse(is_infinite, hn::Neg(b.high), difference.high), hn::IfThenZeroElse(is_infinite, difference.low),
                      hn::IfThenZeroElse(is_infinite, difference.error)},
                     yes, no);
}

/// pi to within 2^-107.
HWY_INLINE double_double pi_double_double() {
  return {all(0x1.921fb54442d18p+1), all(0x1.1a62633145c07p-53), all(0x1p-107)};
}

/// `value` where `usable`, else a ball that says nothing.
HWY_INLINE double_double known_where(doubles_mask usable, const double_double& value) {
  return {value.high, value.low, hn::IfThenElse(usable, value.error, all(unknown))};
}
/// `value`, but where `replaced`, a constant with its error.
HWY_INLINE double_double replaced_where(doubles_mask replaced, double constant, double error, const double_double& value) {
  return {hn::IfThenElse(replaced, all(constant), value.high), hn::IfThenZeroElse(replaced, value.low),
          hn::IfThenElse(replaced, all(error), value.error)};
}

}  // namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic
HWY_AFTER_NAMESPACE();

#include "arithmetic/double_double_functions-inl.hpp"

#endif  // ACTCHECK_DOUBLE_DOUBLE_INL
