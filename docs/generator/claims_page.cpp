#include "claims_page.hpp"

#include <algorithm>
#include <array>

#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "facts_text.hpp"
#include "json_input.hpp"
#include "measured_claims.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr const char* claims_schema = "actcheck.claims/1";

struct verdict_sign {
  std::string_view word, sign, style, title;
};
constexpr std::array verdicts{verdict_sign{"holds", "\u2611", "checked", "Holds"},
                              verdict_sign{"partly", "\u25d0", "cited", "Holds in part"},
                              verdict_sign{"false", "\u2612", "refuted", "False"}};

verdict_sign find_verdict(const std::string& word) {
  for (const auto& v : verdicts)
    if (v.word == word) return v;
  throw std::runtime_error(fmt::format("unknown verdict '{}'", word));
}

/// A fact as the pages put it.
std::string fact_text(const std::string& name, const facts& claims) {
  if (name == "range") return range_text(claims.range);
  if (name == "kinks") return kinks_text(claims);
  if (name == "monotone") return monotonicity_text(claims);
  if (name == "dead") return claims.dead_set.empty() ? "nowhere" : "on " + dead_set_text(claims);
  throw std::runtime_error(fmt::format("unknown fact '{}'", name));
}

std::string_view fact_title(std::string_view name) {
  if (name == "kinks") return "smoothness:";
  if (name == "monotone") return "monotonicity:";
  return name == "dead" ? "the derivative is exactly 0" : "range";
}

std::string checked_facts(const json& claim, const page_source& source) {
  std::vector<std::string> words;
  const json said_facts = optional_object(claim, "facts");
  for (const auto& [name, said] : said_facts.items()) {
    const auto truth = fact_text(name, source.claims);
    if (said != truth)
      throw std::runtime_error(fmt::format("{} of {} is '{}', not {}", name, source.entry->name, truth, said.dump()));
    words.push_back(fmt::format("{} {}", fact_title(name), markdown(truth)));
  }
  return words.empty() ? "" : fmt::format("In the catalogue: {}.\n\n", enumeration(words));
}

/// "f(−1) = 0", compared with the reference; nothing is added if the claim does not mention this value.
void add_checked_value(std::vector<std::string>& words, const json& point, const char* key, const page_source& source,
                       pass p) {
  const auto said = optional_number(point, key);
  if (!said) return;
  constexpr format f = format::f32;
  const double x = round_to(f, required<double>(point, "x", "a value"));
  const double truth = reference(*source.entry, p, f, source.parameters).evaluate(x).rounded;
  if (round_to(f, *said) != truth)
    throw std::runtime_error(fmt::format("{} of {} at {} is {}, not {}", key, source.entry->name, x, truth, *said));
  words.push_back(fmt::format("{}({}) = {}", p == pass::forward ? "f" : "f\u2032", readable(f, x), readable(f, truth)));
}

std::string checked_values(const json& claim, const page_source& source) {
  std::vector<std::string> words;
  if (claim.contains("values"))
    for (const auto& point : required<std::vector<json>>(claim, "values", "a claim")) {
      add_checked_value(words, point, "f", source, pass::forward);
      add_checked_value(words, point, "slope", source, pass::backward);
    }
  return words.empty() ? "" : fmt::format("Computed: {}.\n\n", enumeration(words));
}

std::string run_evidence(const json& claim, const page_source& source) {
  if (!claim.contains("evidence")) return "";
  const json wanted = optional_object(claim, "evidence");
  const auto found =
      find_support(*source.measured, source.entry->name, required<std::string>(wanted, "property", "evidence"),
                   required<std::string>(wanted, "pass", "evidence"));
  if (const auto* objection = found.objection())
    return fmt::format("The run speaks against the catalogue here: {} says {}.\n\n", code(found.property),
                       objection->verdict);
  return found.holds() ? statement_of(found, source) + ".\n\n"
                       : fmt::format("No evidence of a run for {} in this build.\n\n", code(found.property));
}

std::string claim_text(const json& claim, const evidence& measured) {
  const auto v = find_verdict(required<std::string>(claim, "verdict", "a claim"));
  std::string text = html_block("<div class=\"quote\">") + markdown(required<std::string>(claim, "quote", "a claim")) +
                     "\n\n" + html_block("</div>");
  text += html_block(fmt::format("<div class=\"evidence verdict {}\"><span class=\"tick\">{}</span>", v.style, v.sign));
  text += fmt::format("**{}.** {}\n\n", v.title, markdown(required<std::string>(claim, "because", "a claim")));
  if (claim.contains("activation")) {
    const activation& a = get_activation(required<std::string>(claim, "activation", "a claim"));
    const auto source = make_source(a, measured);
    text += checked_values(claim, source) + checked_facts(claim, source) + run_evidence(claim, source);
  }
  text += measured_text(claim, measured);
  return text + html_block("</div>");
}

/// Links to the pages of the activations that the claims are about.
std::string about(const std::vector<json>& claims) {
  std::vector<std::string> links;
  for (const auto& claim : claims) {
    if (!claim.contains("activation")) continue;
    const auto link = "\\ref " + page_label(get_activation(required<std::string>(claim, "activation", "a claim")));
    if (std::find(links.begin(), links.end(), link) == links.end()) links.push_back(link);
  }
  return links.empty() ? "" : fmt::format("The pages of the activations in question: {}.\n\n", enumeration(links));
}

std::string page_of(const json& content, const evidence& measured) {
  const auto schema = optional_text(content, "schema");
  if (schema != claims_schema)
    throw std::runtime_error(fmt::format("schema '{}', expected '{}'", schema, claims_schema));
  std::string page =
      fmt::format("# {} {{#note_checked}}\n\n{}\n\n", markdown(required<std::string>(content, "title", "the file")),
                  markdown(required<std::string>(content, "introduction", "the file")));
  const auto claims = required<std::vector<json>>(content, "claims", "the file");
  page += about(claims);
  for (const auto& claim : claims) page += claim_text(claim, measured);
  return page;
}

}  // namespace

std::string claims_page(const std::filesystem::path& file, const evidence& measured) {
  const json content = read_json(file);
  try {
    return page_of(content, measured);
  } catch (const std::exception& problem) {
    throw unusable(file, problem.what());
  }
}

}  // namespace actcheck::docs
