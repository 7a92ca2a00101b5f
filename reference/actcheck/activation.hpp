/// \file
/// What one activation *is*: parameters, facts, conventions and prose. One object per file in reference/activations.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace actcheck {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// `forward` is y = f(x); `backward` is the vector-Jacobian product dx = dy * f'(x).
enum class pass : std::uint8_t { forward, backward };
constexpr std::string_view name(pass p) noexcept { return p == pass::forward ? "forward" : "backward"; }

/// Values of an activation's parameters, in catalogue order.
using parameter_values = std::span<const double>;

/// A parameter of an activation. Its value is exactly the double that was passed.
struct parameter {
  std::string_view name;
  double default_value;
  std::string_view meaning;
  bool learnable = false;    ///< has a gradient of its own, `<activation>_<format>_params_backward`
  double minimum = -infinity; ///< values must be finite and >= minimum
  std::vector<double> trial_values{}; ///< values a checker tries besides the default
  bool minimum_excluded = false;      ///< values must be > minimum
  std::string_view at_least{};        ///< another parameter, whose value this one must not be below

  /// Is this value in the domain, as far as the parameter alone decides?
  bool allows(double value) const;
  /// "finite", "finite and above 0", "finite and at least min", ...
  std::string domain() const;
};

/// A point where f is not differentiable. Any value in the closed interval of the one-sided derivatives is legal there.
struct kink {
  double x;
  double left, right;  ///< one-sided derivatives
  double convention;   ///< what the default profile, and `eval`, give
  /// x is the kink itself. Else the kink is no double and x the nearest one, at which f' is `convention` by the formula; an
  /// implementation may round the kink to x, so there too any value in the interval is legal.
  bool exact = true;
};

/// A point where f itself jumps. It is a kink too, whose slopes are the limits of f' on either side.
struct jump {
  double x;
  double left, right;  ///< one-sided limits of f
  double value;        ///< f(x)
};

/// A maximal interval on which f is monotone; jumps, which may go either way, are only at ends of pieces.
struct monotone_piece {
  double from, to;
  int direction;        ///< +1 increasing, -1 decreasing, 0 constant
  bool strict = true;   ///< in real arithmetic; rounding always makes plateaus
};

/// The image of the real line. `attained` says that f takes the value, not only approaches it.
struct value_range {
  double infimum;
  bool infimum_attained;
  double supremum;
  bool supremum_attained;
};

/// An identity a*f(x) + b*f(-x) = c*x + d that holds for every real x. The statement is TeX.
struct reflection {
  double a, b, c, d;
  std::string_view statement;
};

/// An interval of the real line, with its ends' membership left to the reader: used for dead sets.
struct open_interval {
  double from, to;
};

/// f(x) = slope*x + curvature*x^2 + O(x^3) at 0, for an f with f(0) = 0. Decides ties of results too small for the
/// second term to show (for gelu, x/2 of an odd subnormal x lies halfway between two numbers).
struct expansion_at_zero {
  double slope, curvature;
};

/// Claims about the real function, for given parameter values. Every one is checked by the build's tests.
struct facts {
  value_range range;
  std::vector<monotone_piece> pieces;       ///< from -inf to +inf, without gaps
  std::vector<double> derivative_turns{};   ///< where f' changes from growing to falling or back
  std::vector<kink> kinks{};
  std::vector<jump> jumps{};                ///< each of them at a kink
  double limit_at_minus_infinity;           ///< signed zeros tell from which side the limit is approached
  double limit_at_plus_infinity;
  double derivative_at_minus_infinity;
  double derivative_at_plus_infinity;
  double lipschitz;                         ///< smallest L with |f(a)-f(b)| <= L|a-b|; infinite if f jumps
  double steepest_at;                       ///< where |f'| reaches (or approaches) L, or f jumps
  std::vector<open_interval> dead_set{};    ///< open intervals where f' is exactly 0
  std::vector<reflection> reflections{};
  bool positively_homogeneous = false;      ///< f(c*x) = c*f(x) for every c >= 0
  bool idempotent = false;                  ///< f(f(x)) = f(x)
  std::optional<expansion_at_zero> at_zero{};
};

/// A framework's name for the activation, and what differs there.
struct framework_name {
  std::string_view framework, name, remark = {};
};

/// A convention on which correct implementations differ.
struct convention {
  std::string_view topic, choices;
};

/// What the docs say beyond the facts. TeX between \( and \).
struct prose {
  std::string_view title;              ///< as one writes it: "ReLU", "Leaky ReLU"
  std::string_view summary;            ///< one sentence
  std::string_view formula;            ///< TeX, set by hand for readability
  std::string_view derivative;         ///< TeX
  std::string_view code;               ///< one line of NumPy
  std::string_view derivative_code;    ///< one line of NumPy
  std::string_view smoothness;
  std::string_view monotonicity;
  std::string_view cost;               ///< what a computation consists of
  std::vector<std::string_view> uses, advantages, disadvantages;
  std::vector<std::string_view> origin;
  std::vector<framework_name> frameworks{};
  std::vector<convention> conventions{};
  std::vector<std::string_view> pitfalls{};  ///< how implementations go wrong
};

namespace arithmetic {
struct formula_table;  // the formula on every arithmetic type; internal
}

/// One entry of the catalogue.
struct activation {
  std::string_view name;
  std::vector<std::string_view> aliases;
  std::vector<parameter> parameters;
  std::vector<std::vector<double>> trial_sets;  ///< whole sets a checker tries, for what one trial value at a time misses
  facts (*facts_for)(parameter_values);
  prose text;
  const arithmetic::formula_table* formulas;

  /// The default parameter values, in catalogue order.
  std::vector<double> default_parameters() const;
  /// The formula and the derivative as TeX, generated from the code that computes them.
  std::string formula_tex() const;
  std::string derivative_tex() const;
  /// The formula evaluated in plain double arithmetic, unprotected: what a careful but ordinary user would write.
  double plain(pass, double x, parameter_values) const;
  /// \throws std::invalid_argument naming the parameter, its value and its domain.
  void require_valid(parameter_values) const;
  /// Sets of parameter values to try besides the defaults: each trial value with the other parameters at their defaults, then
  /// the trial sets.
  std::vector<std::vector<double>> trial_parameters() const;
};

}  // namespace actcheck
