/// \file
/// Trains the same small networks with each activation and writes what it measured. Exit status: 0 done; 1 the output could
/// not be written; 2 usage error, or data that cannot be used.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "actcheck/catalogue.hpp"
#include "actcheck/version.hpp"
#include "comparison.hpp"
#include "reporters/reporter.hpp"

namespace {

using namespace actcheck;
using namespace actcheck::model;

struct options {
  std::string plan = "full", output, data = ACTCHECK_MODEL_DATA;
  std::vector<std::string> activations{};
  unsigned jobs = 1;
};

std::vector<const activation*> chosen_activations(const std::vector<std::string>& names) {
  auto all = hidden_unit_activations();
  if (names.empty()) return all;
  std::vector<const activation*> wanted;
  for (const auto& name : names) {
    wanted.push_back(&get_activation(name));
    if (wanted.back()->kind == activation_kind::row_wise)
      throw std::invalid_argument("'" + name + "' is row-wise: hidden units are elementwise or gated");
  }
  std::erase_if(all, [&](const activation* a) { return std::find(wanted.begin(), wanted.end(), a) == wanted.end(); });
  return all;
}

void declare(CLI::App& app, options& given) {
  app.name("actcheck_model");
  app.set_version_flag("--version", ACTCHECK_VERSION);
  app.add_option("--plan", given.plan, "short (that everything runs) or full (the comparison)")->capture_default_str();
  app.add_option("--output", given.output, "where the JSON goes")->required()->type_name("FILE");
  app.add_option("--data", given.data, "the digits")->capture_default_str()->type_name("FILE");
  app.add_option("--jobs", given.jobs, "runs at a time")->capture_default_str()->check(CLI::Range(1, 1024));
  app.add_option("--activation", given.activations, "only these, separated by commas")->delimiter(',')->type_name("NAMES");
}

int fail(int status, std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  fmt::print(stderr, "actcheck_model: {}\n", message);
  return status;
}

int run(const options& given) {
  std::string text;
  try {
    const plan p = find_plan(given.plan);
    const auto activations = chosen_activations(given.activations);
    const examples all = read_digits(given.data);
    require_writable(given.output);
    text = compare(p, activations, all, given.jobs);
  } catch (const std::exception& problem) {
    return fail(2, problem.what());
  }
  write_file(given.output, text);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains the same small networks with every activation, and compares them.");
  options given;
  declare(app, given);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);  // --help, --version
  } catch (const CLI::ParseError& error) {
    return fail(2, error.what());
  }
  try {
    return run(given);
  } catch (const std::exception& problem) {
    return fail(1, problem.what());
  }
}
