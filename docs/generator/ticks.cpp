// Ticking: from the results of a run to a checkbox and the sentence beside it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

/// "all 63,488 finite inputs of f16, 40,000 inputs of f64, and 5,120 inputs at 6 other sets of parameters"
std::string coverage_text(const support& s, const std::vector<double>& defaults) {
  std::vector<std::string> words;
  std::set<std::vector<double>> others;
  std::uint64_t inputs_of_others = 0;
  for (const auto* r : s.results) {
    if (r->parameters == defaults) {
      words.push_back(r->exhaustive ? fmt::format("all {} finite inputs of {}", grouped(r->checked), r->format)
                                    : fmt::format("{} of {}", counted(r->checked, "input"), r->format));
    } else {
      others.insert(r->parameters);
      inputs_of_others += r->checked;
    }
  }
  if (!others.empty())
    words.push_back(
        fmt::format("{} at {}", counted(inputs_of_others, "input"), counted(others.size(), "other set of parameters")));
  return enumeration(words);
}

/// The worst grade and error, where the property measures them.
std::string accuracy_text(const support& s) {
  constexpr std::array<std::string_view, 6> best_first{"exact", "faithful", "tight", "absolute", "coarse", "wrong"};
  std::size_t worst = 0;
  bool graded = false;
  for (const auto* r : s.results) {
    const auto found = std::find(best_first.begin(), best_first.end(), r->grade);
    if (found == best_first.end()) continue;
    graded = true;
    worst = std::max(worst, static_cast<std::size_t>(found - best_first.begin()));
  }
  return graded ? fmt::format(", grade <b>{}</b>", best_first[worst]) : "";
}

/// The command that runs these checks again, as the report says it was run.
std::string command_of(const check_report& report, std::string_view activation, const std::vector<support>& supports) {
  std::set<std::string> properties, passes;
  for (const auto& s : supports) {
    properties.insert(s.property);
    passes.insert(s.pass);
  }
  std::string command = fmt::format("actcheck check {} --activation {}", report.subject, activation);
  command += fmt::format(" --property {}", fmt::join(properties, ","));
  if (passes.size() == 1) command += fmt::format(" --pass {}", *passes.begin());
  if (!report.effort.empty()) command += fmt::format(" --effort {}", report.effort);
  command += fmt::format(" --seed {}", report.seed);
  if (!report.profile.empty() && report.profile != "default") command += fmt::format(" --profile {}", report.profile);
  return command;
}

std::string objection_text(const support& s) {
  const auto* o = s.objection();
  return fmt::format("<b>Not ticked</b>: {} ({}) says <b>{}</b> for {}. {}", code(s.property), s.pass, o->verdict,
                     o->format, markdown(o->message));
}

}  // namespace

std::string statement_of(const support& s, const page_source& source) {
  return fmt::format("{} ({}) holds on {}{}", code(s.property), s.pass, coverage_text(s, source.parameters),
                     accuracy_text(s));
}

void tick_if_supported(section& s, const page_source& source, const std::vector<support>& supports,
                       std::string_view reach) {
  if (const auto& report = source.measured->report; report && !is_current(report->tool_version)) {
    s.evidence = "the report of the run is not of this version. " + age_note(report->tool_version);
    return;
  }
  std::vector<std::string> missing, held;
  for (const auto& one : supports) {
    if (one.objection() != nullptr) {
      s.state = tick::refuted;
      s.evidence = objection_text(one);
      return;
    }
    if (!one.holds()) missing.push_back(fmt::format("{} ({})", code(one.property), one.pass));
    else held.push_back(statement_of(one, source));
  }
  if (!missing.empty()) {
    s.evidence = fmt::format("no evidence in this build: nothing was checked for {}.", enumeration(missing));
    return;
  }
  s.state = tick::checked;
  s.evidence = fmt::format("{}. {} Run it again:\n\n{}", fmt::join(held, ".<br/>"), reach,
                           code_block("sh", command_of(*source.measured->report, source.entry->name, supports)));
}

// The reference compared with itself shows nothing about the reference.
std::string accuracy_reach(const evidence& measured) {
  const auto& report = measured.report;
  if (!report || report->subject != "builtin:reference")
    return "Each result was compared with the correctly rounded one.";
  return "Here the subject is the reference itself, so this alone does not show that the reference is right; \\ref "
         "trust tells what does.";
}

std::string_view sign_of(tick t) {
  return t == tick::checked || t == tick::cited ? "\u2611" : t == tick::refuted ? "\u2612" : "\u2610";
}

std::string_view name_of(tick t) {
  switch (t) {
    case tick::open: return "open";
    case tick::checked: return "checked";
    case tick::cited: return "cited";
    case tick::refuted: return "refuted";
  }
  return "open";
}

std::string provenance(const evidence& measured) {
  if (!measured.report) return "There is no report of a property run in this build, so no claim is ticked as checked.";
  const auto& r = *measured.report;
  return fmt::format("The evidence is from one run of actcheck {} on {}: effort {}, seed {}, profile {}.",
                     markdown(r.tool_version), code(r.subject), r.effort, r.seed, markdown(r.profile));
}

}  // namespace actcheck::docs
