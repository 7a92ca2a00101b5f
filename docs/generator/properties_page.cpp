// The pages of the properties: what must hold, why, how it is checked, and a bug that it catches.
#include <fmt/format.h>

#include <algorithm>

#include "actcheck/catalogue.hpp"
#include "engine/property.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

std::string label(const property& p) { return fmt::format("property_{}", p.name); }

/// "elementwise, gated"
std::string kinds_text(const property& p) {
  std::vector<std::string> kinds;
  for (const auto kind : p.kinds) kinds.emplace_back(name(kind));
  return enumeration(kinds);
}

std::string method_text(const property& p) {
  std::string text =
      p.observe != nullptr
          ? "It watches the sweep: the implementation is called once on all inputs of the run, and every such property looks at the same results. "
            "A sweep holds all finite numbers of the 8-bit and 16-bit formats; of f32 a sample, or all of them at effort `exhaustive`; of f64 a sample."
          : "It makes calls of its own, on arrays that are made for it.";
  text +=
      p.whole_kernels
          ? " It sees the function as it is called, with all its arrays."
          : " Of gated and row-wise activations it sees a part: the function of one number that is left when the others are held.";
  if (p.runs_first)
    text += " It runs before the others, and an implementation that fails it here is not trusted with the rest.";
  if (!p.parameters_matter) text += " It is checked at the default parameters only.";
  else
    text +=
        " It is checked at the default parameters, then at others: 0, 1, negative, large, as far as the activation allows them.";
  return text;
}

/// The activations that the report has results of.
std::string applied_to(const property& p, const evidence& measured) {
  if (!measured.report) return "This build has no report of a run.";
  std::vector<std::string> names;
  std::uint64_t results = 0, inputs = 0, failed = 0;
  for (const auto& r : measured.report->results) {
    if (r.property != p.name || r.skipped()) continue;
    ++results;
    inputs += r.checked;
    failed += r.passed() ? 0 : 1;
    if (names.empty() || names.back() != r.activation) names.push_back(r.activation);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.empty()) return "In this build's run it applied to nothing.";
  return fmt::format("In the run behind these pages it was checked in {} on {}, of which {} failed: {}.",
                     counted(results, "result"), counted(inputs, "input"), failed == 0 ? "none" : grouped(failed),
                     enumeration(names));
}

std::string kills_text(const property& p, const evidence& measured) {
  if (!measured.kills) return "";
  std::string rows;
  std::size_t also = 0;
  for (const auto& m : measured.kills->mutants) {
    if (std::find(m.failed.begin(), m.failed.end(), p.name) == m.failed.end()) continue;
    if (m.caught_by == p.name)
      rows += fmt::format("- {} {} {}: {}. It says: \"{}\"\n", m.activation, m.format, m.pass, markdown(m.what),
                          markdown(m.message));
    else ++also;
  }
  const std::string others =
      also == 0
          ? ""
          : fmt::format("It also fails for {} meant for other properties (\\ref mutants).\n", counted(also, "mutant"));
  if (rows.empty()) return others + "\n";
  return "Wrong implementations that it is there to catch, and does:\n\n" + rows + "\n" + others + "\n";
}

std::string page_of(const property& p, const evidence& measured) {
  return fmt::format(
      "\\page {0} {1}\n\n"
      "\\section {0}_statement What must hold\n\n{2}\n\n"
      "\\section {0}_reason Why it matters\n\n{3}\n\n"
      "\\section {0}_method How it is checked\n\n{4} It is a property of {5} activations.\n\n{6}\n\n"
      "\\section {0}_bugs Bugs it catches\n\n{7}\n\n{8}"
      "\\section {0}_again Check it\n\n{9}\n\n",
      label(p), p.name, markdown(p.statement), markdown(p.reason), method_text(p), kinds_text(p),
      applied_to(p, measured), markdown(p.example), kills_text(p, measured),
      code_block("sh", fmt::format("actcheck check ./libmine.so --property {}", p.name)));
}

}  // namespace

std::string properties_page(const evidence& measured) {
  std::string page = "# Properties {#properties}\n\n";
  page += fmt::format(
      "What must hold of an implementation: {} properties. Each is one file of the source, and can be chosen by its name.\n\n",
      all_properties().size());
  page += "| name | what must hold | of |\n|:--|:--|:--|\n";
  for (const property* p : all_properties())
    page += fmt::format("| \\subpage {} | {} | {} |\n", label(*p), markdown(p->statement), kinds_text(*p));
  page += "\n";
  for (const property* p : all_properties()) page += page_of(*p, measured);
  return page;
}

}  // namespace actcheck::docs
