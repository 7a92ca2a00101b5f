#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "actcheck/profiles.hpp"
#include "cli/command.hpp"

namespace actcheck::cli {
namespace {

void show_parameters(const activation& a) {
  for (const auto& p : a.parameters)
    fmt::print("  parameter     {} = {}: {} ({}{})\n", p.name, p.default_value, p.meaning, p.domain(), p.learnable ? ", learnable" : "");
}

std::string range_text(const value_range& r) {
  return fmt::format("{}{:.17g}, {:.17g}{}", r.infimum_attained ? "[" : "(", r.infimum, r.supremum, r.supremum_attained ? "]" : ")");
}

/// The little TeX that identities use, as plain text.
std::string plain_text(std::string_view tex) {
  std::string text(tex);
  for (const std::string_view markup : {"\\mathit{", "}", "\\,"})
    for (std::size_t at = text.find(markup); at != std::string::npos; at = text.find(markup)) text.erase(at, markup.size());
  return text;
}

void show_smoothness(const activation& a) {
  fmt::print("  monotone      {}\n", a.text.monotonicity);
  fmt::print("  smooth        {}\n", a.text.smoothness);
}

void show_elementwise_facts(const activation& a) {
  const facts f = a.facts_for(a.default_parameters());
  fmt::print("  range         {}\n", range_text(f.range));
  show_smoothness(a);
  for (const auto& k : f.kinks)
    fmt::print("  kink          at {}: slope {} from the left, {} from the right; {} {}\n", k.x, k.left, k.right, k.convention,
               k.exact ? "by convention" : "there, because the kink lies between two doubles");
  for (const auto& j : f.jumps)
    fmt::print("  jump          at {}: from {} to {}; the value there is {}\n", j.x, j.left, j.right, j.value);
  fmt::print("  limits        f(-inf) = {}, f(+inf) = {}, f'(-inf) = {}, f'(+inf) = {}\n", f.limit_at_minus_infinity,
             f.limit_at_plus_infinity, f.derivative_at_minus_infinity, f.derivative_at_plus_infinity);
  if (f.jumps.empty()) fmt::print("  Lipschitz     {:.17g}, reached at x = {:.17g}\n", f.lipschitz, f.steepest_at);
  else fmt::print("  Lipschitz     none: f jumps\n");
  if (f.dead_set.empty()) fmt::print("  dead set      none: f' is nowhere 0 on an interval\n");
  for (const auto& dead : f.dead_set) fmt::print("  dead set      ({}, {}): f' is exactly 0\n", dead.from, dead.to);
  for (const auto& r : f.reflections) fmt::print("  identity      {}\n", plain_text(r.statement));
}

/// The facts of the gate, as factors of the result.
void show_gated_facts(const activation& a) {
  const activation& gate = a.gates.gate();
  const facts f = gate.facts_for(a.default_parameters());
  const std::string gated = a.gates.gates_b ? "b" : "a", linear = a.gates.gates_b ? "a" : "b";
  fmt::print("  gate          {0}({1}): the result is {2} * {0}({1}), linear in {2}\n", gate.name, gated, linear);
  fmt::print("  slope in {}    {}({}), in {}\n", linear, gate.name, gated, range_text(f.range));
  fmt::print("  slope in {}    {} * {}'({}), at most {:.17g} |{}|\n", gated, linear, gate.name, gated, f.lipschitz, linear);
  show_smoothness(a);
  for (const auto& k : f.kinks)
    fmt::print("  kink          at {} = {}: slope {} {} from the left, {} {} from the right; {} {} by convention\n", gated, k.x, k.left, linear,
               k.right, linear, k.convention, linear);
  fmt::print("  limits        {} * {} at {} = -inf, {} * {} at {} = inf\n", f.limit_at_minus_infinity, linear, gated,
             f.limit_at_plus_infinity, linear, gated);
  if (f.dead_set.empty()) fmt::print("  dead set      none\n");
  for (const auto& dead : f.dead_set) fmt::print("  dead set      ({}, {}) of {}: both slopes are exactly 0\n", dead.from, dead.to, gated);
}

void show_row_facts(const activation& a) {
  const row_facts& f = *a.claims_of_rows;
  fmt::print("  range         {}, for two or more finite columns\n", range_text(f.range));
  fmt::print("  row           the sum of {} is 1; adding a number to all of x changes nothing\n", f.logarithmic ? "e^(y_i)" : "y_i");
  show_smoothness(a);
  fmt::print("  no share      y_i = {} where x_i = {}\n", f.value_at_negligible, f.direction > 0 ? "-inf" : "inf");
  if (std::isfinite(f.lipschitz)) fmt::print("  Lipschitz     {:.17g}, for rows of any length\n", f.lipschitz);
  else fmt::print("  Lipschitz     none that holds for rows of every length\n");
}

void show_facts(const activation& a) {
  switch (a.kind) {
    case activation_kind::elementwise: return show_elementwise_facts(a);
    case activation_kind::gated: return show_gated_facts(a);
    case activation_kind::row_wise: return show_row_facts(a);
  }
}

/// Name, defaults and choices in each framework, in columns.
void show_frameworks(const activation& a) {
  const auto frameworks = in_frameworks(a);
  if (frameworks.empty()) return;
  std::size_t framework_width = 0, name_width = 0;
  for (const auto& f : frameworks) {
    framework_width = std::max(framework_width, f.framework.size());
    if (!f.remark.empty()) name_width = std::max(name_width, f.name.size());
  }
  fmt::print("  frameworks\n");
  for (const auto& f : frameworks) {
    if (f.remark.empty()) fmt::print("    {:<{}}  {}\n", f.framework, framework_width, f.name);
    else fmt::print("    {:<{}}  {:<{}}  {}\n", f.framework, framework_width, f.name, name_width, f.remark);
  }
}

void show_usage(const activation& a) {
  for (const auto& c : a.text.conventions) fmt::print("  convention    {}: {}\n", c.topic, c.choices);
  for (const auto& p : a.text.pitfalls) fmt::print("  pitfall       {}\n", p);
  for (const auto& o : a.text.origin) fmt::print("  origin        {}\n", o);
}

}  // namespace

void add_show(CLI::App& app, int&) {
  auto* command = app.add_subcommand("show", "Show what an activation is: formula, facts, conventions, names in frameworks");
  auto wanted = std::make_shared<std::string>();
  command->add_option("NAME", *wanted, "An activation's name or alias")->required();
  command->callback([wanted] {
    const activation& a = get_activation(*wanted);
    fmt::print("{} ({}): {}\n", a.name, a.text.title, a.text.summary);
    fmt::print("  formula       {}\n  derivative    {}\n", a.text.code, a.text.derivative_code);
    show_parameters(a);
    show_facts(a);
    show_frameworks(a);
    show_usage(a);
  });
}

}  // namespace actcheck::cli
