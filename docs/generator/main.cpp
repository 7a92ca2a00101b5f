/// \file
/// actcheck_docs: writes a Markdown page and a plot for every activation of the catalogue, and the page of them all.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <span>

#include "actcheck/catalogue.hpp"
#include "actcheck/version.hpp"
#include "claims_page.hpp"
#include "measured_claims.hpp"
#include "model_charts.hpp"
#include "page.hpp"
#include "plot.hpp"

namespace actcheck::docs {
namespace {

namespace fs = std::filesystem;

constexpr const char* usage =
    "usage: actcheck_docs --output FOLDER [--report FILE] [--benchmark FILE]... [--certificate FILE]... [--kills FILE]\n"
    "                    [--model FILE] [--libraries FILE] [--errors FILE] [--counterexample FILE]\n"
    "                    [--claims FILE]\n"
    "  --version          print the version and end\n"
    "  --output FOLDER    where the pages go (made if missing)\n"
    "  --report FILE      JSON of `actcheck check --report json=FILE`\n"
    "  --benchmark FILE   JSON of Google Benchmark; may be given several times\n"
    "  --certificate FILE a file of reference/certificates; may be given several times\n"
    "  --kills FILE       JSON of a run over mutants, schema actcheck.kills/1\n"
    "  --model FILE       JSON of a comparison of networks, schema actcheck.model/1\n"
    "  --libraries FILE   what was found of libraries, schema actcheck.libraries/1\n"
    "  --errors FILE      how far they are off over the line of numbers, schema actcheck.error_maps/1\n"
    "  --counterexample FILE  two numbers for which ReLU does not increase, schema actcheck.counterexample/1\n"
    "  --sources FOLDER   the repository's folder reference, whose formulas are shown\n"
    "  --claims FILE      claims to be gone through on a page of their own, schema actcheck.claims/1\n";

struct options {
  fs::path output, claims;
  evidence measured;
  bool help = false, version = false;
};

options parse(std::span<char* const> arguments) {
  options chosen;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (name == "--help" || name == "--version") {
      (name == "--help" ? chosen.help : chosen.version) = true;
      return chosen;
    }
    constexpr std::array known{"--output",    "--report", "--benchmark",      "--certificate", "--kills", "--model",
                               "--libraries", "--errors", "--counterexample", "--sources",     "--claims"};
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw input_error(fmt::format("unknown option '{}' (see --help)", name));
    if (i + 1 == arguments.size()) throw input_error(fmt::format("{} needs a value", name));
    const fs::path value = arguments[++i];
    if (name == "--output") chosen.output = value;
    else if (name == "--claims") chosen.claims = value;
    else if (name == "--kills") chosen.measured.kills = read_kills(value);
    else if (name == "--model") chosen.measured.model = read_model(value);
    else if (name == "--libraries") chosen.measured.libraries = read_libraries(value);
    else if (name == "--errors") chosen.measured.errors = read_error_maps(value);
    else if (name == "--sources") chosen.measured.sources = value;
    else if (name == "--counterexample") chosen.measured.refutation = read_counterexample(value);
    else if (name == "--benchmark") chosen.measured.benchmarks.push_back(read_benchmark(value));
    else if (name == "--certificate")
      for (const auto& one : read_certificate(value)) chosen.measured.certificates.push_back(one);
    else if (chosen.measured.report) throw input_error("--report was given twice (use `actcheck merge` first)");
    else chosen.measured.report = read_report(value);
  }
  if (chosen.output.empty()) throw input_error("no --output folder (see --help)");
  return chosen;
}

void write(const fs::path& file, const std::string& content) {
  std::ofstream stream(file, std::ios::binary);
  stream << content;
  stream.close();
  if (!stream) throw input_error(fmt::format("{}: cannot be written", file.string()));
}

/// A report or benchmark of another version may speak of activations that are not in this catalogue.
void mention_strangers(const evidence& measured) {
  std::vector<std::string> strangers;
  const auto look_at = [&](const std::string& name) {
    if (find_activation(name) == nullptr && (strangers.empty() || strangers.back() != name)) strangers.push_back(name);
  };
  if (measured.report)
    for (const auto& r : measured.report->results) look_at(r.activation);
  for (const auto& run : measured.benchmarks)
    for (const auto& t : run.timings) look_at(t.activation);
  for (const auto& c : measured.certificates) look_at(c.activation);
  if (measured.kills)
    for (const auto& m : measured.kills->mutants) look_at(m.activation);
  if (measured.model)
    for (const auto& t : measured.model->trainings) look_at(t.activation);
  if (measured.libraries)
    for (const auto& library : measured.libraries->libraries)
      for (const auto& g : library.grades) look_at(g.activation);
  if (measured.errors)
    for (const auto& map : measured.errors->all) look_at(map.activation);
  for (const auto& name : strangers)
    fmt::print(stderr, "actcheck_docs: note: no activation '{}' in the catalogue; its results are left out\n", name);
}

/// Contents by the name of the file.
using site = std::map<std::string, std::string>;

void add_activation(site& files, const activation& a, const evidence& measured) {
  files[page_label(a) + ".md"] = activation_page(a, measured);
  files[function_file(a)] = svg_of(function_chart(a));
  files[thumbnail_file(a)] = svg_of(thumbnail_chart(a));
  if (const auto drawn = underflow_chart(a)) files[underflow_file(a)] = svg_of(*drawn);
  if (measured.errors)
    if (const auto drawn = error_chart(*measured.errors, a)) files[error_file(a)] = svg_of(*drawn);
  for (const auto& [file, drawn] : speed_charts(a, measured)) files[file] = svg_of(drawn);
  if (measured.model)
    if (const auto picture = training_chart(*measured.model, a)) files[picture->file] = svg_of(picture->drawn);
}

site make_site(const options& chosen) {
  const auto& measured = chosen.measured;
  site files;
  for (const auto* a : catalogue()) add_activation(files, *a, measured);
  if (measured.model)
    for (const auto& picture : comparison_charts(*measured.model)) files[picture.file] = svg_of(picture.drawn);
  files["gallery.md"] = gallery_page();
  files["comparison.md"] = comparison_page(measured);
  files["choosing.md"] = choosing_page(measured);
  files["libraries.md"] = libraries_page(measured);
  files["disagreements.md"] = disagreements_page();
  files["activations.md"] = index_page(measured);
  files["properties.md"] = properties_page(measured);
  files["mutants.md"] = mutants_page(measured);
  if (!chosen.claims.empty()) files["note_checked.md"] = claims_page(chosen.claims, measured);
  return files;
}

/// Nothing is written before everything is made: what is wrong with the evidence leaves the folder as it was.
void write_pages(const options& chosen) {
  const auto files = make_site(chosen);
  std::error_code problem;
  fs::create_directories(chosen.output, problem);
  if (problem) throw input_error(fmt::format("{}: cannot be made: {}", chosen.output.string(), problem.message()));
  for (const auto& [name, content] : files) write(chosen.output / name, content);
}

}  // namespace
}  // namespace actcheck::docs

int main(int count, char** arguments) {
  using namespace actcheck::docs;
  try {
    const auto chosen = parse(std::span(arguments + 1, static_cast<std::size_t>(count - 1)));
    if (chosen.help) {
      fmt::print("{}", usage);
      return 0;
    }
    if (chosen.version) {
      fmt::print("actcheck_docs {}\n", ACTCHECK_VERSION);
      return 0;
    }
    mention_strangers(chosen.measured);
    write_pages(chosen);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "actcheck_docs: {}\n", problem.what());
    return 2;
  }
}
