#include "plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "actcheck/reference.hpp"
#include "arithmetic/formula_table.hpp"
#include "facts_text.hpp"
#include "subjects/kernel.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr int samples_per_segment = 240;

/// The function of one number that an activation shows itself by, at default parameters.
struct shown {
  const activation* entry;
  const activation* part;
  std::vector<double> parameters;
  facts claims;

  explicit shown(const activation& a)
      : entry(&a), part(&part_of_one_number(a)), parameters(part->default_parameters()),
        claims(part->facts_for(parameters)) {}
  double value(pass p, double x) const { return part->plain(p, x, parameters); }
  double bend(double x) const { return second_derivative(*part, x, parameters); }
};

/// Wide enough to show every fact point and, if it comes soon, the end of the curve's turning.
double choose_reach(const shown& c) {
  double needed = 0;
  const auto include = [&](double x) {
    if (std::isfinite(x)) needed = std::max(needed, 1.5 * std::fabs(x));
  };
  for (const auto& k : c.claims.kinks) include(k.x);
  for (const auto& piece : c.claims.pieces) include(piece.to);
  for (const double x : c.claims.derivative_turns) include(x);
  const auto settled = [&](double x, double limit) {
    return std::isinf(limit) || std::fabs(c.value(pass::backward, x) - limit) < 0.005;
  };
  constexpr std::array reaches{4.0, 5.0, 6.0, 8.0, 10.0};
  for (const double reach : reaches) {
    if (reach < needed) continue;
    if (settled(-reach, c.claims.derivative_at_minus_infinity) && settled(reach, c.claims.derivative_at_plus_infinity))
      return reach;
  }
  return std::max(needed, 8.0);  // a slow approach, such as 1/x: no window shows the end of it
}

/// Between kinks the curves are continuous. The ends stay just inside, where the one-sided values are.
std::vector<std::vector<double>> segments(const shown& c, double reach) {
  std::vector<double> ends{-reach};
  for (const auto& k : c.claims.kinks)
    if (std::fabs(k.x) < reach) ends.push_back(k.x);
  std::sort(ends.begin(), ends.end());
  ends.push_back(reach);
  std::vector<std::vector<double>> all;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const double from = i == 0 ? ends[i] : std::nextafter(ends[i], infinity);
    const double to = i + 2 == ends.size() ? ends[i + 1] : std::nextafter(ends[i + 1], -infinity);
    all.push_back(spread_evenly({from, to}, samples_per_segment + 1));
  }
  return all;
}

template <class Function>
curve draw(std::string name, std::size_t colour, const std::vector<std::vector<double>>& inputs, Function&& f) {
  curve drawn{std::move(name), colour, {}};
  for (const auto& xs : inputs) {
    auto& piece = drawn.pieces.emplace_back();
    for (const double x : xs) piece.push_back({x, f(x)});
  }
  return drawn;
}

/// What leaves the square [-reach, reach] is cut off rather than flattening everything else.
axis fit(const std::vector<curve>& curves, double reach) {
  axis y{-0.2, 1.2};
  for (const auto& drawn : curves)
    for (const auto& piece : drawn.pieces)
      for (const auto& p : piece) {
        if (std::isnan(p.y)) continue;
        y.from = std::min(y.from, std::clamp(p.y, -reach, reach));
        y.to = std::max(y.to, std::clamp(p.y, -reach, reach));
      }
  const double air = 0.06 * (y.to - y.from);
  return {y.from - air, y.to + air};
}

/// Full dots where a curve turns or bends; open dots for the one-sided slopes at a kink.
std::vector<mark> marks_of(const shown& c) {
  std::vector<mark> all;
  for (const auto& k : c.claims.kinks) {
    const auto place = fmt::format("{} at x = {}", jumps_at(c.claims, k.x) ? "jump" : "kink", readable(k.x));
    all.push_back({{k.x, k.left}, 1, true, place + ": slope from the left " + readable(k.left)});
    all.push_back({{k.x, k.right}, 1, true, place + ": slope from the right " + readable(k.right)});
    all.push_back({{k.x, c.value(pass::forward, k.x)}, 0, false, place});
  }
  for (const double x : smooth_turns(c.claims))
    all.push_back({{x, c.value(pass::forward, x)}, 0, false, fmt::format("f turns at x = {}", readable(x))});
  for (const double x : c.claims.derivative_turns)
    all.push_back({{x, c.value(pass::backward, x)}, 1, false, fmt::format("the slope turns at x = {}", readable(x))});
  return all;
}

/// "ReLU", "the gate of SwiGLU (f(x) = y(x, 1))", ...
std::string what_is_shown(const shown& c) {
  const std::string title(c.entry->text.title);
  if (c.entry->kind == activation_kind::gated)
    return fmt::format("the gate of {}, the result where the other input is 1", title);
  if (c.entry->kind == activation_kind::row_wise)
    return fmt::format("element {} of {} of the row [x, 0]", c.entry->claims_of_rows->beside_zero_element + 1, title);
  return title;
}

/// The text alternative: what a reader of the picture sees.
std::string description_of(const shown& c) {
  std::vector<std::string> turns;
  for (const double x : smooth_turns(c.claims)) turns.push_back(readable(x));
  std::string text = fmt::format("Graph of {} with its first and second derivative: {}, {}, range {}", what_is_shown(c),
                                 monotonicity_text(c.claims), kinks_text(c.claims), range_text(c.claims.range));
  if (!turns.empty()) text += ", turning at " + enumeration(turns);
  if (!c.claims.dead_set.empty()) text += ", derivative 0 on " + dead_set_text(c.claims);
  return text + ".";
}

std::string heading_of(const shown& c) {
  const std::string title(c.entry->text.title);
  if (c.entry->kind == activation_kind::gated) return "The gate of " + title + " and its derivatives";
  if (c.entry->kind == activation_kind::row_wise)
    return fmt::format("{} of the row [x, 0], element {}, and its derivatives", title,
                       c.entry->claims_of_rows->beside_zero_element + 1);
  return title + " and its derivatives";
}

/// The format's numbers begin at `smallest`; what is at most half of it is rounded to 0.
double orders_lost_at_zero(format f) { return -std::log10(smallest(f)) + std::log10(2.0); }

/// |x| where f64's result has become constant on one side, or 0 if the derivative does not vanish there.
double end_of_f64(const shown& c, const reference& r, int side) {
  const double limit = side < 0 ? c.claims.derivative_at_minus_infinity : c.claims.derivative_at_plus_infinity;
  const double end = side < 0 ? r.lower_tail() : r.upper_tail();
  return limit == 0 && !dead_far_out(c.claims, side) && std::isfinite(end) ? std::fabs(end) : 0;
}

}  // namespace

double second_derivative(const activation& a, double x, parameter_values values) {
  using namespace arithmetic;
  const interval::working_precision enough(128);
  const auto parameters = parameters_as<dual<interval>>(values);
  const auto slope = a.formulas->differentiate[1](dual<interval>(interval(x), interval(1.0)), parameters).slope;
  return slope.lower_double() / 2 + slope.upper_double() / 2;
}

chart function_chart(const activation& a) {
  const shown c(a);
  const double reach = choose_reach(c);
  const auto inputs = segments(c, reach);
  chart drawn{heading_of(c), description_of(c), {-reach, reach, "x"}, {}};
  drawn.curves = {draw("f\u2032\u2032(x)", 2, inputs, [&](double x) { return c.bend(x); }),
                  draw("f\u2032(x)", 1, inputs, [&](double x) { return c.value(pass::backward, x); }),
                  draw("f(x)", 0, inputs, [&](double x) { return c.value(pass::forward, x); })};
  drawn.y = fit(drawn.curves, reach);
  for (const auto& dead : c.claims.dead_set) drawn.bands.push_back({dead.from, dead.to, "f\u2032 is 0 here"});
  drawn.marks = marks_of(c);
  return drawn;
}

std::string function_description(const activation& a) { return description_of(shown(a)); }

std::string thumbnail_description(const activation& a) { return "Small graph of " + what_is_shown(shown(a)); }

chart thumbnail_chart(const activation& a) {
  const shown c(a);
  constexpr double reach = 4;
  chart drawn{std::string(a.text.title), thumbnail_description(a), {-reach, reach}, {-2, 3}};
  drawn.curves = {draw("", 0, segments(c, reach), [&](double x) { return c.value(pass::forward, x); })};
  drawn.thumbnail = true;
  return drawn;
}

std::optional<chart> underflow_chart(const activation& a) {
  const shown c(a);
  const reference r(*c.part, pass::backward, format::f64, c.parameters);
  const double furthest = std::max(end_of_f64(c, r, -1), end_of_f64(c, r, +1));
  if (furthest == 0) return std::nullopt;
  chart drawn{
      fmt::format("Where the derivative of {} dies", a.text.title),
      fmt::format(
          "Orders of magnitude by which the derivative of {} is below 1, against the distance of x from 0. A dotted line per "
          "number format: above it the derivative is rounded to 0.",
          what_is_shown(c)),
      {0.5, 1.3 * furthest, "\u00b1x", true},
      {0.1, 500, "orders of magnitude that f\u2032 is below 1", true}};
  for (const int side : {+1, -1}) {  // the dashed one over the other: they may be the same
    if (end_of_f64(c, r, side) == 0) continue;
    auto& line = drawn.curves.emplace_back(curve{side < 0 ? "x < 0" : "x > 0", side < 0 ? 1u : 0u, {{}}});
    for (const double x : spread_evenly(drawn.x, samples_per_segment))
      if (const double slope = std::fabs(r.evaluate(side * x).rounded); slope > 0 && slope < 1)
        line.pieces.front().push_back({x, -std::log10(slope)});
  }
  for (const format f : all_formats) drawn.levels.push_back({orders_lost_at_zero(f), std::string(name(f))});
  return drawn;
}

}  // namespace actcheck::docs
