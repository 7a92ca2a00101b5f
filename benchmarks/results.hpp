/// \file
/// Where results go: one line a row on standard output, and all repetitions into one JSON file, Google Benchmark's own form.
#pragma once

#include <benchmark/benchmark.h>

#include <fstream>
#include <string>
#include <vector>

namespace actcheck::benchmarks {

/// Takes the results of many runs of Google Benchmark, which would start a new file for each.
class results final : public benchmark::BenchmarkReporter {
 public:
  /// An empty path: no file. \throws std::runtime_error if the file cannot be written.
  explicit results(const std::string& path);
  bool ReportContext(const Context&) override;
  void ReportRuns(const std::vector<Run>&) override;
  /// After the last run. \throws std::runtime_error if something could not be written.
  void finish();

 private:
  std::string path_;
  std::ofstream file_;
  benchmark::JSONReporter json_;
  bool has_begun_ = false;
};

}  // namespace actcheck::benchmarks
