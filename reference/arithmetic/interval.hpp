/// \file
/// `interval`: a pair of multiple-precision bounds that enclose the exact real result (MPFI over MPFR).
///
/// The rigorous half of the reference: outward rounding makes every result an enclosure, whatever the formula, so no
/// error analysis is needed. The precision is that of the innermost `interval::working_precision` on this thread.
#pragma once

#include <mpfi.h>
#include <mpfi_io.h>

#include <utility>

namespace actcheck::arithmetic {

class interval {
 public:
  /// Sets the precision, in bits, of intervals made on this thread while it lives.
  class working_precision {
   public:
    explicit working_precision(int bits) : previous_(std::exchange(bits_, bits)) {}
    ~working_precision() { bits_ = previous_; }
    working_precision(const working_precision&) = delete;
    working_precision& operator=(const working_precision&) = delete;
    static int bits() { return bits_; }

   private:
    int previous_;
    static thread_local int bits_;
  };

  interval() { mpfi_init2(value_, working_precision::bits()); mpfi_set_d(value_, 0); }
  /// The point interval of a double. Precisions are at least 53, so it is exact.
  explicit interval(double exact) { mpfi_init2(value_, working_precision::bits()); mpfi_set_d(value_, exact); }
  interval(double lower, double upper) {
    mpfi_init2(value_, working_precision::bits());
    mpfi_interv_d(value_, lower, upper);
  }
  interval(const interval& other) {
    mpfi_init2(value_, working_precision::bits());
    mpfi_set(value_, other.value_);
  }
  interval(interval&& other) noexcept { mpfi_init2(value_, 2); mpfi_swap(value_, other.value_); }
  interval& operator=(const interval& other) { mpfi_set(value_, other.value_); return *this; }
  interval& operator=(interval&& other) noexcept { mpfi_swap(value_, other.value_); return *this; }
  ~interval() { mpfi_clear(value_); }

  mpfr_srcptr lower() const { return &value_->left; }
  mpfr_srcptr upper() const { return &value_->right; }
  mpfi_ptr raw() { return value_; }
  mpfi_srcptr raw() const { return value_; }

  double lower_double() const { return mpfr_get_d(lower(), MPFR_RNDD); }
  double upper_double() const { return mpfr_get_d(upper(), MPFR_RNDU); }

 private:
  mpfi_t value_;
};

interval operator-(const interval& a);
interval operator+(const interval& a, const interval& b);
interval operator-(const interval& a, const interval& b);
interval operator*(const interval& a, const interval& b);
interval operator/(const interval& a, const interval& b);
interval abs(const interval& a);
interval sqrt(const interval& a);
interval exp(const interval& a);
interval expm1(const interval& a);
interval tanh(const interval& a);
interval erfc(const interval& a);
interval log1p(const interval& a);
interval x_minus_tanh(const interval& a);
/// Where the interval holds both signs, the hull of both branches.
interval if_positive(const interval& x, const interval& positive, const interval& otherwise);
inline interval if_greater(const interval& a, const interval& b, const interval& yes, const interval& no) {
  return if_positive(a - b, yes, no);
}
interval pi_interval();

}  // namespace actcheck::arithmetic
