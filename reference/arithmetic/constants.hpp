/// \file
/// Constants and functions of formulas, on every scalar arithmetic type.
#pragma once

#include <cmath>
#include <numbers>
#include <span>

#include "arithmetic/bounded.hpp"
#include "arithmetic/interval.hpp"
#include "arithmetic/rational.hpp"
#include "arithmetic/tex.hpp"

namespace actcheck::arithmetic {

// Plain double, under the same names as the other arithmetic types.
inline double abs(double x) { return std::fabs(x); }
inline double sqrt(double x) { return std::sqrt(x); }
inline double exp(double x) { return std::exp(x); }
inline double expm1(double x) { return std::expm1(x); }
inline double tanh(double x) { return std::tanh(x); }
inline double erfc(double x) { return std::erfc(x); }
inline double log1p(double x) { return std::log1p(x); }
inline double x_minus_tanh(double x) { return std::fabs(x) <= 1 ? x_minus_tanh_near_zero(x) : x - std::tanh(x); }
inline double if_greater(double a, double b, double yes, double no) { return a > b ? yes : no; }
inline double if_positive(double x, double positive, double otherwise) { return x > 0 ? positive : otherwise; }

}  // namespace actcheck::arithmetic

// After the functions on double, which argument-dependent lookup would not find.
#include "arithmetic/shared_formulas-inl.hpp"
#undef ACTCHECK_SHARED_FORMULAS_INL  // the kernels include it again for each of their targets

namespace actcheck::arithmetic {

template <>
inline double pi<double>() { return std::numbers::pi; }
template <>
inline bounded pi<bounded>() { return {std::numbers::pi, 0x1p-52}; }  // |pi - double(pi)| = 1.2246...e-16 < 2^-52
template <>
inline interval pi<interval>() { return pi_interval(); }
template <>
inline rational pi<rational>() { return rational::unknown(); }
template <>
inline tex pi<tex>() { return tex::symbol("\\pi"); }

template <>
inline tex decimal<tex>(double digits, double power_of_ten) { return tex(digits / power_of_ten); }

}  // namespace actcheck::arithmetic
