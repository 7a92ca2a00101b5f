// A comparison as text and as Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/counts.hpp"
#include "reporters/markdown.hpp"
#include "reporters/reporter.hpp"
#include "reporters/text.hpp"

namespace actcheck {
namespace {

std::string outcome_text(const result& r) {
  if (r.crashed) return "crash";
  std::string text(name(r.found.outcome));
  if (!r.found.accuracy) return text;
  text += fmt::format(", {}", name(*r.found.accuracy));
  if (r.found.worst && r.found.worst->ulp > 0)
    text += std::isfinite(r.found.worst->ulp) ? fmt::format(" ({:.3g} ulp)", r.found.worst->ulp) : " (NaN)";
  return text;
}

std::string subject_of(const difference& d) {
  const result& r = d.after != nullptr ? *d.after : *d.before;
  return d.whole_target ? fmt::format("{} {} {}", r.activation, name(r.number_format), name(r.direction)) : title_text(r);
}

std::string details(const difference& d) {
  if (d.whole_target) return counted(d.checks, "check") + (d.failing > 0 ? fmt::format(", {} failing", d.failing) : "");
  if (d.before == nullptr) return outcome_text(*d.after);
  if (d.after == nullptr) return "was " + outcome_text(*d.before);
  return fmt::format("{} -> {}", outcome_text(*d.before), outcome_text(*d.after));
}

/// What makes the two runs less comparable, as `effort quick -> full`.
std::vector<std::string> other_circumstances(const comparison& c) {
  std::vector<std::string> list;
  const auto add = [&](std::string_view what, const auto& before, const auto& after) {
    if (before != after) list.push_back(fmt::format("{} {} -> {}", what, before, after));
  };
  add("actcheck", c.before.tool_version, c.after.tool_version);
  add("effort", c.before.effort, c.after.effort);
  add("seed", c.before.seed, c.after.seed);
  add("profile", c.before.profile, c.after.profile);
  return list;
}

std::string time_text(const comparison& c) {
  const double ratio = c.slowdown();
  if (ratio == 0) return "";
  return fmt::format("{}: {:.1f} s -> {:.1f} s", ratio > 1 ? "slower" : "faster", c.before.seconds, c.after.seconds);
}

std::string counts(const comparison& c) {
  std::string text;
  for (const change what : {change::broken, change::worse_grade, change::unchecked, change::gone, change::fixed,
                            change::better_grade, change::added})
    if (const auto n = c.count(what); n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, name(what));
  return text.empty() ? "no differences" : text;
}

std::string_view conclusion(const comparison& c) { return c.worse() ? "WORSE" : "NOT WORSE"; }

}  // namespace

std::string comparison_text(const comparison& c) {
  std::string text = fmt::format("actcheck compare   old: {}   new: {}\n", subject_text(c.before), subject_text(c.after));
  for (const auto& other : other_circumstances(c)) text += fmt::format("note: {}\n", other);
  text += "\n";
  std::size_t width = 0;
  for (const auto& d : c.differences) width = std::max(width, subject_of(d).size());
  for (const auto& d : c.differences) {
    text += fmt::format("{:<9}  {:<{}}  {}\n", name(d.what), subject_of(d), width, details(d));
    if (d.what == change::broken && !d.after->repro.empty())
      text += fmt::format("{:<9}  reproduce: {}\n", "", d.after->repro);
  }
  if (!c.differences.empty()) text += "\n";
  if (const std::string time = time_text(c); !time.empty()) text += time + "\n";
  return text + fmt::format("{}   verdict: {}\n", counts(c), conclusion(c));
}

std::string comparison_markdown(const comparison& c) {
  std::string text =
      fmt::format("### actcheck compare: {}\n\nold: {} · new: {} · {}\n\n", conclusion(c),
                  markdown_escaped(subject_text(c.before)), markdown_escaped(subject_text(c.after)), counts(c));
  for (const auto& other : other_circumstances(c)) text += markdown_escaped(other) + "\n\n";
  if (const std::string time = time_text(c); !time.empty()) text += time + "\n\n";
  if (c.differences.empty()) return text;
  text += "| change | check | from -> to |\n|:--|:--|:--|\n";
  for (const auto& d : c.differences)
    text += fmt::format("| {} | {} | {} |\n", d.worse() ? fmt::format("**{}**", name(d.what)) : name(d.what),
                        markdown_escaped(subject_of(d)), markdown_escaped(details(d)));
  return text;
}

}  // namespace actcheck
