// What is true of an activation: range, derivative, dead neurons, smoothness, monotonicity.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/reference.hpp"
#include "facts_text.hpp"
#include "page.hpp"
#include "plot.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

/// An outer stretch of inputs on which the rounded result is constant, although the function itself is not.
struct constant_tail {
  int side;
  double end, value;
};

std::vector<constant_tail> tails(const page_source& s, pass p, format f) {
  const reference r(*s.part, p, f, s.parameters);
  std::vector<constant_tail> all;
  for (const int side : {-1, +1}) {
    const double end = side < 0 ? r.lower_tail() : r.upper_tail();
    const bool really_constant = constant_far_out(s.claims, side);
    if (std::isfinite(end) && !really_constant) all.push_back({side, end, r.evaluate(end).rounded});
  }
  return all;
}

std::string inputs_of(const constant_tail& t, format f) {
  return fmt::format("x {} {}", t.side < 0 ? "\u2264" : "\u2265", readable(f, t.end));
}

/// Rounding makes a function that only approaches its limit reach it. Where, in each format.
std::string saturation_table(const page_source& s) {
  std::string rows;
  for (const format f : all_formats)
    for (const auto& t : tails(s, pass::forward, f))
      rows += fmt::format("| {} | {} | {} |\n", name(f), inputs_of(t, f), readable(f, t.value));
  if (rows.empty()) return "";
  return "In a number format the correctly rounded result is constant far out, although the function is not:\n\n"
         "| format | inputs | result |\n|:--|:--|--:|\n" +
         rows + "\n";
}

std::string limits(const facts& claims) {
  const bool bounded_below = std::isfinite(claims.limit_at_minus_infinity),
             bounded_above = std::isfinite(claims.limit_at_plus_infinity);
  return fmt::format("The limit at \u2212\u221e is {}, the limit at \u221e is {}.\n\n",
                     limit_text(claims.limit_at_minus_infinity, bounded_below && !constant_far_out(claims, -1)),
                     limit_text(claims.limit_at_plus_infinity, bounded_above && !constant_far_out(claims, +1)));
}

std::string kink_table(const facts& claims) {
  if (claims.kinks.empty()) return "";
  std::string note;
  if (std::any_of(claims.kinks.begin(), claims.kinks.end(), [](const kink& k) { return !k.exact; }))
    note = "A kink marked ~ is no double, only next to this one; there the last column is what the formula gives.\n\n";
  std::string table = "| kink at | slope from the left | slope from the right | given here |\n|--:|--:|--:|--:|\n";
  for (const auto& k : claims.kinks)
    table += fmt::format("| {}{} | {} | {} | {} |\n", k.exact ? "" : "~ ", readable(k.x), readable(k.left),
                         readable(k.right), readable(k.convention));
  return table +
         "\nAt a kink any value between the two slopes is accepted from an implementation; the last column is what "
         "actcheck itself gives.\n\n" +
         note;
}

std::string jump_table(const facts& claims) {
  if (claims.jumps.empty()) return "";
  std::string table = "| jump at | limit from the left | value | limit from the right |\n|--:|--:|--:|--:|\n";
  for (const auto& j : claims.jumps)
    table +=
        fmt::format("| {} | {} | {} | {} |\n", readable(j.x), readable(j.left), readable(j.value), readable(j.right));
  return table + "\n";
}

std::string slope_facts(const facts& claims) {
  std::string text = claims.jumps.empty()
                         ? fmt::format("The smallest Lipschitz constant, the least upper bound of |f\u2032|, is {}",
                                       readable(claims.lipschitz))
                         : "f jumps, so it has no Lipschitz constant";
  const auto is_there = [&](const kink& k) { return k.x == claims.steepest_at; };
  const bool at_kink = std::any_of(claims.kinks.begin(), claims.kinks.end(), is_there);
  if (claims.jumps.empty() && std::isfinite(claims.steepest_at))
    text += fmt::format(", {} at x = {}", at_kink ? "approached" : "reached", readable(claims.steepest_at));
  text += fmt::format(". The derivative tends to {} at \u2212\u221e and to {} at \u221e.",
                      readable(claims.derivative_at_minus_infinity), readable(claims.derivative_at_plus_infinity));
  std::vector<std::string> turns;
  for (const double x : claims.derivative_turns) turns.push_back(readable(x));
  if (!turns.empty()) text += fmt::format(" The slope turns (f has an inflection) at x = {}.", enumeration(turns));
  return text + "\n\n";
}

/// f'' from the left, and from the right, as near as a double comes; at a kink they differ.
std::pair<double, double> bends_beside(const page_source& s, double x) {
  const double step = std::max(std::fabs(x), 1.0) * 0x1p-30;
  return {second_derivative(*s.part, x - step, s.parameters), second_derivative(*s.part, x + step, s.parameters)};
}

/// The largest |f''| and where: samples between the kinks, then smaller and smaller steps around the best one.
point sharpest_bend(const page_source& s) {
  const auto size_at = [&](double x) { return std::fabs(second_derivative(*s.part, x, s.parameters)); };
  const auto at_kink = [&](double x) {
    return std::any_of(s.claims.kinks.begin(), s.claims.kinks.end(),
                       [&](const kink& k) { return std::fabs(x - k.x) < 0x1p-20; });
  };
  point best{0, -1};
  const auto consider = [&](double x) {
    if (const double size = at_kink(x) ? -1 : size_at(x); size > best.y) best = {x, size};
  };
  for (const double x : spread_evenly({-10, 10}, 201)) consider(x);
  for (double step = 0.05; step > 1e-10; step /= 2)
    for (const double x : {best.x - step, best.x + step}) consider(x);
  return best;
}

/// The second derivative, found with arbitrary precision from the code of the first.
std::string second_derivative_facts(const page_source& s) {
  const auto best = sharpest_bend(s);
  std::string text = "### Second derivative\n\n";
  if (best.y == 0) text += "f\u2033 is 0 wherever it exists: f is made of straight pieces.\n\n";
  else
    text += fmt::format(
        "On [\u221210, 10], beside kinks, the largest |f\u2033| found is {}, at x = {} (a search, not a proof).\n\n",
        readable(best.y, 6), readable(best.x, 4));
  std::string rows;
  for (const auto& k : s.claims.kinks) {
    const auto [left, right] = bends_beside(s, k.x);
    rows +=
        fmt::format("| {}{} | {} | {} |\n", k.exact ? "" : "~ ", readable(k.x), readable(left, 6), readable(right, 6));
  }
  if (!rows.empty())
    text += "| kink at | f\u2033 from the left | f\u2033 from the right |\n|--:|--:|--:|\n" + rows + "\n";
  return text;
}

/// Where the correctly rounded derivative is 0 although f' is not.
std::string rounded_to_zero(const page_source& s) {
  std::string rows;
  for (const format f : all_formats) {
    std::vector<std::string> where;
    for (const auto& t : tails(s, pass::backward, f))
      if (t.value == 0 && !dead_far_out(s.claims, t.side)) where.push_back(inputs_of(t, f));
    if (!where.empty())
      rows += fmt::format("| {} | {} | {} |\n", name(f), fmt::join(where, " or "),
                          inline_formula(fmt::format("2^{{{}}}", std::ilogb(smallest(f)))));
  }
  if (rows.empty()) return "";
  return "In a number format a small derivative is rounded, and becomes exactly 0 where it is at most half of the smallest "
         "positive number. There a neuron gets no gradient either:\n\n"
         "| format | f\u2032 rounds to 0 for | smallest positive number |\n|:--|:--|--:|\n" +
         rows + "\nAn implementation whose derivative is 0 on more inputs than these kills neurons that could learn.\n\n";
}

std::string underflow_picture(const activation& a) {
  const auto drawn = underflow_chart(a);
  return drawn ? image(underflow_file(a), drawn->description) : "";
}

std::string piece_table(const facts& claims) {
  std::string table = "| on | f is |\n|:--|:--|\n";
  for (const auto& p : claims.pieces) {
    const std::string_view what = p.direction == 0  ? "constant"
                                  : p.direction > 0 ? (p.strict ? "strictly increasing" : "non-decreasing")
                                                    : (p.strict ? "strictly decreasing" : "non-increasing");
    table += fmt::format("| {} | {} |\n", interval_text(p.from, p.to), what);
  }
  return table + "\n";
}

}  // namespace

section range_of_values(const page_source& s) {
  section part{"Range", "", tick::open, ""};
  std::vector<support> supports{find_support(*s.measured, s.entry->name, "range", "forward")};
  if (s.entry->kind == activation_kind::gated) {
    part.body =
        "<b>(\u2212\u221e, \u221e)</b>: every number is a value of y, because y is linear in the input that is not gated.\n\n";
    supports.push_back(find_support(*s.measured, s.entry->name, "gated_values", "forward"));
  }
  if (const auto* row = s.entry->claims_of_rows) {
    part.body = fmt::format(
        "<b>{}</b> for every element of the result of a row of two or more finite numbers; the sum of the {} is 1.\n\n",
        range_text(row->range), row->logarithmic ? "exponentials of the result" : "result");
    for (const auto* property : {"row_values", "row_sums"})
      supports.push_back(find_support(*s.measured, s.entry->name, property, "forward"));
  }
  part.body += about_the_part(s);
  part.body +=
      fmt::format("<b>{}</b>: a square bracket where the bound is a value of f, a round one where it is only approached. ",
                  range_text(s.claims.range)) +
      limits(s.claims) + saturation_table(s);
  tick_if_supported(part, s, supports,
                    "No result was outside the bounds. (A bound that is not a number of the format may be passed by "
                    "rounding, and by the error that the required grade permits.)");
  return part;
}

std::string dead_neurons(const page_source& s) {
  std::string text = "### Dead neurons\n\n";
  if (s.claims.dead_set.empty()) {
    text +=
        "In real arithmetic f\u2032 is 0 on no interval: apart from single points, a neuron passes on some of the "
        "gradient that arrives from above, however little.\n\n";
  } else {
    text += fmt::format(
        "f\u2032 is exactly 0 on {}. A neuron whose pre-activations all lie there, for every example of the data, gets "
        "the gradient 0 and is not changed by plain gradient descent: it is dead.\n\n",
        dead_set_text(s.claims));
  }
  text += rounded_to_zero(s);
  const auto checked = find_support(*s.measured, s.entry->name, "dead_neuron", "backward");
  return checked.holds() ? text + statement_of(checked, s) + ".\n\n" : text;
}

section derivative(const page_source& s) {
  const auto& a = *s.entry;
  section part{"Derivative", "", tick::open, ""};
  const bool elementwise = a.kind == activation_kind::elementwise;
  part.body = display_formula(fmt::format("{}{}", elementwise ? "f'(x) = " : "", a.text.derivative)) +
              notation(a.text.derivative, a.text.formula);
  if (elementwise) part.body += "As computed:\n\n" + display_formula(fmt::format("f'(x) = {}", a.derivative_tex()));
  part.body += "In NumPy:\n\n" + code_block("py", a.text.derivative_code);
  if (a.claims_of_rows != nullptr)
    part.body +=
        std::isfinite(a.claims_of_rows->lipschitz)
            ? fmt::format("The smallest Lipschitz constant, in the Euclidean norm, for rows of every length: {}.\n\n",
                          readable(a.claims_of_rows->lipschitz))
            : "There is no Lipschitz constant that serves rows of every length.\n\n";
  part.body += about_the_part(s) + slope_facts(s.claims) + kink_table(s.claims) + second_derivative_facts(s) +
               dead_neurons(s) + underflow_picture(a);
  tick_if_supported(
      part, s,
      {find_support(*s.measured, a.name, "derivative", "backward"),
       find_support(*s.measured, a.name, "accuracy", "backward")},
      "The backward pass was also compared with the slope of the forward pass: it integrates to its differences. " +
          accuracy_reach(*s.measured));
  return part;
}

section smoothness(const page_source& s) {
  section part{"Smoothness", "", tick::open, ""};
  const auto kinks = kinks_text(s.claims);
  part.body = markdown(s.entry->text.smoothness) + "\n\n" + about_the_part(s) +
              fmt::format("In short: {}.\n\n", kinks) + jump_table(s.claims);
  tick_if_supported(part, s, {find_support(*s.measured, s.entry->name, "derivative", "backward")},
                    s.claims.kinks.empty()
                        ? "No kink is declared: the derivative exists everywhere, and was right wherever it was checked."
                        : "At each kink that is a number of the format, the slope lies between the one-sided slopes.");
  return part;
}

section monotonicity(const page_source& s) {
  section part{"Monotonicity", "", tick::open, ""};
  part.body = markdown(s.entry->text.monotonicity) + "\n\n" + about_the_part(s) + piece_table(s.claims);
  tick_if_supported(part, s, {find_support(*s.measured, s.entry->name, "monotonicity", "forward")},
                    "On each piece, neighbouring results are in order, or out of it by no more than the error that the "
                    "required grade "
                    "permits. (Rounding makes plateaus, so strictness is a statement about real numbers.)");
  return part;
}

}  // namespace actcheck::docs
