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

#endif  // ACTCHECK_SHARED_FORMULAS_INL
