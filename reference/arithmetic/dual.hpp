/// \file
/// `dual<T>`: a value with its derivative (forward-mode automatic differentiation). Checks the hand-written
/// derivatives, and gives the gradients of learnable parameters without a formula of their own.
#pragma once

#include <utility>

#include "arithmetic/constants.hpp"

namespace actcheck::arithmetic {

template <class T>
struct dual {
  T value{};
  T slope{};  ///< d value / d (the variable whose slope is 1)

  dual() = default;
  explicit dual(double constant) : value(constant), slope(0.0) {}
  dual(T v, T s) : value(std::move(v)), slope(std::move(s)) {}
};

template <class T>
dual<T> operator-(const dual<T>& a) { return {-a.value, -a.slope}; }
template <class T>
dual<T> operator+(const dual<T>& a, const dual<T>& b) { return {a.value + b.value, a.slope + b.slope}; }
template <class T>
dual<T> operator-(const dual<T>& a, const dual<T>& b) { return {a.value - b.value, a.slope - b.slope}; }
template <class T>
dual<T> operator*(const dual<T>& a, const dual<T>& b) {
  return {a.value * b.value, a.slope * b.value + a.value * b.slope};
}
template <class T>
dual<T> operator/(const dual<T>& a, const dual<T>& b) {
  const T quotient = a.value / b.value;
  return {quotient, (a.slope - quotient * b.slope) / b.value};
}
template <class T>
dual<T> abs(const dual<T>& a) { return if_positive(a, a, -a); }
template <class T>
dual<T> sqrt(const dual<T>& a) {
  const T root = sqrt(a.value);
  return {root, a.slope / (root + root)};
}
template <class T>
dual<T> exp(const dual<T>& a) {
  const T power = exp(a.value);
  return {power, power * a.slope};
}
template <class T>
dual<T> expm1(const dual<T>& a) { return {expm1(a.value), exp(a.value) * a.slope}; }
template <class T>
dual<T> tanh(const dual<T>& a) {
  const T y = tanh(a.value);
  return {y, (T(1.0) - y * y) * a.slope};
}
template <class T>
dual<T> erfc(const dual<T>& a) {
  return {erfc(a.value), -(T(2.0) / sqrt(pi<T>())) * exp(-(a.value * a.value)) * a.slope};
}
template <class T>
dual<T> log1p(const dual<T>& a) { return {log1p(a.value), a.slope / (T(1.0) + a.value)}; }
template <class T>
dual<T> x_minus_tanh(const dual<T>& a) {
  const T y = tanh(a.value);
  return {x_minus_tanh(a.value), y * y * a.slope};
}
template <class T>
dual<T> if_greater(const dual<T>& a, const dual<T>& b, const dual<T>& yes, const dual<T>& no) {
  return {if_greater(a.value, b.value, yes.value, no.value), if_greater(a.value, b.value, yes.slope, no.slope)};
}
template <class T>
dual<T> if_positive(const dual<T>& x, const dual<T>& positive, const dual<T>& otherwise) {
  return {if_positive(x.value, positive.value, otherwise.value), if_positive(x.value, positive.slope, otherwise.slope)};
}

template <>
inline dual<interval> pi<dual<interval>>() { return {pi_interval(), interval(0.0)}; }

}  // namespace actcheck::arithmetic
