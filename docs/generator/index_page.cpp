// The page of all activations: one table.
#include <fmt/format.h>

#include <algorithm>

#include "actcheck/catalogue.hpp"
#include "facts_text.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

/// One pass, formats of the same grade together: "exact in f64 f32; faithful in bf16".
std::string grades_of_pass(const activation& a, const evidence& measured, pass p) {
  std::vector<std::pair<std::string, std::vector<std::string>>> formats_by_grade;
  for (const auto* r : find_support(measured, a.name, "accuracy", name(p)).results) {
    if (r->grade.empty() || r->parameters != a.default_parameters()) continue;
    const auto has_grade = [&](const auto& entry) { return entry.first == r->grade; };
    auto found = std::find_if(formats_by_grade.begin(), formats_by_grade.end(), has_grade);
    if (found == formats_by_grade.end()) found = formats_by_grade.insert(found, {r->grade, {}});
    found->second.push_back(r->format);
  }
  std::vector<std::string> parts;
  for (const auto& [grade, formats] : formats_by_grade)
    parts.push_back(fmt::format("{} in {}", grade, fmt::join(formats, " ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string grade_line(const activation& a, const evidence& measured) {
  const auto forward = grades_of_pass(a, measured, pass::forward), backward = grades_of_pass(a, measured, pass::backward);
  if (forward.empty() && backward.empty()) return "not checked in this build";
  if (forward == backward) return forward;
  const auto line = [](std::string_view p, const std::string& grades) {
    return grades.empty() ? "" : fmt::format("{}: {}", p, grades);
  };
  return fmt::format("{}<br/>{}", line("forward", forward), line("backward", backward));
}

std::string row(const activation& a, const evidence& measured) {
  const facts claims = a.facts_for(a.default_parameters());
  return fmt::format("| \\subpage {} | {} | {} | {} | {} | {} |\n", page_label(a), inline_formula(a.text.formula),
                     range_text(claims.range), kinks_text(claims), monotonicity_text(claims), grade_line(a, measured));
}

}  // namespace

std::string index_page(const evidence& measured) {
  std::string page = "# Activations {#activations}\n\n";
  page += fmt::format("The catalogue has {}. Facts are those for the default parameters. {}\n\n",
                      counted(catalogue().size(), "activation"), provenance(measured));
  page += "| name | formula | range | smooth? | monotone? | grade |\n|:--|:--|:--|:--|:--|:--|\n";
  for (const auto* a : catalogue(activation_kind::elementwise)) page += row(*a, measured);
  page +=
      "\nA grade stands for both passes unless the line says otherwise. Grades, best first: *exact* (the correctly "
      "rounded value everywhere that was looked), *faithful* (error below 1 ulp), "
      "*tight* (at most 4 ulp), *absolute* (at most 4 eps max(1, \\|f(x)\\|)), *coarse* (at most 1e-3 max(1, "
      "\\|f(x)\\|)), "
      "*wrong*. " +
      accuracy_reach(measured) + "\n";
  page += "\n## Of two inputs, and of rows\n\nTheir kind tells what they take.\n\n";
  page += "| name | kind | formula | in words |\n|:--|:--|:--|:--|\n";
  for (const auto kind : {activation_kind::gated, activation_kind::row_wise})
    for (const auto* a : catalogue(kind))
      page += fmt::format("| \\subpage {} | {} | {} | {} |\n", page_label(*a), name(kind),
                          inline_formula(a->text.formula), markdown(a->text.summary));
  return page;
}

}  // namespace actcheck::docs
