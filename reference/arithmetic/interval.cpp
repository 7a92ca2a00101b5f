#include "arithmetic/interval.hpp"

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
