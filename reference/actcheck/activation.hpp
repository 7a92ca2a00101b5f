/// \file
/// What one activation *is*: parameters, facts, conventions and prose. One object per file in reference/activations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What activation functions are, their correctly rounded values, and the check of implementations.
namespace actcheck {

/// Positive infinity: in facts, and as a bound that is none.
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// `forward` is y = f(x); `backward` is the vector-Jacobian product dx = dy * f'(x).
enum class pass : std::uint8_t { forward, backward };
/// "forward" or "backward", as in reports and on the command line.
constexpr std::string_view name(pass p) noexcept { return p == pass::forward ? "forward" : "backward"; }

/// What an activation takes: one number, two numbers (one of them goes through a gate), or a row of numbers.
enum class activation_kind : std::uint8_t { elementwise, gated, row_wise };
/// "elementwise", "gated" or "row-wise".
constexpr std::string_view name(activation_kind k) noexcept {
  return k == activation_kind::elementwise ? "elementwise" : k == activation_kind::gated ? "gated" : "row-wise";
}

/// Values of an activation's parameters, in catalogue order.
using parameter_values = std::span<const double>;

/// A parameter of an activation. Its value is exactly the double that was passed.
struct parameter {
  std::string_view name;     ///< as in formulas and on the command line: "alpha", "negative_slope"
  double default_value;      ///< what is taken where the caller gives none
  std::string_view meaning;  ///< in words
  bool learnable = false;    ///< has a gradient of its own, `<activation>_<format>_params_backward`
  double minimum = -infinity; ///< values must be finite and >= minimum
  std::vector<double> trial_values{}; ///< values a checker tries besides the default
  bool minimum_excluded = false;      ///< values must be > minimum
  bool zero_excluded = false;         ///< values must not be 0
  bool infinity_allowed = false;      ///< +inf is a value too
  std::string_view at_least{};        ///< another parameter, whose value this one must not be below

  /// Is this value in the domain, as far as the parameter alone decides?
  bool allows(double value) const;
  /// "finite", "finite and above 0", "finite and at least min", ...
  std::string domain() const;
};

/// A point where f is not differentiable. Any value in the closed interval of the one-sided derivatives is legal there.
struct kink {
  double x;            ///< where it is
  double left;         ///< the derivative from the left
  double right;        ///< and from the right
  double convention;   ///< what the default profile, and `eval`, give
  /// x is the kink itself. Else the kink is no double and x the nearest one, at which f' is `convention` by the formula; an
  /// implementation may round the kink to x, so there too any value in the interval is legal.
  bool exact = true;
};

/// A point where f itself jumps. It is a kink too, whose slopes are the limits of f' on either side.
struct jump {
  double x;            ///< where it is
  double left;         ///< the limit of f from the left
  double right;        ///< and from the right
  double value;        ///< f(x)
};

/// A maximal interval on which f is monotone; jumps, which may go either way, are only at ends of pieces.
struct monotone_piece {
  double from;          ///< its left end, which may be -infinity
  double to;            ///< its right end, which may be infinity
  int direction;        ///< +1 increasing, -1 decreasing, 0 constant
  bool strict = true;   ///< in real arithmetic; rounding always makes plateaus
};

/// The image of the real line. `attained` says that f takes the value, not only approaches it.
struct value_range {
  double infimum;          ///< the largest lower bound, which may be -infinity
  bool infimum_attained;   ///< f takes it
  double supremum;         ///< the smallest upper bound, which may be infinity
  bool supremum_attained;  ///< f takes it
};

/// An identity a*f(x) + b*f(-x) = c*x + d that holds for every real x. The statement is TeX.
struct reflection {
  double a;  ///< factor of f(x)
  double b;  ///< factor of f(-x)
  double c;  ///< factor of x
  double d;  ///< the constant
  std::string_view statement;  ///< the identity as TeX
};

/// An interval of the real line, with its ends' membership left to the reader: used for dead sets.
struct open_interval {
  double from;  ///< its left end, which may be -infinity
  double to;    ///< its right end, which may be infinity
};

/// slope*x + curvature*x^2 + cubic*x^3 + quartic*x^4 + ... at 0, of an f with f(0) = 0. Decides ties of results too small
/// for more than the first term to show (for gelu, x/2 of an odd subnormal x lies halfway between two numbers).
/// The first two that are not 0 are given. The first is exact; the second may be rounded, and where its term is below 2^-31
/// of the first, all that follow are together smaller than it.
struct expansion_at_zero {
  double slope;        ///< factor of x
  double curvature;    ///< of x^2
  double cubic = 0;    ///< of x^3
  double quartic = 0;  ///< of x^4
  bool negative_only = false;  ///< holds for x < 0; on the other side f is another function
};

/// f(x) - (slope*x + intercept) tends to 0 on one side of the line, and is on that side of 0 for every x from 0 on: `side` +1
/// says that f is above its asymptote. (tanh_shrink is above x - 1, which for an x without a fraction may lie halfway
/// between two numbers.)
struct asymptote {
  double slope;      ///< of the line
  double intercept;  ///< its value at 0
  int side;          ///< +1: f is above it; -1: below
};

/// Claims about the real function, for given parameter values. Every one is checked by the build's tests.
struct facts {
  value_range range;                        ///< all values of f
  std::vector<monotone_piece> pieces;       ///< from -inf to +inf, without gaps
  std::vector<double> derivative_turns{};   ///< where f' changes from growing to falling or back
  std::vector<kink> kinks{};                ///< in increasing order
  std::vector<jump> jumps{};                ///< each of them at a kink
  double limit_at_minus_infinity;           ///< signed zeros tell from which side the limit is approached
  double limit_at_plus_infinity;            ///< the same at the other end
  double derivative_at_minus_infinity;      ///< limit of f'
  double derivative_at_plus_infinity;       ///< limit of f'
  double lipschitz;                         ///< smallest L with |f(a)-f(b)| <= L|a-b|; infinite if f jumps
  double steepest_at;                       ///< where |f'| reaches (or approaches) L, or f jumps
  std::vector<open_interval> dead_set{};    ///< open intervals where f' is exactly 0
  std::vector<reflection> reflections{};    ///< symmetries
  bool positively_homogeneous = false;      ///< f(c*x) = c*f(x) for every c >= 0
  bool idempotent = false;                  ///< f(f(x)) = f(x)
  std::optional<expansion_at_zero> at_zero{};             ///< the first terms at 0, where f(0) = 0
  std::optional<expansion_at_zero> derivative_at_zero{};  ///< the same of f', where f'(0) = 0
  std::optional<asymptote> asymptote_at_minus_infinity{};  ///< of an f that has no finite limit there
  std::optional<asymptote> asymptote_at_plus_infinity{};   ///< the same at the other end
};

/// How a gated activation y(a, b) is made: one input times an elementwise activation, the gate, of the other. Its facts
/// are the gate's, its parameters too.
struct gating {
  const struct activation& (*gate)() = nullptr;  ///< the elementwise activation's entry
  bool gates_b = false;                          ///< true: a * gate(b); false: gate(a) * b
};

/// Claims about a row-wise activation y(x) of the columns x of a row, for rows of two or more finite columns. Every one is
/// checked by the build's tests.
struct row_facts {
  value_range range;           ///< of every y_i
  int direction;               ///< y_i increases (+1) or decreases (-1) in x_i; in every other x_j it is the reverse
  bool logarithmic;            ///< the sum over the row is 1 of e^(y_i), not of y_i itself
  double value_at_negligible;  ///< y_i where x_i is the infinity at which its share of the row is exactly 0
  double lipschitz;            ///< smallest L with |y(x)-y(x')| <= L|x-x'| (Euclidean) for rows of any length, or infinity
  /// One element of y([x, 0]) is a function of one number that has an entry of its own.
  const struct activation& (*beside_zero)();
  std::size_t beside_zero_element;  ///< which element that is
};

/// A framework's name for the activation, and what differs there. For frameworks without a profile: see profiles.hpp.
struct framework_name {
  std::string_view framework;    ///< as its users write it
  std::string_view name;         ///< what the activation is called there
  std::string_view remark = {};  ///< what differs; may be empty
};

/// A convention on which correct implementations differ.
struct convention {
  std::string_view topic;    ///< what is in question
  std::string_view choices;  ///< what implementations make of it
};

/// What the docs say beyond the facts. TeX stands between `\(` and `\)`.
struct prose {
  std::string_view title;              ///< as one writes it: "ReLU", "Leaky ReLU"
  std::string_view summary;            ///< one sentence
  std::string_view formula;            ///< TeX, set by hand for readability
  std::string_view derivative;         ///< TeX
  std::string_view code;               ///< one line of NumPy
  std::string_view derivative_code;    ///< one line of NumPy
  std::string_view smoothness;         ///< one sentence
  std::string_view monotonicity;       ///< one sentence
  std::string_view cost;               ///< what a computation consists of
  std::vector<std::string_view> uses;           ///< where it is used, with sources
  std::vector<std::string_view> advantages;     ///< for a model or an implementation
  std::vector<std::string_view> disadvantages;  ///< for a model or an implementation
  std::vector<std::string_view> origin;         ///< who proposed it: literature
  std::vector<framework_name> frameworks{};     ///< names where no profile has them
  std::vector<convention> conventions{};        ///< choices that correct implementations make
  std::vector<std::string_view> pitfalls{};  ///< how implementations go wrong
};

namespace arithmetic {
struct formula_table;      // the formula on every arithmetic type; internal
struct row_formula_table;  // the same for row-wise activations
}

/// One entry of the catalogue.
struct activation {
  std::string_view name;                        ///< in the catalogue: lower case, with underscores
  std::vector<std::string_view> aliases;        ///< other names by which it is found
  std::vector<parameter> parameters;            ///< in the order in which values are passed
  std::vector<std::vector<double>> trial_sets;  ///< whole sets a checker tries, for what one trial value at a time misses
  facts (*facts_for)(parameter_values);  ///< throws std::invalid_argument unless elementwise
  prose text;                            ///< what the docs say
  const arithmetic::formula_table* formulas;  ///< null unless elementwise
  activation_kind kind = activation_kind::elementwise;      ///< what it takes
  gating gates{};                                           ///< of a gated activation
  const row_facts* claims_of_rows = nullptr;                ///< of a row-wise activation
  const arithmetic::row_formula_table* row_formulas = nullptr;  ///< null unless row-wise

  /// The default parameter values, in catalogue order.
  std::vector<double> default_parameters() const;
  /// The formula as TeX, generated from the code that computes it. (Of a row-wise one, the TeX of the prose.)
  std::string formula_tex() const;
  /// The derivative in the same way. (Of a gated one, that in the gated input.)
  std::string derivative_tex() const;
  /// The formula evaluated in plain double arithmetic, unprotected: what a careful but ordinary user would write.
  /// \pre The activation is elementwise.
  double plain(pass, double x, parameter_values) const;
  /// \throws std::invalid_argument naming the parameter, its value and its domain.
  void require_valid(parameter_values) const;
  /// \throws std::invalid_argument unless it is of this kind.
  void require_kind(activation_kind) const;
  /// Sets of parameter values to try besides the defaults: each trial value with the other parameters at their defaults, then
  /// the trial sets.
  std::vector<std::vector<double>> trial_parameters() const;
};

}  // namespace actcheck
