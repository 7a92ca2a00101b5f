#include "arithmetic/interval.hpp"

#include <algorithm>

namespace actcheck::arithmetic {

thread_local int interval::working_precision::bits_ = 128;

namespace {

template <class Operation>
interval unary(const interval& a, Operation operation) {
  interval result;
  operation(result.raw(), a.raw());
  return result;
}

template <class Operation>
interval binary(const interval& a, const interval& b, Operation operation) {
  interval result;
  operation(result.raw(), a.raw(), b.raw());
  return result;
}

}  // namespace

interval operator-(const interval& a) { return unary(a, mpfi_neg); }
interval operator+(const interval& a, const interval& b) { return binary(a, b, mpfi_add); }
interval operator-(const interval& a, const interval& b) { return binary(a, b, mpfi_sub); }
interval operator*(const interval& a, const interval& b) { return binary(a, b, mpfi_mul); }
interval operator/(const interval& a, const interval& b) { return binary(a, b, mpfi_div); }
interval abs(const interval& a) { return unary(a, mpfi_abs); }
interval sqrt(const interval& a) { return unary(a, mpfi_sqrt); }
interval exp(const interval& a) { return unary(a, mpfi_exp); }
interval expm1(const interval& a) { return unary(a, mpfi_expm1); }
interval tanh(const interval& a) { return unary(a, mpfi_tanh); }
interval log1p(const interval& a) { return unary(a, mpfi_log1p); }

// MPFI has no erfc. It is decreasing, so the ends swap, each rounded outward.
interval erfc(const interval& a) {
  interval result;
  mpfr_erfc(&result.raw()->left, a.upper(), MPFR_RNDD);
  mpfr_erfc(&result.raw()->right, a.lower(), MPFR_RNDU);
  return result;
}

namespace {

/// x - tanh x rounded in one direction. Near 0, where it is x^3/3, tanh is evaluated to as many more bits as cancel.
void round_x_minus_tanh(mpfr_ptr result, mpfr_srcptr x, mpfr_rnd_t direction) {
  const long cancelled = mpfr_regular_p(x) != 0 ? std::clamp<long>(-2 * mpfr_get_exp(x), 0, 1 << 15) : 0;
  mpfr_t tangent;
  mpfr_init2(tangent, mpfr_get_prec(result) + cancelled + 8);
  mpfr_tanh(tangent, x, direction == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD);
  mpfr_sub(result, x, tangent, direction);
  mpfr_clear(tangent);
}

}  // namespace

// Increasing, so that its ends come from the argument's ends: x and tanh x as two intervals would be far too wide.
interval x_minus_tanh(const interval& a) {
  interval result;
  round_x_minus_tanh(&result.raw()->left, a.lower(), MPFR_RNDD);
  round_x_minus_tanh(&result.raw()->right, a.upper(), MPFR_RNDU);
  return result;
}

interval if_positive(const interval& x, const interval& positive, const interval& otherwise) {
  if (mpfr_sgn(x.lower()) > 0) return positive;
  if (mpfr_sgn(x.upper()) <= 0) return otherwise;
  return binary(positive, otherwise, mpfi_union);
}

interval pi_interval() {
  interval result;
  mpfi_const_pi(result.raw());
  return result;
}

}  // namespace actcheck::arithmetic
