// Puts an activation's page together.
#include <fmt/format.h>

#include <cctype>

#include "page.hpp"
#include "plot.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

std::vector<section> sections_of(const page_source& s) {
  return {mathematical_definition(s),
          code_definition(s),
          range_of_values(s),
          derivative(s),
          smoothness(s),
          monotonicity(s),
          computational_efficiency(s),
          common_use_cases(s),
          advantages_and_disadvantages(s),
          comparison_in_a_model(s)};
}

/// "Advantages / Disadvantages" of relu -> relu_advantages_disadvantages
std::string anchor_of(const activation& a, const section& s) {
  std::string anchor(a.name);
  bool gap = true;
  for (const char c : s.heading) {
    const bool is_word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (is_word && gap) anchor += '_';
    if (is_word) anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    gap = !is_word;
  }
  return anchor;
}

std::string evidence_box(const section& s) {
  return html_block(fmt::format("<div class=\"evidence {}\"><span class=\"tick\">{}</span>", name_of(s.state),
                                sign_of(s.state))) +
         s.evidence + "\n\n" + html_block("</div>");
}

/// The note's checklist, with each item's box and a link to its section.
std::string checklist(const activation& a, const std::vector<section>& sections) {
  std::string list = html_block("<div class=\"checklist\">");
  for (const auto& s : sections) {
    const std::string_view remark = s.state == tick::cited     ? " (cited)"
                                    : s.state == tick::refuted ? " (evidence against it)"
                                                               : "";
    list += fmt::format("- {} [{}](@ref {}){}\n", sign_of(s.state), s.heading, anchor_of(a, s), remark);
  }
  return list + "\n" + html_block("</div>");
}

std::string other_names(const activation& a) {
  if (a.aliases.empty()) return "";
  std::vector<std::string> names;
  for (const auto alias : a.aliases) names.push_back(code(alias));
  return fmt::format("In the catalogue: {}, also found as {}.\n\n", code(a.name), enumeration(names));
}

}  // namespace

std::string page_label(const activation& a) { return fmt::format("activation_{}", a.name); }

std::string activation_page(const activation& a, const evidence& measured) {
  const auto sections = sections_of(make_source(a, measured));
  std::string page = fmt::format("# {} {{#{}}}\n\n{}\n\n{}", markdown(a.text.title), page_label(a),
                                 markdown(a.text.summary), other_names(a));
  page += image(function_file(a), function_description(a));
  page += checklist(a, sections) + provenance(measured) + "\n\n";
  for (const auto& s : sections)
    page += fmt::format("## {} {{#{}}}\n\n{}{}", s.heading, anchor_of(a, s), s.body, evidence_box(s));
  page += certificate_section(a, measured);
  return page;
}

}  // namespace actcheck::docs
