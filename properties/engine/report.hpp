/// \file
/// The result of a run, and its JSON form `actcheck.report/1`. Every other output is made from it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "actcheck/version.hpp"
#include "engine/finding.hpp"
#include "engine/shard.hpp"

namespace actcheck {

/// Why a failure, or a pass, was expected otherwise: what an entry of known failures says.
struct known_reason {
  std::string reason, link, entry;  ///< entry: its file and line; link: may be empty
};

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
  std::optional<known_reason> known{};  ///< of a known failure
};

struct summary {
  std::uint64_t passed = 0, failed = 0, conventions = 0, skipped = 0, inconclusive = 0, known = 0, unexpected = 0, crashed = 0;
  std::uint64_t checked = 0;  ///< inputs, over all results
  bool nothing_checked() const { return passed + failed + conventions + known + unexpected == 0; }
};

inline constexpr std::string_view report_schema = "actcheck.report/1";

struct report {
  std::string tool_version = ACTCHECK_VERSION;  ///< of the actcheck that ran
  std::string subject, subject_version, subject_argument;
  std::string machine;
  std::uint64_t threads = 1;     ///< of the machine
  std::uint64_t seed = 1;
  std::string effort, profile;
  double seconds = 0;
  std::optional<shard> part{};   ///< none: the whole run
  std::vector<result> results{};

  summary totals() const;
  /// 0 passed, 1 failed, 3 crashed or timed out, 4 nothing was checked. Whether anything was is not for a shard to say: it may
  /// have drawn no target.
  int exit_status() const;
};

/// Numbers, of which infinities and NaN become strings.
nlohmann::json to_json(const std::vector<double>&);
std::vector<double> numbers_from_json(const nlohmann::json&);
nlohmann::json to_json(const result&);
/// \throws std::invalid_argument or nlohmann::json::exception for what `to_json` does not write.
result result_from_json(const nlohmann::json&);
/// A whole number from 0 to 2^64-1, and nothing that would have to be converted to one. \throws std::invalid_argument
std::uint64_t count_from(const nlohmann::json&);
nlohmann::json to_json(const report&);

/// Short name of this machine's processor, for reports.
std::string machine_name();

}  // namespace actcheck
