/// \file
/// `real`: a plain MPFR number with operators, rounded to nearest at a chosen precision. No enclosures, nothing shared
/// with the oracle but MPFR itself. Together with `round_once` the independent half of the oracle's test.
#pragma once

#include <mpfr.h>

#include <utility>

#include "actcheck/formats.hpp"

namespace actcheck::test {

class real {
 public:
  /// Sets the precision, in bits, of numbers made on this thread while it lives.
  class precision {
   public:
    explicit precision(int bits) : previous_(std::exchange(bits_, bits)) {}
    ~precision() { bits_ = previous_; }
    precision(const precision&) = delete;
    precision& operator=(const precision&) = delete;
    static int bits() { return bits_; }

   private:
    int previous_;
    static thread_local int bits_;
  };

  real() : real(0.0) {}
  explicit real(double v) {
    mpfr_init2(value_, precision::bits());
    mpfr_set_d(value_, v, MPFR_RNDN);
  }
  explicit real(mpfr_srcptr v) {
    mpfr_init2(value_, precision::bits());
    mpfr_set(value_, v, MPFR_RNDN);
  }
  real(const real& other) {
    mpfr_init2(value_, mpfr_get_prec(other.value_));
    mpfr_set(value_, other.value_, MPFR_RNDN);
  }
  real& operator=(real other) {
    mpfr_swap(value_, other.value_);
    return *this;
  }
  ~real() { mpfr_clear(value_); }
  /// The decimal `text`, to the precision.
  static real of(const char* text) {
    real r;
    mpfr_set_str(r.value_, text, 10, MPFR_RNDN);
    return r;
  }
  /// 2^exponent with the sign of `sign`.
  static real power_of_two(double sign, long exponent) {
    real r(sign < 0 ? -1.0 : 1.0);
    mpfr_mul_2si(r.value_, r.value_, exponent, MPFR_RNDN);
    return r;
  }

  mpfr_ptr raw() { return value_; }
  mpfr_srcptr raw() const { return value_; }
  int sign() const { return mpfr_sgn(value_); }
  bool is_zero() const { return mpfr_zero_p(value_) != 0; }
  double nearest_double() const { return mpfr_get_d(value_, MPFR_RNDN); }
  double double_toward_zero() const { return mpfr_get_d(value_, MPFR_RNDZ); }

 private:
  mpfr_t value_;
};

real operator-(const real&);
real operator+(const real&, const real&);
real operator-(const real&, const real&);
real operator*(const real&, const real&);
real operator/(const real&, const real&);
inline bool operator<(const real& a, const real& b) { return mpfr_less_p(a.raw(), b.raw()) != 0; }
inline bool operator>(const real& a, const real& b) { return b < a; }
real abs(const real&);
real sqrt(const real&);
real exp(const real&);
real expm1(const real&);
real log(const real&);
real tanh(const real&);
real erf(const real&);
real erfc(const real&);
real log1p(const real&);
real x_minus_tanh(const real&);
real pi();

/// `exact` rounded to nearest even by MPFR itself: the format's exponent range is set and `mpfr_subnormalize` rounds
/// the subnormal results, which is another path than the oracle's scaling by powers of two.
double round_once(format, const real& exact);

}  // namespace actcheck::test
