/// \file
/// Parts that several formulas share, on every arithmetic type.
///
/// Formulas are compiled once more for each target of the kernels, inside that target's namespace; so is this file, which
/// is what the toggle is for.

#include <span>

#if defined(ACTCHECK_SHARED_FORMULAS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_SHARED_FORMULAS_INL
#undef ACTCHECK_SHARED_FORMULAS_INL
#else
#define ACTCHECK_SHARED_FORMULAS_INL
#endif

namespace actcheck::arithmetic {

/// pi on the arithmetic type T.
template <class T>
T pi();

/// The values of an activation's parameters on the arithmetic type T: a list with operator[].
template <class T>
struct parameter_list {
  using type = std::span<const T>;
};
template <class T>
using parameters = typename parameter_list<T>::type;

/// The decimal digits/power_of_ten, not the double nearest to it: `decimal<T>(44715, 1e6)` is 0.044715. Both arguments are
/// whole numbers that double holds exactly.
template <class T>
T decimal(double digits, double power_of_ten) {
  return T(digits) / T(power_of_ten);
}

/// 1/(1+e^-x): part of several formulas.
template <class T>
T logistic(const T& x) {
  return T(1.0) / (T(1.0) + exp(-x));
}

/// The derivative of x logistic(g(x)): s (1 + x g' (1 - s)) with s = logistic(g), given g and x g'. s and 1 - s are
/// 1/(1+e) and e/(1+e), e = exp(-|g|), in the order that g's sign says, so neither loses its relative accuracy.
template <class T>
T logistic_gate_slope(const T& gate, const T& x_times_gate_slope) {
  const T e = exp(-abs(gate));
  const T larger = T(1.0) / (T(1.0) + e);
  const T smaller = e * larger;
  return if_positive(gate, larger, smaller) * (T(1.0) + x_times_gate_slope * if_positive(gate, smaller, larger));
}

/// log(1 + e^(b x))/b for b > 0, as max(x, 0) + log1p(e^-|b x|)/b: nothing overflows, and no term is negative.
template <class T>
T soft_maximum_with_zero(const T& x, const T& b) {
  return if_positive(x, abs(x), T(0.0)) + log1p(exp(-abs(b * x))) / b;
}

/// tanh(log(1 + e^x)) as a quotient, numerator/(numerator + rest); its derivative is 4 rise/(numerator + rest)^2.
template <class T>
struct mish_gate {
  T numerator, rest, rise;
};
/// e^x(e^x + 2)/(e^x(e^x + 2) + 2). For x > 0, where it may overflow, e^(2x) is divided out.
template <class T>
mish_gate<T> mish_gate_of(const T& x) {
  const T e = exp(-abs(x));
  return {if_positive(x, T(1.0) + T(2.0) * e, e * (e + T(2.0))), if_positive(x, T(2.0) * (e * e), T(2.0)),
          if_positive(x, e * e, e) * (T(1.0) + e)};
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
template <class T>
T x_times_normal_distribution(const T& x) {
  return x * normal_distribution(x);
}

}  // namespace actcheck::arithmetic

#endif  // ACTCHECK_SHARED_FORMULAS_INL
