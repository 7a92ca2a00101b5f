/// \file
/// Direct calls: `actcheck::gelu(x)`, correctly rounded. The callables themselves are in `actcheck/activations.hpp`,
/// which the build generates from the folder reference/activations.
#pragma once

#include <array>
#include <span>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck {

/// One correctly rounded result: f(x), or dy * f'(x). An empty `parameters` means the defaults. Results of the 8-bit
/// formats may saturate.
/// \throws std::invalid_argument if a parameter is outside its domain, or another format is to saturate.
double evaluate(const activation&, pass, format, double x, double dy, parameter_values parameters,
                overflow = overflow::standard);

namespace detail {
template <class T>
double as_double(T v) {
  if constexpr (requires { v.bits; }) return decode(format_of<T>, v.bits);
  else return v;
}
template <class T>
T from_double(double v) {
  if constexpr (requires(T t) { t.bits; }) return T{static_cast<decltype(T::bits)>(encode(format_of<T>, v))};
  else return static_cast<T>(v);
}
}  // namespace detail

/// An elementwise activation as a callable object. `T` is double, float, actcheck::f16, actcheck::bf16,
/// actcheck::f8e4m3fn or actcheck::f8e5m2, and the result is correctly rounded in it; the last two overflow by the
/// standard policy (`evaluate` can saturate). Parameters follow in catalogue order; give all of them or none.
class elementwise_function {
 public:
  /// \param accessor gives the catalogue entry; the build makes one for each activation.
  explicit constexpr elementwise_function(const activation& (*accessor)()) : entry_(accessor) {}

  /// f(x). Every input is legal: NaN gives NaN, an infinity gives the limit.
  template <class T, class... Parameter>
  T operator()(T x, Parameter... p) const {
    return call(pass::forward, x, detail::from_double<T>(1.0), p...);
  }
  /// f'(x); at a kink the default convention's value.
  template <class T, class... Parameter>
  T derivative(T x, Parameter... p) const {
    return call(pass::backward, x, detail::from_double<T>(1.0), p...);
  }
  /// dy * f'(x), rounded once.
  template <class T, class... Parameter>
  T backward(T x, T dy, Parameter... p) const {
    return call(pass::backward, x, dy, p...);
  }
  /// The catalogue entry: facts, parameters, prose.
  const activation& entry() const { return entry_(); }

 private:
  template <class T, class... Parameter>
  T call(pass direction, T x, T dy, Parameter... p) const {
    const std::array<double, sizeof...(p)> values{static_cast<double>(p)...};
    return detail::from_double<T>(
        evaluate(entry_(), direction, format_of<T>, detail::as_double(x), detail::as_double(dy), values));
  }

  const activation& (*entry_)();
};

}  // namespace actcheck
