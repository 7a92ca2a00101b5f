/// \file
/// Hardware arithmetic under the names that the catalogue's formulas use, and the formats' storage.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "arithmetic/constants.hpp"

namespace actcheck::benchmarks {

/// A float or a double. A class, so that a formula finds these functions through it and not those on double.
template <class T>
struct number {
  T value;

  number() = default;
  explicit constexpr number(double v) : value(static_cast<T>(v)) {}
  static constexpr number of(T v) {
    number n{};
    n.value = v;
    return n;
  }

  friend number operator+(number a, number b) { return of(a.value + b.value); }
  friend number operator-(number a, number b) { return of(a.value - b.value); }
  friend number operator*(number a, number b) { return of(a.value * b.value); }
  friend number operator/(number a, number b) { return of(a.value / b.value); }
  friend number operator-(number a) { return of(-a.value); }

  friend number abs(number x) { return of(std::fabs(x.value)); }
  friend number sqrt(number x) { return of(std::sqrt(x.value)); }
  friend number exp(number x) { return of(std::exp(x.value)); }
  friend number expm1(number x) { return of(std::expm1(x.value)); }
  friend number log(number x) { return of(std::log(x.value)); }
  friend number log1p(number x) { return of(std::log1p(x.value)); }
  friend number tanh(number x) { return of(std::tanh(x.value)); }
  friend number erf(number x) { return of(std::erf(x.value)); }
  friend number erfc(number x) { return of(std::erfc(x.value)); }
  friend number x_minus_tanh(number x) { return of(x.value - std::tanh(x.value)); }
  friend number if_greater(number a, number b, number yes, number no) { return of(a.value > b.value ? yes.value : no.value); }
  friend number if_positive(number x, number positive, number otherwise) {
    return of(x.value > 0 ? positive.value : otherwise.value);
  }
};

/// Formats that hold what they compute with.
template <class T>
struct direct {
  using arithmetic = number<T>;
  T stored;
  arithmetic load() const { return arithmetic::of(stored); }
  void store(arithmetic v) { stored = v.value; }
};

/// bfloat16, computed in float: the upper half of one, rounded to nearest, ties to even.
struct upper_half {
  using arithmetic = number<float>;
  std::uint16_t stored;
  arithmetic load() const { return arithmetic::of(std::bit_cast<float>(std::uint32_t{stored} << 16)); }
  void store(arithmetic v) {
    const auto bits = std::bit_cast<std::uint32_t>(v.value);
    const std::uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    stored = static_cast<std::uint16_t>(v.value != v.value ? 0x7fc0u : rounded);  // NaN must not round to infinity
  }
};

#ifdef __FLT16_MAX__
/// f16, computed in float: the compiler converts, with an instruction where there is one.
struct half {
  using arithmetic = number<float>;
  _Float16 stored;
  arithmetic load() const { return arithmetic::of(static_cast<float>(stored)); }
  void store(arithmetic v) { stored = static_cast<_Float16>(v.value); }
};
#endif

}  // namespace actcheck::benchmarks

namespace actcheck::arithmetic {

template <>
inline benchmarks::number<float> pi<benchmarks::number<float>>() { return benchmarks::number<float>(std::numbers::pi); }
template <>
inline benchmarks::number<double> pi<benchmarks::number<double>>() { return benchmarks::number<double>(std::numbers::pi); }

}  // namespace actcheck::arithmetic
