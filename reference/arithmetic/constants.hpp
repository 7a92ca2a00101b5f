/// \file
/// Constants and helper functions that formulas share, on every arithmetic type.
#pragma once

#include <cmath>
#include <numbers>
#include <span>

#include "arithmetic/bounded.hpp"
#include "arithmetic/interval.hpp"
#include "arithmetic/tex.hpp"

namespace actcheck::arithmetic {

/// pi on the arithmetic type T.
template <class T>
T pi();
template <>
inline double pi<double>() { return std::numbers::pi; }
template <>
inline bounded pi<bounded>() { return {std::numbers::pi, 0x1p-52}; }  // |pi - double(pi)| = 1.2246...e-16 < 2^-52
template <>
inline interval pi<interval>() { return pi_interval(); }
template <>
inline tex pi<tex>() { return tex::symbol("\\pi"); }

// Plain double, under the same names as the other arithmetic types.
inline double abs(double x) { return std::fabs(x); }
inline double sqrt(double x) { return std::sqrt(x); }
inline double exp(double x) { return std::exp(x); }
inline double expm1(double x) { return std::expm1(x); }
inline double tanh(double x) { return std::tanh(x); }
inline double erfc(double x) { return std::erfc(x); }
inline double if_positive(double x, double positive, double otherwise) { return x > 0 ? positive : otherwise; }

/// The values of an activation's parameters on the arithmetic type T.
template <class T>
using parameters = std::span<const T>;

/// 1/(1+e^-x): part of several formulas.
template <class T>
T logistic(const T& x) {
  return T(1.0) / (T(1.0) + exp(-x));
}

/// The standard normal density e^(-x^2/2)/sqrt(2 pi) and distribution function.
template <class T>
T normal_density(const T& x) {
  return exp(-(x * x / T(2.0))) / sqrt(T(2.0) * pi<T>());
}
template <class T>
T normal_distribution(const T& x) {
  return erfc(-x / sqrt(T(2.0))) / T(2.0);
}

}  // namespace actcheck::arithmetic
