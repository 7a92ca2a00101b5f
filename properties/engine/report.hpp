/// \file
/// The result of a run, and its JSON form `actcheck.report/1`. Every other output is made from it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/finding.hpp"

namespace actcheck {

/// One property on one target.
struct result {
  std::string activation;
  format number_format = format::f32;
  pass direction = pass::forward;
  std::string property;
  std::vector<double> parameters{};
  bool default_parameters = true;
  bool crashed = false;  ///< the subject crashed or hung while this property was checked
  finding found{};
  std::string repro{};   ///< the command line that repeats it; empty if nothing failed
};

struct summary {
  std::uint64_t passed = 0, failed = 0, conventions = 0, skipped = 0, inconclusive = 0, known = 0, unexpected = 0, crashed = 0;
  std::uint64_t checked = 0;  ///< inputs, over all results
  bool nothing_checked() const { return passed + failed + conventions + known + unexpected == 0; }
};

struct report {
  std::string subject, subject_version, subject_argument;
  std::string machine;
  std::uint64_t seed = 1;
  std::string effort, profile;
  double seconds = 0;
  std::vector<result> results{};

  summary totals() const;
  /// 0 passed, 1 failed, 3 crashed or timed out, 4 nothing was checked.
  int exit_status() const;
};

nlohmann::json to_json(const result&);
result result_from_json(const nlohmann::json&);
nlohmann::json to_json(const report&);

/// Short name of this machine's processor, for reports.
std::string machine_name();

}  // namespace actcheck
