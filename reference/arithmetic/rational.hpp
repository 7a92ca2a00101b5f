/// \file
/// `rational`: exact arithmetic on fractions of any size (GMP), for formulas that never leave the rational numbers.
///
/// An enclosure of, say, 1/6400 is never a point, however tight; times 1475/1024 the exact product may lie halfway between
/// two numbers of a format, and no enclosure will ever tell. The oracle then asks for the exact fraction.
/// A result that is not rational, or not known to be, is `unknown`, and so is everything made of it.
#pragma once

#include <gmp.h>

#include <cmath>
#include <utility>

namespace actcheck::arithmetic {

class rational {
 public:
  rational() { mpq_init(value_); }
  explicit rational(double exact) : rational() {
    known_ = std::isfinite(exact);
    if (known_) mpq_set_d(value_, exact);
  }
  rational(const rational& other) : known_(other.known_) {
    mpq_init(value_);
    mpq_set(value_, other.value_);
  }
  rational(rational&& other) noexcept : rational() { swap(other); }
  rational& operator=(rational other) noexcept {
    swap(other);
    return *this;
  }
  ~rational() { mpq_clear(value_); }

  static rational unknown() {
    rational r;
    r.known_ = false;
    return r;
  }
  bool known() const { return known_; }
  bool is_zero() const { return sign() == 0; }
  int sign() const { return mpq_sgn(value_); }
  mpq_srcptr raw() const { return value_; }

  friend rational operator-(const rational& a) { return a.known_ ? apply(mpq_neg, a) : unknown(); }
  friend rational operator+(const rational& a, const rational& b) { return both(a, b) ? apply(mpq_add, a, b) : unknown(); }
  friend rational operator-(const rational& a, const rational& b) { return both(a, b) ? apply(mpq_sub, a, b) : unknown(); }
  friend rational operator*(const rational& a, const rational& b) { return both(a, b) ? apply(mpq_mul, a, b) : unknown(); }
  friend rational operator/(const rational& a, const rational& b) {
    return both(a, b) && !b.is_zero() ? apply(mpq_div, a, b) : unknown();
  }
  friend rational abs(const rational& a) { return a.known_ ? apply(mpq_abs, a) : unknown(); }
  friend rational sqrt(const rational& a) {
    if (!a.known_ || a.sign() < 0 || mpz_perfect_square_p(mpq_numref(a.value_)) == 0 || mpz_perfect_square_p(mpq_denref(a.value_)) == 0)
      return unknown();
    rational root;
    mpz_sqrt(mpq_numref(root.value_), mpq_numref(a.value_));
    mpz_sqrt(mpq_denref(root.value_), mpq_denref(a.value_));
    return root;
  }
  // These are rational at 0 only (for rational arguments: Lindemann and Weierstrass; erfc is taken as unknown).
  friend rational exp(const rational& a) { return at_zero(a, 1); }
  friend rational expm1(const rational& a) { return at_zero(a, 0); }
  friend rational log1p(const rational& a) { return at_zero(a, 0); }
  friend rational tanh(const rational& a) { return at_zero(a, 0); }
  friend rational x_minus_tanh(const rational& a) { return at_zero(a, 0); }
  friend rational erfc(const rational& a) { return at_zero(a, 1); }
  friend rational if_greater(const rational& a, const rational& b, const rational& yes, const rational& no) {
    return !both(a, b) ? unknown() : mpq_cmp(a.value_, b.value_) > 0 ? yes : no;
  }
  friend rational if_positive(const rational& x, const rational& positive, const rational& otherwise) {
    return !x.known_ ? unknown() : x.sign() > 0 ? positive : otherwise;
  }

 private:
  void swap(rational& other) noexcept {
    mpq_swap(value_, other.value_);
    std::swap(known_, other.known_);
  }
  static bool both(const rational& a, const rational& b) { return a.known_ && b.known_; }
  static rational at_zero(const rational& a, double result) { return a.known_ && a.is_zero() ? rational(result) : unknown(); }
  template <class Operation, class... Operand>
  static rational apply(Operation operation, const Operand&... operands) {
    rational result;
    operation(result.value_, operands.value_...);
    return result;
  }

  mpq_t value_;
  bool known_ = true;
};

}  // namespace actcheck::arithmetic
