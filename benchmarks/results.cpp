#include "results.hpp"

#include <cstdio>
#include <stdexcept>
#include <utility>

#include "engine/verdict.hpp"

namespace actcheck::benchmarks {
namespace {

/// As it was registered: Google appends how it was run.
benchmark::BenchmarkName plain_name(const benchmark::BenchmarkName& full) {
  benchmark::BenchmarkName name;
  name.function_name = full.function_name;
  return name;
}

void print(const benchmark::BenchmarkReporter::Run& run) {
  const auto& counters = run.counters;
  std::printf("%-60s %9.3g ns", run.run_name.function_name.c_str(), counters.at("ns_per_element").value);
  if (const auto grade = counters.find("grade"); grade != counters.end())
    std::printf("   %-8s %.3g ulp", std::string(name(all_grades.at(static_cast<std::size_t>(grade->second.value)))).c_str(),
                counters.at("max_ulp").value);
  std::puts("");
  std::fflush(stdout);
}

}  // namespace

results::results(const std::string& path) : path_(path) {
  if (path.empty()) return;
  file_.open(path);
  if (!file_) throw std::runtime_error("cannot write '" + path + "'");
  json_.SetOutputStream(&file_);
  json_.SetErrorStream(&GetErrorStream());
}

bool results::ReportContext(const Context& context) {
  if (std::exchange(has_begun_, true)) return true;
  PrintBasicContext(&GetErrorStream(), context);
  return path_.empty() || json_.ReportContext(context);
}

void results::ReportRuns(const std::vector<Run>& runs) {
  std::vector<Run> renamed = runs;
  for (auto& run : renamed) {
    run.run_name = plain_name(run.run_name);
    if (run.repetitions == 1 || run.aggregate_name == "median") print(run);
  }
  if (!path_.empty()) json_.ReportRuns(renamed);
}

void results::finish() {
  if (path_.empty()) return;
  json_.Finalize();
  file_.close();
  if (!file_) throw std::runtime_error("could not write all of '" + path_ + "'");
}

}  // namespace actcheck::benchmarks
