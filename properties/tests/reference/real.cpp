#include "real.hpp"

#include <algorithm>
#include <limits>

namespace actcheck::test {

thread_local int real::precision::bits_ = 256;

namespace {

template <class Operation>
real unary(const real& a, Operation operation) {
  real result;
  operation(result.raw(), a.raw(), MPFR_RNDN);
  return result;
}

template <class Operation>
real binary(const real& a, const real& b, Operation operation) {
  real result;
  operation(result.raw(), a.raw(), b.raw(), MPFR_RNDN);
  return result;
}

}  // namespace

real operator-(const real& a) {
  return unary(a, [](mpfr_ptr r, mpfr_srcptr v, mpfr_rnd_t how) { mpfr_neg(r, v, how); });
}
real operator+(const real& a, const real& b) { return binary(a, b, mpfr_add); }
real operator-(const real& a, const real& b) { return binary(a, b, mpfr_sub); }
real operator*(const real& a, const real& b) { return binary(a, b, mpfr_mul); }
real operator/(const real& a, const real& b) { return binary(a, b, mpfr_div); }
real abs(const real& a) { return a.sign() < 0 ? -a : a; }
real sqrt(const real& a) { return unary(a, mpfr_sqrt); }
real exp(const real& a) { return unary(a, mpfr_exp); }
real expm1(const real& a) { return unary(a, mpfr_expm1); }
real log(const real& a) { return unary(a, mpfr_log); }
real tanh(const real& a) { return unary(a, mpfr_tanh); }
real erf(const real& a) { return unary(a, mpfr_erf); }
real erfc(const real& a) { return unary(a, mpfr_erfc); }

real log1p(const real& a) { return unary(a, mpfr_log1p); }
real x_minus_tanh(const real& a) {
  // As many more bits as cancel near 0.
  const long cancelled = a.is_zero() ? 0 : std::max<long>(0, -2 * mpfr_get_exp(a.raw()));
  const real::precision scope(real::precision::bits() + static_cast<int>(cancelled) + 8);
  return a - tanh(a);
}

real pi() {
  real result;
  mpfr_const_pi(result.raw(), MPFR_RNDN);
  return result;
}

double round_once(format f, const real& exact) {
  const auto s = shape(f);
  const mpfr_exp_t low = mpfr_get_emin(), high = mpfr_get_emax();
  mpfr_t rounded;
  mpfr_init2(rounded, s.precision);
  int ternary = mpfr_set(rounded, exact.raw(), MPFR_RNDN);
  // MPFR's significand is in [1/2, 1), hence the 1.
  mpfr_set_emin(s.min_exponent - s.precision + 2);
  mpfr_set_emax(s.max_exponent + 1);
  ternary = mpfr_check_range(rounded, ternary, MPFR_RNDN);
  mpfr_subnormalize(rounded, ternary, MPFR_RNDN);
  mpfr_set_emin(low);
  mpfr_set_emax(high);
  const double result = mpfr_get_d(rounded, MPFR_RNDN);
  mpfr_clear(rounded);
  if (f == format::f8e4m3fn && !(result >= -448 && result <= 448)) return std::numeric_limits<double>::quiet_NaN();
  return result;
}

}  // namespace actcheck::test
