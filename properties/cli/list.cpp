#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actcheck/catalogue.hpp"
#include "actcheck/profiles.hpp"
#include "cli/command.hpp"
#include "engine/property.hpp"

namespace actcheck::cli {
namespace {

void list_activations() {
  for (const activation* a : catalogue()) {
    std::string parameters;
    for (const auto& p : a->parameters)
      parameters += fmt::format("{}{}={}", parameters.empty() ? "" : ", ", p.name, p.default_value);
    fmt::print("{:<34} {:<12} {}\n", fmt::format("{}({})", a->name, parameters), name(a->kind), a->text.summary);
  }
}

void list_properties() {
  for (const property* p : all_properties()) fmt::print("{:<16} {}\n", p->name, p->statement);
}

void list_profiles() {
  for (const profile* p : profiles()) {
    const std::string others = fmt::format("{}{}", p->aliases.empty() ? "" : "; also ", fmt::join(p->aliases, ", "));
    fmt::print("{:<12} {}{}\n", p->name, p->summary, others);
  }
}

}  // namespace

void add_list(CLI::App& app, int&) {
  auto* command = app.add_subcommand("list", "List the activations, with parameters, defaults and kind");
  auto properties = std::make_shared<bool>(false), profiles = std::make_shared<bool>(false);
  auto* chosen = command->add_flag("--properties", *properties, "List the properties instead");
  command->add_flag("--profiles", *profiles, "List the profiles instead: frameworks' names, defaults and choices")
      ->excludes(chosen);
  command->callback([properties, profiles] {
    if (*properties) list_properties();
    else if (*profiles) list_profiles();
    else list_activations();
  });
}

void add_explain(CLI::App& app, int&) {
  auto* command = app.add_subcommand("explain", "Say what a property demands, why, and what kind of bug it finds");
  auto wanted = std::make_shared<std::string>();
  command->add_option("PROPERTY", *wanted, "A property's name")->required();
  command->callback([wanted] {
    const property* p = find_property(*wanted);
    if (p == nullptr) {
      std::vector<std::string> names;
      for (const property* known : all_properties()) names.emplace_back(known->name);
      throw std::invalid_argument(fmt::format("unknown property '{}'{}", *wanted, suggestion(*wanted, names)));
    }
    fmt::print("{}\n  what must hold: {}\n  why: {}\n  finds, for example: {}\n", p->name, p->statement, p->reason, p->example);
  });
}

}  // namespace actcheck::cli
