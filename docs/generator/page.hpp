/// \file
/// The parts of an activation's page: the ten items of the study note's checklist, each with its text and its evidence.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "actcheck/activation.hpp"
#include "chart.hpp"
#include "evidence.hpp"

namespace actcheck::docs {

/// What the checkbox of an item says. Only evidence ticks one.
enum class tick { open, checked, cited, refuted };

/// One item of the checklist.
struct section {
  std::string heading;
  std::string body;  ///< Markdown
  tick state = tick::open;
  std::string evidence;  ///< Markdown: what was checked and how to check it again, or that nothing was
};

/// Everything that a section is made from.
struct page_source {
  const activation* entry;
  /// The function of one number that the facts are about: the activation itself, its gate, or an element of a row beside a 0.
  const activation* part;
  std::vector<double> parameters;  ///< the part's defaults
  facts claims;                    ///< the part's, for the defaults
  const evidence* measured;
};
page_source make_source(const activation&, const evidence&);

// The ten, in the note's order.
section mathematical_definition(const page_source&);
section code_definition(const page_source&);
section range_of_values(const page_source&);
section derivative(const page_source&);
section smoothness(const page_source&);
section monotonicity(const page_source&);
section computational_efficiency(const page_source&);
section common_use_cases(const page_source&);
section advantages_and_disadvantages(const page_source&);
section comparison_in_a_model(const page_source&);

/// What the symbols of a formula mean, except those that another formula above it has used already.
std::string notation(std::string_view formula, std::string_view explained_before);

/// Where f' is 0 in real arithmetic, and where it becomes 0 by rounding in each format. Part of `derivative`.
std::string dead_neurons(const page_source&);

/// Ticks `s` if every one of `supports` holds, and writes down what was checked; else says what is missing.
/// `reach` says what exactly the evidence is about.
void tick_if_supported(section& s, const page_source&, const std::vector<support>& supports, std::string_view reach);

/// "The gate, \ref activation_silu, ..." : what the facts of a gated or row-wise activation are about; "" of an elementwise one.
std::string about_the_part(const page_source&);

/// The lines of the activation's file that compute f and f', in C++; "" if the folder is not given.
/// \throws input_error if the file cannot be read or has none.
std::string formula_source(const activation&, const evidence&);

/// A table of correctly rounded results. Part of `code_definition`.
std::string sample_values(const page_source&);

/// Pictures of the forward pass's speed in f32, one for each size of array that was measured, with the names of their files.
std::vector<std::pair<std::string, bar_chart>> speed_charts(const activation&, const evidence&);

/// Where frameworks give different results for the same call, from the profiles; "" if they do not. Rows of a Markdown table
/// with the columns: what, and who has which value.
std::string disagreement_rows(const activation&);
inline constexpr std::string_view disagreement_head = "| what | who has which |\n|:--|:--|\n";

/// What was proven of the reference's results, a part of the page beside the ten; "" if there is no certificate.
std::string certificate_section(const activation&, const evidence&);

/// What the property `accuracy` has compared.
std::string accuracy_reach(const evidence&);

/// "`range` (forward) holds on all 63,488 finite inputs of f16 and ..."
std::string statement_of(const support&, const page_source&);

/// The checkbox sign and its name for style sheets.
std::string_view sign_of(tick);
std::string_view name_of(tick);

/// The whole page; the name of the page in links; the page of all activations.
std::string activation_page(const activation&, const evidence&);
std::string page_label(const activation&);
std::string index_page(const evidence&);
std::string gallery_page();
std::string comparison_page(const evidence&);
std::string disagreements_page();
std::string choosing_page(const evidence&);
std::string libraries_page(const evidence&);
/// What libraries make of one activation: rows of a table, or "".
std::string library_table(const activation&, const evidence&);

/// The page of all properties with the pages of each, as one file, and the page of the mutants.
std::string properties_page(const evidence&);
std::string mutants_page(const evidence&);

/// One sentence: from which run the evidence is.
std::string provenance(const evidence&);

}  // namespace actcheck::docs
