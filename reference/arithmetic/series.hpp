/// \file
/// `series<T>`: a truncated Taylor series c0 + c1*t + c2*t^2 + ..., with coefficients of an arithmetic type T.
///
/// On intervals it is rigorous (Moore; Tucker, Validated Numerics, chapter 5): evaluated at a point c, the coefficients
/// enclose those of f(c + R*t); evaluated over a whole cell, the last one encloses the remainder's coefficient at every point
/// of the cell, so that f lies in the polynomial plus that times t^n. Functions other than the four operations follow from
/// their differential equations.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "arithmetic/constants.hpp"

namespace actcheck::arithmetic {

/// The highest power of t that series on this thread keep.
class series_order {
 public:
  explicit series_order(std::size_t highest) : previous_(std::exchange(highest_, highest)) {}
  ~series_order() { highest_ = previous_; }
  series_order(const series_order&) = delete;
  series_order& operator=(const series_order&) = delete;
  static std::size_t highest() { return highest_; }

 private:
  std::size_t previous_;
  static inline thread_local std::size_t highest_ = 1;
};

template <class T>
class series {
 public:
  series() : series(0.0) {}
  explicit series(double constant) { coefficients_.emplace_back(constant); }
  explicit series(T constant) { coefficients_.push_back(std::move(constant)); }
  /// The variable: c0 + c1*t.
  series(T c0, T c1) {
    coefficients_.push_back(std::move(c0));
    coefficients_.push_back(std::move(c1));
  }

  /// Coefficients from here on are exactly 0.
  std::size_t size() const { return coefficients_.size(); }
  const T& operator[](std::size_t k) const { return coefficients_[k]; }
  T& operator[](std::size_t k) { return coefficients_[k]; }
  void push_back(T c) { coefficients_.push_back(std::move(c)); }
  bool is_constant() const { return size() == 1; }

 private:
  std::vector<T> coefficients_;
};

template <class T>
series<T> operator-(const series<T>& a) {
  series<T> result(-a[0]);
  for (std::size_t k = 1; k < a.size(); ++k) result.push_back(-a[k]);
  return result;
}
template <class T>
series<T> operator+(const series<T>& a, const series<T>& b) {
  const auto& longer = a.size() < b.size() ? b : a;
  series<T> result(a[0] + b[0]);
  for (std::size_t k = 1; k < longer.size(); ++k)
    result.push_back(k < a.size() && k < b.size() ? a[k] + b[k] : longer[k]);
  return result;
}
template <class T>
series<T> operator-(const series<T>& a, const series<T>& b) { return a + (-b); }

/// The sum of a[i] * b[k-i] for i from `first`.
template <class T>
T convolution(const series<T>& a, const series<T>& b, std::size_t k, std::size_t first = 0) {
  T sum(0.0);
  for (std::size_t i = first; i <= k && i < a.size(); ++i)
    if (k - i < b.size()) sum = sum + a[i] * b[k - i];
  return sum;
}

template <class T>
series<T> operator*(const series<T>& a, const series<T>& b) {
  series<T> result(a[0] * b[0]);
  const std::size_t highest = std::min(series_order::highest(), a.size() + b.size() - 2);
  for (std::size_t k = 1; k <= highest; ++k) result.push_back(convolution(a, b, k));
  return result;
}
template <class T>
series<T> operator/(const series<T>& a, const series<T>& b) {
  series<T> result(a[0] / b[0]);
  const std::size_t highest = b.is_constant() ? a.size() - 1 : series_order::highest();
  for (std::size_t k = 1; k <= highest; ++k) {  // b * result = a, coefficient by coefficient
    const T known = convolution(b, result, k, 1);
    result.push_back((k < a.size() ? a[k] - known : -known) / b[0]);
  }
  return result;
}

/// Coefficient k of the v with v' = w u', from the lower coefficients of w.
template <class T>
T integrated(const series<T>& w, const series<T>& u, std::size_t k) {
  T sum(0.0);
  for (std::size_t j = 1; j <= k && j < u.size(); ++j)
    if (k - j < w.size()) sum = sum + T(static_cast<double>(j)) * u[j] * w[k - j];
  return sum / T(static_cast<double>(k));
}

/// g(u), given its value at u's first coefficient and the series of g'(u).
template <class T>
series<T> from_slope(T value, const series<T>& slope, const series<T>& u) {
  series<T> result(std::move(value));
  if (u.is_constant()) return result;
  for (std::size_t k = 1; k <= series_order::highest(); ++k) result.push_back(integrated(slope, u, k));
  return result;
}

template <class T>
series<T> sqrt(const series<T>& a) {
  series<T> result(sqrt(a[0]));
  if (a.is_constant()) return result;
  const T twice = result[0] + result[0];
  for (std::size_t k = 1; k <= series_order::highest(); ++k) {
    T inner(0.0);  // the products without the unknown coefficient
    for (std::size_t i = 1; i < k; ++i) inner = inner + result[i] * result[k - i];
    result.push_back((k < a.size() ? a[k] - inner : -inner) / twice);
  }
  return result;
}
template <class T>
series<T> exp(const series<T>& a) {
  series<T> result(exp(a[0]));
  if (a.is_constant()) return result;
  for (std::size_t k = 1; k <= series_order::highest(); ++k) result.push_back(integrated(result, a, k));
  return result;
}
template <class T>
series<T> expm1(const series<T>& a) {
  series<T> result = exp(a);
  result[0] = expm1(a[0]);
  return result;
}
/// y = tanh a and its slope w = 1 - y^2 together: y' = w a', w' = -2 y w a'. With w(a_0) = 4e/(1+e)^2 for e = e^(-2|a_0|), every
/// coefficient but the first is as small as w, where y^2 is nearly 1 too.
template <class T>
series<T> tanh(const series<T>& a) {
  series<T> result(tanh(a[0]));
  if (a.is_constant()) return result;
  const T e = exp(T(-2.0) * abs(a[0])), denominator = T(1.0) + e;
  series<T> slope(T(4.0) * e / (denominator * denominator));
  series<T> slope_of_slope(T(-2.0) * (result[0] * slope[0]));
  for (std::size_t k = 1; k <= series_order::highest(); ++k) {
    result.push_back(integrated(slope, a, k));
    slope.push_back(integrated(slope_of_slope, a, k));
    slope_of_slope.push_back(T(-2.0) * convolution(result, slope, k));
  }
  return result;
}
template <class T>
series<T> erfc(const series<T>& a) {
  if (a.is_constant()) return series<T>(erfc(a[0]));
  return from_slope(erfc(a[0]), series<T>(-(T(2.0) / sqrt(pi<T>()))) * exp(-(a * a)), a);
}
template <class T>
series<T> log1p(const series<T>& a) {
  if (a.is_constant()) return series<T>(log1p(a[0]));
  return from_slope(log1p(a[0]), series<T>(1.0) / (series<T>(1.0) + a), a);
}
template <class T>
series<T> x_minus_tanh(const series<T>& a) {
  if (a.is_constant()) return series<T>(x_minus_tanh(a[0]));
  const series<T> y = tanh(a);
  return from_slope(x_minus_tanh(a[0]), y * y, a);
}

/// A value and nothing known of how it changes.
template <class T>
series<T> without_slope(T value) {
  constexpr double everything = std::numeric_limits<double>::infinity();
  series<T> result(std::move(value));
  for (std::size_t k = 1; k <= series_order::highest(); ++k) result.push_back(T(-everything, everything));
  return result;
}

/// A decision holds for the series if it is the same for every value of the first coefficient: then f is one branch there.
template <class T>
series<T> if_positive(const series<T>& x, const series<T>& positive, const series<T>& otherwise) {
  const bool known = mpfi_nan_p(x[0].raw()) == 0;
  if (known && mpfr_sgn(x[0].lower()) > 0) return positive;
  if (known && mpfr_sgn(x[0].upper()) <= 0) return otherwise;
  return without_slope(if_positive(x[0], positive[0], otherwise[0]));
}
template <class T>
series<T> if_greater(const series<T>& a, const series<T>& b, const series<T>& yes, const series<T>& no) {
  return if_positive(series<T>(a[0] - b[0]), yes, no);
}
template <class T>
series<T> abs(const series<T>& a) { return if_positive(a, a, -a); }

template <>
inline series<interval> pi<series<interval>>() { return series<interval>(pi_interval()); }

}  // namespace actcheck::arithmetic
