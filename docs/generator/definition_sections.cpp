// What an activation is: formula, parameters, code, names in frameworks, conventions.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <set>

#include "actcheck/profiles.hpp"
#include "page.hpp"
#include "subjects/kernel.hpp"
#include "text.hpp"

namespace actcheck::docs {

std::string notation(std::string_view formula, std::string_view explained_before) {
  struct symbol {
    std::string_view tex, meaning;
  };
  constexpr std::array symbols{
      symbol{"\\sigma", "the logistic function \\(1/(1+e^{-x})\\)"},
      symbol{"\\Phi", "the distribution function of the standard normal distribution"},
      symbol{"\\varphi", "the density \\(e^{-x^2/2}/\\sqrt{2\\pi}\\) of the standard normal distribution"},
      symbol{"\\operatorname{erfc}", "the complementary error function \\(1-\\operatorname{erf}(x)\\)"},
      symbol{"\\operatorname{sech}", "the hyperbolic secant \\(1/\\cosh x\\)"}};
  std::vector<std::string> meanings;
  for (const auto& s : symbols)
    if (formula.find(s.tex) != formula.npos && explained_before.find(s.tex) == explained_before.npos)
      meanings.push_back(fmt::format("{} is {}", inline_formula(s.tex), markdown(s.meaning)));
  return meanings.empty() ? "" : fmt::format("Here {}.\n\n", enumeration(meanings));
}

namespace {

std::string parameter_table(const activation& a) {
  if (a.parameters.empty()) return "";
  std::string table = "### Parameters\n\n| name | default | meaning | domain |\n|:--|:--|:--|:--|\n";
  for (const auto& p : a.parameters)
    table += fmt::format("| {} | {} | {}{} | {} |\n", code(p.name), readable(p.default_value), markdown(p.meaning),
                         p.learnable ? "; learned, so it has a gradient of its own" : "", p.domain());
  return table + "\nWhat this page says holds for the default values.\n\n";
}

std::string identities(const facts& claims) {
  std::vector<std::string> all;
  for (const auto& r : claims.reflections) all.push_back(inline_formula(r.statement));
  if (claims.positively_homogeneous)
    all.push_back(inline_formula("f(c\\,x) = c\\,f(x)") + " for every " + inline_formula("c \\ge 0"));
  if (claims.idempotent) all.push_back(inline_formula("f(f(x)) = f(x)"));
  return all.empty() ? "" : fmt::format("It satisfies, for every real \\f$x\\f$: {}.\n\n", fmt::join(all, "; "));
}

std::string framework_table(const activation& a) {
  const auto frameworks = in_frameworks(a);
  if (frameworks.empty()) return "";
  std::string table = "### In frameworks\n\n| framework | name | defaults, choices, remarks |\n|:--|:--|:--|\n";
  std::set<std::string> sources;
  for (const auto& f : frameworks) {
    table += fmt::format("| {} | {} | {} |\n", markdown(f.framework), code(f.name), markdown(f.remark));
    for (const auto& s : f.sources) sources.insert(markdown(s));
  }
  if (!sources.empty()) table += fmt::format("\nSources: {}.\n", fmt::join(sources, "; "));
  return table + "\n";
}

std::string convention_table(const activation& a) {
  if (a.text.conventions.empty()) return "";
  std::string table =
      "### Conventions\n\nCorrect implementations differ in these points.\n\n| topic | what is done |\n|:--|:--|\n";
  for (const auto& c : a.text.conventions)
    table += fmt::format("| {} | {} |\n", markdown(c.topic), markdown(c.choices));
  return table + "\n";
}

std::string pitfalls(const activation& a) {
  if (a.text.pitfalls.empty()) return "";
  return "### How implementations go wrong\n\n" + markdown_list(a.text.pitfalls);
}

/// How the function is called in C++ and on the command line.
struct calls {
  std::string cpp, command_line;
};

calls calls_of(const activation& a) {
  std::string arguments;
  for (const auto& p : a.parameters)
    arguments += fmt::format(", /*{}=*/{}", p.name,
                             std::isinf(p.default_value) ? "INFINITY" : fmt::format("{}", p.default_value));
  const auto eval = [&](std::string_view inputs) {
    return fmt::format("actcheck eval {} --format f32 {}", a.name, inputs);
  };
  switch (a.kind) {
    case activation_kind::gated:
      return {fmt::format("float y = actcheck::{0}(a, b{1});\nauto [da, db] = actcheck::{0}.derivatives(a, b{1});",
                          a.name, arguments),
              eval("1,2")};
    case activation_kind::row_wise:
      return {fmt::format(
                  "std::vector<float> y = actcheck::{}(x);  // x is a row: std::vector<float>, std::array, std::span",
                  a.name),
              eval("1 2 3")};
    case activation_kind::elementwise: break;
  }
  return {fmt::format("float y = actcheck::{}(x{});", a.name, arguments), eval("1.5")};
}

/// What frameworks give differently for the same call.
std::string disagreements(const activation& a) {
  const auto rows = disagreement_rows(a);
  return rows.empty() ? "" : "### Where frameworks disagree\n\n" + std::string(disagreement_head) + rows + "\n";
}

/// The letter of the result and what it is a function of.
std::string_view left_side(activation_kind kind) {
  return kind == activation_kind::elementwise ? "f(x) = " : kind == activation_kind::gated ? "y(a, b) = " : "";
}

}  // namespace

page_source make_source(const activation& a, const evidence& measured) {
  const activation& part = part_of_one_number(a);
  auto defaults = part.default_parameters();
  auto claims = part.facts_for(defaults);
  return {&a, &part, std::move(defaults), std::move(claims), &measured};
}

std::string about_the_part(const page_source& s) {
  if (s.entry->kind == activation_kind::gated)
    return fmt::format(
        "The gate is \\ref {} and gives the result where the other input is 1; what follows is about it.\n\n",
        page_label(*s.part));
  if (s.entry->kind == activation_kind::row_wise)
    return fmt::format("What follows is about element {} of the row [x, 0], which is \\ref {} of x.\n\n",
                       s.entry->claims_of_rows->beside_zero_element + 1, page_label(*s.part));
  return "";
}

section mathematical_definition(const page_source& s) {
  const auto& a = *s.entry;
  section part{"Mathematical Definition", "", tick::open, ""};
  part.body = display_formula(fmt::format("{}{}", left_side(a.kind), a.text.formula)) + notation(a.text.formula, "");
  if (a.kind == activation_kind::elementwise)
    part.body += "As computed (written down by the code itself, evaluated on symbols):\n\n" +
                 display_formula(fmt::format("f(x) = {}", a.formula_tex()));
  part.body += parameter_table(a);
  if (const auto all = identities(s.claims); !all.empty()) part.body += about_the_part(s) + all;
  tick_if_supported(part, s, {find_support(*s.measured, a.name, "accuracy", "forward")}, accuracy_reach(*s.measured));
  return part;
}

section code_definition(const page_source& s) {
  const auto& a = *s.entry;
  section part{"Code Definition", "", tick::open, ""};
  const auto call = calls_of(a);
  part.body = "In NumPy:\n\n" + code_block("py", a.text.code);
  if (const auto source = a.kind == activation_kind::elementwise ? formula_source(a, *s.measured) : ""; !source.empty())
    part.body +=
        fmt::format(
            "In C++, as in the catalogue (`reference/activations/{}.cpp`), for every arithmetic that it is computed in:\n\n",
            a.name) +
        code_block("cpp", source);
  part.body += "In C++, correctly rounded in each number format (from `actcheck/activations.hpp`):\n\n" +
               code_block("cpp", call.cpp);
  part.body += "On the command line:\n\n" + code_block("sh", call.command_line);
  part.body += sample_values(s) + framework_table(a) + disagreements(a) + convention_table(a) +
               library_table(a, *s.measured) + pitfalls(a);
  tick_if_supported(
      part, s, {find_support(*s.measured, a.name, "accuracy", "forward")},
      accuracy_reach(*s.measured) +
          " All this is about the compiled function; the NumPy line is for reading, and rounds at every step.");
  return part;
}

}  // namespace actcheck::docs
