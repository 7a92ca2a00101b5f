// What an activation is: formula, parameters, code, names in frameworks, conventions.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "actcheck/profiles.hpp"
#include "actcheck/reference.hpp"
#include "page.hpp"
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
                         p.learnable ? "; learned, so it has a gradient of its own" : "",
                         p.domain());
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

/// A few correctly rounded results, to compare one's own with.
std::string sample_values(const page_source& s) {
  constexpr format f = format::f32;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr std::array inputs{-infinity, -10.0, -2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0, 10.0, infinity, nan};
  const reference forward(*s.entry, pass::forward, f, s.parameters),
      backward(*s.entry, pass::backward, f, s.parameters);
  const auto cell = [](double v) {
    const bool negative_zero = v == 0 && std::signbit(v);
    return fmt::format("{} | <code>0x{:08x}</code>", negative_zero ? "\u22120" : readable(f, v), encode(f, v));
  };
  std::string table =
      "### Values to compare with\n\nCorrectly rounded to f32; at a kink the derivative is the default "
      "convention's.\n\n"
      "| x | f(x) | bits | f\u2032(x) | bits |\n|--:|--:|:--|--:|:--|\n";
  for (const double x : inputs)
    table += fmt::format("| {} | {} | {} |\n", x == 0 && std::signbit(x) ? "\u22120" : readable(f, x),
                         cell(forward.evaluate(x).rounded), cell(backward.evaluate(x).rounded));
  return table + "\n";
}

}  // namespace

page_source make_source(const activation& a, const evidence& measured) {
  auto defaults = a.default_parameters();
  auto claims = a.facts_for(defaults);
  return {&a, std::move(defaults), std::move(claims), &measured};
}

section mathematical_definition(const page_source& s) {
  const auto& a = *s.entry;
  section part{"Mathematical Definition", "", tick::open, ""};
  part.body = display_formula(fmt::format("f(x) = {}", a.text.formula)) + notation(a.text.formula, "");
  part.body += "As computed (written down by the code itself, evaluated on symbols):\n\n" +
               display_formula(fmt::format("f(x) = {}", a.formula_tex()));
  part.body += parameter_table(a) + identities(s.claims);
  tick_if_supported(part, s, {find_support(*s.measured, a.name, "accuracy", "forward")}, accuracy_reach(*s.measured));
  return part;
}

section code_definition(const page_source& s) {
  const auto& a = *s.entry;
  section part{"Code Definition", "", tick::open, ""};
  std::string arguments;
  for (const auto& p : a.parameters)
    arguments += fmt::format(", /*{}=*/{}", p.name, std::isinf(p.default_value) ? "INFINITY" : fmt::format("{}", p.default_value));
  part.body = "In NumPy:\n\n" + code_block("py", a.text.code);
  part.body += "In C++, correctly rounded in each number format (from `actcheck/activations.hpp`):\n\n";
  part.body += code_block("cpp", fmt::format("float y = actcheck::{}(x{});", a.name, arguments));
  part.body += "On the command line:\n\n" + code_block("sh", fmt::format("actcheck eval {} --format f32 1.5", a.name));
  part.body += sample_values(s) + framework_table(a) + convention_table(a) + pitfalls(a);
  tick_if_supported(
      part, s, {find_support(*s.measured, a.name, "accuracy", "forward")},
      accuracy_reach(*s.measured) +
          " All this is about the compiled function; the NumPy line is for reading, and rounds at every step.");
  return part;
}

}  // namespace actcheck::docs
