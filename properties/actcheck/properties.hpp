/// \file
/// The properties for C++ projects: your own functions, lambdas and templates are checked where they are, without a shared
/// library and without the command. `actcheck/gtest.hpp` makes GoogleTest cases of them.
///
///   actcheck::implementation mine("mine");
///   mine.scalar<float>("relu", [](float x) { return x < 0 ? 0 : x; }, [](float x, float dy) { return x > 0 ? dy : 0; });
///   for (const auto& one : actcheck::checks_of(mine)) std::cout << one.name << ": " << one.run().text << '\n';
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck {

/// Functions of this program by the activation that they claim to be. T is double, float, actcheck::f16, actcheck::bf16,
/// actcheck::f8e4m3fn or actcheck::f8e5m2. Every function may take the activation's parameters, in catalogue order, as a last
/// argument of type `std::span<const double>`; one that does not must be right at all their values. Checks may call a function
/// from several threads at once, unless `not_thread_safe` says otherwise, and with any length, 0 included.
///
/// All members that add functions throw std::invalid_argument if there is no such activation, if it is of another kind, or if its
/// function in this format is there already.
class implementation {
 public:
  /// \param name    what reports and tests call it.
  /// \param version what reports say beside it; may be empty.
  explicit implementation(std::string name, std::string version = "") : name_(std::move(name)), version_(std::move(version)) {}

  /// An elementwise activation, one number at a time: `T forward(T x)`, and dy*f'(x) as `T backward(T x, T dy)`.
  template <class T, class Forward>
  implementation& scalar(std::string_view activation, Forward forward) {
    return add<T>(activation, activation_kind::elementwise, pass::forward, [forward](const arrays<T>& a) {
      for (std::size_t i = 0; i < a.size(); ++i) a.out[0][i] = call(forward, a.parameters, a.in[0][i]);
    });
  }
  /// Both passes.
  template <class T, class Forward, class Backward>
  implementation& scalar(std::string_view activation, Forward forward, Backward backward) {
    scalar<T>(activation, forward);
    return add<T>(activation, activation_kind::elementwise, pass::backward, [backward](const arrays<T>& a) {
      for (std::size_t i = 0; i < a.size(); ++i) a.out[0][i] = call(backward, a.parameters, a.in[0][i], a.in[1][i]);
    });
  }

  /// An elementwise activation on arrays, whose lengths are equal: `forward(std::span<const T> x, std::span<T> y)`, and
  /// `backward(std::span<const T> x, std::span<const T> dy, std::span<T> dx)`. Results may be asked for in the place of an input.
  template <class T, class Forward>
  implementation& array(std::string_view activation, Forward forward) {
    return add<T>(activation, activation_kind::elementwise, pass::forward, [forward](const arrays<T>& a) {
      call(forward, a.parameters, a.input(0), a.output(0));
    });
  }
  /// Both passes.
  template <class T, class Forward, class Backward>
  implementation& array(std::string_view activation, Forward forward, Backward backward) {
    array<T>(activation, forward);
    return add<T>(activation, activation_kind::elementwise, pass::backward, [backward](const arrays<T>& a) {
      call(backward, a.parameters, a.input(0), a.input(1), a.output(0));
    });
  }

  /// A gated activation, one pair at a time: `T forward(T a, T b)`, and the gradients da and db as
  /// `std::pair<T, T> backward(T a, T b, T dy)`.
  template <class T, class Forward>
  implementation& gated(std::string_view activation, Forward forward) {
    return add<T>(activation, activation_kind::gated, pass::forward, [forward](const arrays<T>& a) {
      for (std::size_t i = 0; i < a.size(); ++i) a.out[0][i] = call(forward, a.parameters, a.in[0][i], a.in[1][i]);
    });
  }
  /// Both passes.
  template <class T, class Forward, class Backward>
  implementation& gated(std::string_view activation, Forward forward, Backward backward) {
    gated<T>(activation, forward);
    return add<T>(activation, activation_kind::gated, pass::backward, [backward](const arrays<T>& a) {
      for (std::size_t i = 0; i < a.size(); ++i)
        std::tie(a.out[0][i], a.out[1][i]) = call(backward, a.parameters, a.in[0][i], a.in[1][i], a.in[2][i]);
    });
  }

  /// A row-wise activation, one row at a time: `forward(std::span<const T> x, std::span<T> y)`, and
  /// `backward(std::span<const T> x, std::span<const T> dy, std::span<T> dx)`.
  template <class T, class Forward>
  implementation& row(std::string_view activation, Forward forward) {
    return add<T>(activation, activation_kind::row_wise, pass::forward, [forward](const arrays<T>& a) {
      for (std::size_t r = 0; r < a.rows; ++r) call(forward, a.parameters, a.input(0, r), a.output(0, r));
    });
  }
  /// Both passes.
  template <class T, class Forward, class Backward>
  implementation& row(std::string_view activation, Forward forward, Backward backward) {
    row<T>(activation, forward);
    return add<T>(activation, activation_kind::row_wise, pass::backward, [backward](const arrays<T>& a) {
      for (std::size_t r = 0; r < a.rows; ++r) call(backward, a.parameters, a.input(0, r), a.input(1, r), a.output(0, r));
    });
  }

  /// No results in the place of an input.
  implementation& not_in_place() { return in_place_ = false, *this; }
  /// One call at a time.
  implementation& not_thread_safe() { return thread_safe_ = false, *this; }

  /// What reports and tests call it.
  const std::string& name() const { return name_; }
  /// What reports say beside the name; may be empty.
  const std::string& version() const { return version_; }
  /// May results be asked for in the place of an input?
  bool in_place() const { return in_place_; }
  /// May several threads call at once?
  bool thread_safe() const { return thread_safe_; }

  /// A function on stored arrays, as in the subject ABI; elementwise and gated ones see one row.
  using stored_function = std::function<void(const void* const* inputs, void* const* outputs, std::size_t rows, std::size_t cols,
                                             parameter_values parameters)>;
  /// The function of an activation, format and pass; empty if there is none.
  const stored_function& find(const activation&, format, pass) const;
  /// Adds such a function: what the members above are made of.
  implementation& add_stored(std::string_view activation, activation_kind, format, pass, stored_function);

 private:
  template <class T>
  struct arrays {
    const T* in[3];
    T* out[2];
    std::size_t rows, cols;
    parameter_values parameters;

    std::size_t size() const { return rows * cols; }
    std::span<const T> input(std::size_t i, std::size_t r = 0) const { return {in[i] + r * cols, cols}; }
    std::span<T> output(std::size_t i, std::size_t r = 0) const { return {out[i] + r * cols, cols}; }
  };
  template <class Function, class... Argument>
  static auto call(const Function& function, parameter_values parameters, Argument... arguments) {
    if constexpr (std::is_invocable_v<const Function&, Argument..., parameter_values>) return function(arguments..., parameters);
    else return function(arguments...);
  }
  template <class T, class Body>
  implementation& add(std::string_view activation, activation_kind kind, pass p, Body body) {
    const std::size_t inputs = (kind == activation_kind::gated ? 2 : 1) + (p == pass::backward ? 1 : 0);
    const std::size_t outputs = kind == activation_kind::gated && p == pass::backward ? 2 : 1;
    return add_stored(activation, kind, format_of<T>, p,
                      [=](const void* const* in, void* const* out, std::size_t rows, std::size_t cols, parameter_values parameters) {
                        arrays<T> a{{}, {}, rows, cols, parameters};
                        for (std::size_t i = 0; i < inputs; ++i) a.in[i] = static_cast<const T*>(in[i]);
                        for (std::size_t i = 0; i < outputs; ++i) a.out[i] = static_cast<T*>(out[i]);
                        body(a);
                      });
  }

  std::string name_, version_;
  bool in_place_ = true, thread_safe_ = true;
  std::map<std::tuple<const activation*, format, pass>, stored_function> functions_;
};

/// What is demanded, in the words of the command line.
struct check_choices {
  std::string effort = "quick";            ///< smoke, quick, full, exhaustive
  std::vector<std::string> require{};      ///< "faithful", "gelu=tight"
  std::string profile = "default";         ///< whose conventions
  std::vector<std::string> properties{};   ///< empty: all
  std::uint64_t seed = 1;                  ///< of the samples; the same seed takes the same inputs
  unsigned jobs = 2;                       ///< threads that call at once
  double timeout = 60;                     ///< seconds without a sign of life after which a call counts as hung
};

/// What became of a check. `not_applicable`: the property says nothing of such a function.
enum class check_outcome { passed, failed, not_applicable };

/// The end of a check.
struct check_verdict {
  check_outcome outcome;  ///< whether it holds
  std::string text;  ///< what was found, in some lines; for a pass, what was checked
};

/// One property of one function.
struct check_case {
  std::string name;  ///< "range/gelu.f32.backward"
  /// Runs the check in a process of its own, so that a crash or a hang is a failure like any other.
  /// \throws std::runtime_error if the system has no process or memory for it.
  std::function<check_verdict()> run;
};

/// The properties that apply to each function, in the order of the catalogue. Later changes of the implementation are not seen.
/// \throws std::invalid_argument with one line and a suggestion for a word that is none, or if nothing would be checked.
std::vector<check_case> checks_of(const implementation&, const check_choices& = {});

}  // namespace actcheck
