#include "reporters/text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "actcheck/catalogue.hpp"

namespace actcheck {

std::string value_text(format f, double v) {
  if (std::isnan(v)) return "nan";
  if (f == format::f32) return fmt::format("{:.9g}", static_cast<float>(v)).size() > fmt::format("{}", static_cast<float>(v)).size()
                                   ? fmt::format("{}", static_cast<float>(v))
                                   : fmt::format("{:.9g}", static_cast<float>(v));
  return f == format::f64 ? fmt::format("{}", v) : fmt::format("{:.5g}", v);
}

std::string value_and_bits(format f, double v) {
  // A bound or a sum in double need not be a number of the format; then there are no bits to show.
  const double rounded = round_to(f, v);
  if (rounded != v && !std::isnan(v)) return fmt::format("{:.6g}", v);
  return fmt::format("{} (0x{:0{}x})", value_text(f, v), encode(f, v), shape(f).bits / 4);
}

std::string counterexample_text(format f, const counterexample& c) {
  std::string text = fmt::format("x = {}   got {}   want {}", value_and_bits(f, c.x), value_and_bits(f, c.got), value_and_bits(f, c.want));
  if (std::isfinite(c.ulp) && c.ulp > 0) text += fmt::format("   ({:.3g} ulp)", c.ulp);
  return text;
}

std::string interval_text(format f, const failing_interval& i) {
  std::string text = i.from == i.to || std::isnan(i.from) ? value_text(f, i.from) : fmt::format("[{}, {}]", value_text(f, i.from), value_text(f, i.to));
  if (!i.what.empty()) text += " " + i.what;
  return text;
}

std::string parameters_text(const result& r) {
  if (r.default_parameters) return "";
  const activation& a = get_activation(r.activation);
  std::string text;
  for (std::size_t i = 0; i < r.parameters.size() && i < a.parameters.size(); ++i)
    text += fmt::format("{}{}={}", i == 0 ? " with " : ", ", a.parameters[i].name, r.parameters[i]);
  return text;
}

std::string check_text(const result& r) { return fmt::format("{} {} {}, {}", r.activation, name(r.number_format), name(r.direction), r.property); }

std::string intervals_text(const result& r, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most, r.found.intervals.size()); ++i)
    text += (i == 0 ? "" : ", ") + interval_text(r.number_format, r.found.intervals[i]);
  if (r.found.intervals.size() > most) text += ", ...";
  return text;
}

std::vector<std::string> failure_lines(const result& r) {
  const finding& f = r.found;
  std::vector<std::string> lines;
  if (f.simplest) lines.push_back("simplest: " + counterexample_text(r.number_format, *f.simplest));
  const bool informative = std::any_of(f.intervals.begin(), f.intervals.end(), [](const failing_interval& i) { return i.from < i.to; });
  if (informative) lines.push_back("where: " + intervals_text(r, 3));
  if (!f.looks_like.empty()) lines.push_back("looks like: " + f.looks_like);
  if (!f.reason.empty()) lines.push_back("why it matters: " + f.reason);
  if (!r.repro.empty()) lines.push_back("reproduce: " + r.repro);
  return lines;
}

std::string title_text(const result& r) {
  return fmt::format("{} {} {}{}, {}", r.activation, name(r.number_format), name(r.direction), parameters_text(r), r.property);
}

std::string subject_text(const report& r) { return r.subject + (r.subject_version.empty() ? "" : " " + r.subject_version); }

std::string run_text(const report& r) {
  return fmt::format("effort {}, seed {}, profile {}{}", r.effort, r.seed, r.profile, r.part ? ", shard " + text_of(*r.part) : "");
}

std::string counts_text(const summary& s) {
  std::string text = fmt::format("{} failed, {} passed, {} with conventions, {} not applicable", s.failed, s.passed, s.conventions, s.skipped);
  if (s.known > 0) text += fmt::format(", {} known to fail", s.known);
  if (s.unexpected > 0) text += fmt::format(", {} unexpectedly passed", s.unexpected);
  if (s.crashed > 0) text += fmt::format(", {} crashed or timed out", s.crashed);
  return text;
}

std::string verdict_text(const report& r) { return r.totals().nothing_checked() ? "NOTHING CHECKED" : r.exit_status() == 0 ? "PASS" : "FAIL"; }

std::string valid_utf8(std::string_view text) {
  // The JSON library checks UTF-8 strictly when it writes, and replaces what is none; reading it back takes its quotes off.
  const std::string quoted = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json::parse(quoted).get<std::string>();
}

std::vector<const result*> one_per_check(const report& r, verdict v) {
  std::vector<const result*> results;
  std::set<std::string> seen;
  for (const auto& one : r.results)
    if (one.found.outcome == v && seen.insert(check_text(one)).second) results.push_back(&one);
  return results;
}

}  // namespace actcheck
