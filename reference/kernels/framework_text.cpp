// An activation in frameworks, in words: made from the profiles, and from the prose for frameworks that have none.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/profiles.hpp"

namespace actcheck {
namespace {

void join(std::string& text, std::string_view part, std::string_view separator) {
  if (part.empty()) return;
  if (!text.empty()) text += separator;
  text += part;
}

/// A number as one would write it: 1/3 and not its digits.
std::string number_text(double v) {
  if (std::isnan(v)) return "NaN";
  const std::string digits = fmt::format("{}", v);
  for (int denominator = 3; digits.size() > 10 && denominator <= 12; ++denominator) {
    const double numerator = std::round(v * denominator);
    if (numerator != 0 && numerator / denominator == v) return fmt::format("{}/{}", numerator, denominator);
  }
  return digits.size() > 10 ? fmt::format("{:.10g}", v) : digits;
}

bool is_required(const framework_entry& e, const parameter& p) {
  return std::find(e.required.begin(), e.required.end(), p.name) != e.required.end();
}

/// "threshold 20", "threshold 13.94238515 (f32), 34.04365339 (f64)", or "" where there is nothing to say.
std::string default_text(const framework_entry& e, const parameter& p) {
  std::string values;
  double in_all = p.default_value;
  for (const auto& d : e.defaults) {
    if (d.parameter != p.name) continue;
    if (d.only_in) join(values, fmt::format("{} ({})", number_text(d.value), name(*d.only_in)), ", ");
    else in_all = d.value;
  }
  if (values.empty() && std::isinf(in_all)) return "";  // a threshold that is not there
  return fmt::format("{} {}", p.name, values.empty() ? number_text(in_all) : values);
}

std::string defaults_text(const framework_entry& e, const activation& a) {
  std::string text, required;
  for (const auto& p : a.parameters) {
    if (is_required(e, p)) join(required, p.name, " and ");
    else join(text, default_text(e, p), ", ");
  }
  if (!required.empty()) join(text, required + " must be given", ", ");
  if (e.fixed) join(text, "fixed", ", ");
  return text;
}

/// "f'(first kink) from the left": where there are no defaults to say numbers for, or no kink at them (elu, alpha = 1).
std::string rules_text(const framework_entry& e) {
  std::string text;
  for (const auto& rule : e.kinks) {
    const std::string_view where = rule.place == kink_place::first  ? "first kink"
                                   : rule.place == kink_place::last ? "last kink"
                                                                    : "kink";
    const std::string slope = rule.choice == kink_choice::left    ? "from the left"
                              : rule.choice == kink_choice::right ? "from the right"
                                                                  : "= " + number_text(rule.value);
    join(text, fmt::format("f'({}) {}", where, slope), ", ");
  }
  return text;
}

/// "f'(-3) = 0, f'(3) = 1", at the framework's defaults.
std::string kinks_text(const profile& p, const framework_entry& e, const activation& a) {
  if (!e.required.empty()) return rules_text(e);
  const bool gated = a.kind == activation_kind::gated;
  const auto parameters = p.parameters_for(a, format::f32);
  std::string text;
  if (!e.kinks.empty())
    for (const auto& k : (gated ? a.gates.gate() : a).facts_for(parameters).kinks)
      if (const auto slope = p.required_slope(a, parameters, k.x))
        join(text, fmt::format("f'({}) = {}", number_text(k.x), number_text(slope->value)), ", ");
  return text.empty() ? rules_text(e) : text;
}

std::string_view input_text(special_input input) {
  switch (input) {
    case special_input::not_a_number: return "NaN";
    case special_input::plus_infinity: return "inf";
    case special_input::minus_infinity: return "-inf";
    case special_input::plus_zero: return "0";
    case special_input::minus_zero: return "-0";
  }
  return "";
}

std::string_view row_text(special_row row) { return row == special_row::only_minus_infinity ? "of -inf only" : "with inf"; }

std::string results_text(const framework_entry& e) {
  std::string text;
  for (const auto& r : e.results) {
    const std::string_view function = r.direction == pass::forward ? "f" : "f'";
    join(text, fmt::format("{}({}) = {}", function, input_text(r.input), number_text(r.value)), ", ");
  }
  for (const auto& r : e.rows) {
    const std::string_view what = r.direction == pass::forward ? "" : "gradient ";
    join(text, fmt::format("{}{} for a row {}", what, number_text(r.value), row_text(r.row)), ", ");
  }
  return text;
}

std::vector<std::string> sources_of(const profile& p, const framework_entry& e) {
  std::vector<std::string> sources;
  const auto add = [&](std::string_view key) {
    const std::string reference(p.source(key).reference);
    if (std::find(sources.begin(), sources.end(), reference) == sources.end()) sources.push_back(reference);
  };
  add(e.source);
  for (const auto& d : e.defaults) add(d.source);
  for (const auto& k : e.kinks) add(k.source);
  for (const auto& r : e.results) add(r.source);
  for (const auto& r : e.rows) add(r.source);
  return sources;
}

framework_text text_of(const profile& p, const framework_entry& e, const activation& a) {
  std::string remark;
  for (const auto& part : {defaults_text(e, a), kinks_text(p, e, a), results_text(e), std::string(e.remark)})
    join(remark, part, "; ");
  return {std::string(p.framework), std::string(e.name), remark, sources_of(p, e)};
}

}  // namespace

std::vector<framework_text> in_frameworks(const activation& a) {
  std::vector<framework_text> all;
  for (const profile* p : profiles())
    for (const auto& e : p->entries)
      if (e.activation == a.name) all.push_back(text_of(*p, e, a));
  for (const auto& n : a.text.frameworks)
    all.push_back({std::string(n.framework), std::string(n.name), std::string(n.remark), {}});
  return all;
}

}  // namespace actcheck
