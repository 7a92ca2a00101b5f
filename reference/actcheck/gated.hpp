/// \file
/// Gated activations y(a, b): oracle, correctly rounded reference, and direct calls such as `actcheck::swiglu(a, b)`.
///
/// Such an activation is one input times an elementwise activation, the gate, of the other: so each of its results is the
/// product of f(x) or f'(x), f being the gate, and one or two given numbers, and is rounded only once.
///
/// Special values, for results and gradients alike: NaN in a, b or dy gives NaN. The gate at an infinity has its limit, its
/// derivative at a kink the default convention. Everything else is the IEEE 754 product of the exact factors: 0 times infinity
/// is NaN, and the sign of a zero result is the product of the factors' signs. A gate that is tiny but not 0 times an infinity
/// is infinite.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "actcheck/function.hpp"
#include "actcheck/oracle.hpp"

namespace actcheck {

namespace kernels {
struct gated_product;
}

/// The results of a gated activation: y, and the products da = dy * dy/da and db = dy * dy/db.
enum class gated_result : std::uint8_t { y, da, db };

/// Each result by multiple-precision intervals, as `oracle` does.
class gated_oracle {
 public:
  /// \throws std::invalid_argument if the activation is not gated, or a parameter is outside its domain.
  gated_oracle(const activation&, parameter_values);

  /// `a`, `b` and `dy` must be values of `f`; dy is ignored by y.
  /// \throws std::runtime_error if 32768 bits do not decide (never seen).
  reference_value evaluate(format f, gated_result, double a, double b, double dy = 1) const;

  /// What is evaluated.
  const activation& subject() const { return *activation_; }
  /// That of the gate, or of its derivative.
  const oracle& gate(pass p) const { return p == pass::forward ? value_ : slope_; }
  /// Facts of the gate.
  const facts& claims() const { return value_.claims(); }

 private:
  const activation* activation_;
  oracle value_, slope_;  ///< of the gate
};

/// Correctly rounded evaluation of one gated activation, format and set of parameters. Equal to the oracle on every input.
///
/// Method, for f32 and narrower: the gate is evaluated in double with a running error bound, and multiplied by the exact product of
/// the other factors (two numbers of at most 24 bits); when everything within the bound rounds alike, that is the answer. If not,
/// and for f64, the same in double-double arithmetic; the oracle decides the rest.
///
/// Threads may share a const gated_reference.
class gated_reference {
 public:
  /// \throws std::invalid_argument if the activation is not gated, or a parameter is outside its domain.
  gated_reference(const activation&, format, parameter_values);

  /// `a`, `b` and `dy` must be values of the format; dy is ignored by y.
  reference_value evaluate(gated_result, double a, double b, double dy = 1) const;

  /// y[i] = f(a[i], b[i]) on stored numbers. `y` may be a or b. At most `threads` threads work, fewer on short arrays.
  /// \throws std::invalid_argument if an array is null or misaligned, or overlaps `y` in part.
  void apply(const void* a, const void* b, void* y, std::size_t n, unsigned threads = 1) const;

  /// da[i] and db[i], for a null `dy` with 1 everywhere. `da` and `db` may each be a, b or dy, but must be apart from each other.
  /// \throws std::invalid_argument as `apply`.
  void apply_backward(const void* a, const void* b, const void* dy, void* da, void* db, std::size_t n, unsigned threads = 1) const;

  /// What is evaluated.
  const activation& subject() const { return oracle_.subject(); }
  /// The format of inputs and results.
  format number_format() const { return format_; }
  /// The values given, in catalogue order.
  parameter_values parameters() const { return parameters_; }

 private:
  class gate_tails;
  std::optional<reference_value> multiply_in_double(const kernels::gated_product&) const;
  std::optional<reference_value> multiply_precisely(const kernels::gated_product&) const;

  gated_oracle oracle_;
  format format_;
  std::vector<double> parameters_;
  std::shared_ptr<gate_tails> tails_;
};

/// One correctly rounded result of a gated activation. An empty `parameters` means the defaults.
/// \throws std::invalid_argument if the activation is not gated, or a parameter is outside its domain.
double evaluate(const activation&, gated_result, format, double a, double b, double dy, parameter_values parameters);

/// A gated activation as a callable object, correctly rounded in `T`. Parameters as in `elementwise_function`.
class gated_function {
 public:
  /// \param accessor gives the catalogue entry; the build makes one for each activation.
  explicit constexpr gated_function(const activation& (*accessor)()) : entry_(accessor) {}

  /// f(a, b).
  template <class T, class... Parameter>
  T operator()(T a, T b, Parameter... p) const {
    return call(gated_result::y, a, b, detail::from_double<T>(1.0), p...);
  }
  /// The partial derivatives in a and in b.
  template <class T, class... Parameter>
  std::pair<T, T> derivatives(T a, T b, Parameter... p) const {
    return backward(a, b, detail::from_double<T>(1.0), p...);
  }
  /// dy times the partial derivatives, each rounded once.
  template <class T, class... Parameter>
  std::pair<T, T> backward(T a, T b, T dy, Parameter... p) const {
    return {call(gated_result::da, a, b, dy, p...), call(gated_result::db, a, b, dy, p...)};
  }
  /// The catalogue entry: gate, parameters, prose.
  const activation& entry() const { return entry_(); }

 private:
  template <class T, class... Parameter>
  T call(gated_result which, T a, T b, T dy, Parameter... p) const {
    const std::array<double, sizeof...(p)> values{static_cast<double>(p)...};
    return detail::from_double<T>(evaluate(entry_(), which, format_of<T>, detail::as_double(a), detail::as_double(b),
                                           detail::as_double(dy), values));
  }

  const activation& (*entry_)();
};

}  // namespace actcheck
