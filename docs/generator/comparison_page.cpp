// All activations side by side: a table that readers sort.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "facts_text.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr std::uint64_t shown_size = 16384;
constexpr std::string_view none = "\u2013";

/// Time per number of the reference, f32, forward.
std::string time_text(const evidence& measured, std::string_view activation) {
  for (const auto& run : measured.benchmarks)
    for (const auto& t : run.timings)
      if (t.activation == activation && t.format == "f32" && t.pass == "forward" && t.implementation == "reference" &&
          t.elements == shown_size)
        return fmt::format("{:.3g}", t.ns_per_element);
  return std::string(none);
}

std::string accuracy_text(const evidence& measured, std::string_view activation) {
  if (!measured.model) return std::string(none);
  const auto* t = measured.model->find(measured.model->watched, activation);
  return t == nullptr || std::isnan(t->mean) ? std::string(none) : fmt::format("{:.1f}", 100 * t->mean);
}

/// The least distance from 0 from which on the derivative is 0 in f16: by the function itself, or by rounding.
std::string dies_at(const page_source& s) {
  double nearest = infinity;
  for (const auto& d : s.claims.dead_set) {
    if (d.from == -infinity) nearest = std::min(nearest, std::fabs(d.to));
    if (d.to == infinity) nearest = std::min(nearest, std::fabs(d.from));
  }
  const reference r(*s.part, pass::backward, format::f16, s.parameters);
  for (const double end : {r.lower_tail(), r.upper_tail()})
    if (std::isfinite(end) && r.evaluate(end).rounded == 0) nearest = std::min(nearest, std::fabs(end));
  return std::isinf(nearest) ? "never" : readable(format::f16, nearest);
}

std::string row(const activation& a, const evidence& measured) {
  const auto s = make_source(a, measured);
  const auto& c = s.claims;
  return fmt::format("| \\ref {} | {} | {} | {} | {} | {} | {} | {} |\n", page_label(a), range_text(c.range),
                     c.kinks.empty() ? "smooth" : kinks_text(c), monotonicity_text(c),
                     std::isfinite(c.lipschitz) ? readable(c.lipschitz) : "none", dies_at(s),
                     time_text(measured, a.name), accuracy_text(measured, a.name));
}

}  // namespace

std::string comparison_page(const evidence& measured) {
  std::string page =
      "# Comparison {#comparison}\n\nAll activations at their default parameters; a click on the head of a column sorts by it. Of an activation of two inputs it is the "
      "gate, and of one of rows an element of the row [x, 0], that the facts are about.\n\n";
  page +=
      "| name | range | kinks | monotone | Lipschitz | f\u2032 is 0 in f16 from \\|x\\| = | ns | accuracy, % |\n"
      "|:--|:--|:--|:--|--:|--:|--:|--:|\n";
  for (const auto* a : catalogue()) page += row(*a, measured);
  page += fmt::format(
      "\nTime: of the correctly rounded reference, f32, forward, arrays of {} numbers (Computational Efficiency on the activation's page tells machine and peers). Accuracy: ",
      grouped(shown_size));
  page += measured.model
              ? fmt::format("mean over seeds in the network {} (\\ref choosing).\n", markdown(measured.model->watched))
              : "there are no results of networks in this build.\n";
  return page;
}

}  // namespace actcheck::docs
