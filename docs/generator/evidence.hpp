/// \file
/// What the build measured, read from files: the report of a property run and benchmark results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "error_maps.hpp"
#include "model_evidence.hpp"

namespace actcheck::docs {

/// A file that cannot be used. The message is one line and begins with the file's name.
class input_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One entry of a report's `results`.
struct check_result {
  std::string activation, format, pass, property, verdict, grade, message;
  std::vector<double> parameters{};
  bool exhaustive = false;
  std::uint64_t checked = 0;

  bool passed() const { return verdict == "pass" || verdict == "convention"; }
  bool skipped() const { return verdict == "skip"; }
};

/// A report, schema `actcheck.report/1`.
struct check_report {
  std::string tool_version, effort, profile;
  std::string subject;  ///< as it was named on the command line
  std::uint64_t seed = 0;
  std::vector<check_result> results;
};

/// One measured speed: the median of repetitions where the file has one.
struct timing {
  std::string pass, activation, format, implementation;
  std::string level;           ///< the memory that holds the arrays: "L1", "L2", "memory"
  std::uint64_t elements = 0;  ///< per call
  double ns_per_element = 0;
  std::optional<double> max_ulp{};
  std::optional<double> spread{};  ///< interquartile range of the repetitions, as a part of the median
};

/// One file of benchmark results.
struct benchmark_run {
  std::string tool_version;  ///< "" if the file does not say
  std::string machine;       ///< in words: what the file says of the machine
  std::vector<timing> timings;
};

/// The input whose exact result is nearest to the middle between two neighbours.
struct hard_case {
  double x;
  std::string x_bits, result_bits;
  double distance;  ///< in units of the spacing there
};

/// One proof of a certificate, schema `actcheck.certificate/1`.
struct certified {
  std::string activation, format, pass, date, digest;
  bool complete = false;
  std::uint64_t inputs = 0;  ///< that were proven
  std::optional<hard_case> hardest{};
};

/// A wrong implementation, and the properties that fail for it.
struct mutant {
  std::string name, activation, format, pass;
  std::string what, source;  ///< what is wrong with it, and whose bug it was
  std::string caught_by;     ///< the property that is meant for it
  std::string message;       ///< what that one says
  std::vector<std::string> failed;
};

/// A run over mutants, schema `actcheck.kills/1`.
struct kill_matrix {
  std::string tool_version, machine, date;
  std::vector<mutant> mutants;
};

/// A finding about a library: a property that fails, and the command that shows it.
struct library_failure {
  std::string property, message, command;
};

/// What a library's activation is like in one format and pass, at the default parameters.
struct library_grade {
  std::string activation, format, pass, grade;
  double max_ulp = 0;  ///< infinite if a result is NaN that must not be
  std::string worst_input;
  std::uint64_t checked = 0;
  bool exhaustive = false;
  std::vector<library_failure> failures;
};

struct library_report {
  std::string name, version, effort, profile;
  std::vector<library_grade> grades;
};

/// What was found of libraries, schema `actcheck.libraries/1`.
struct library_results {
  std::string tool_version, machine, date;
  std::vector<library_report> libraries;
};

/// Two numbers x < z with f(x) >= f(z), drawn and shrunk by RapidCheck.
struct counterexample {
  std::uint64_t seed, good_cases, shrinks;
  double x, z, f_x, f_z;
};

/// Old evidence ticks nothing: was it made by this version of actcheck?
bool is_current(std::string_view tool_version);
/// "It was made by actcheck 0.0, and these pages by actcheck 0.1.0: make it again." What a page says instead.
std::string age_note(std::string_view tool_version);

struct evidence {
  std::optional<check_report> report{};
  std::vector<benchmark_run> benchmarks{};
  std::vector<certified> certificates{};
  std::optional<kill_matrix> kills{};
  std::optional<model_run> model{};
  std::optional<library_results> libraries{};
  std::optional<error_maps> errors{};
  std::optional<counterexample> refutation{};
  std::filesystem::path sources{};  ///< the folder reference/ of the repository, whose formulas are shown; empty: none
};

/// \throws input_error if the file is missing, is not JSON, or is not such a report.
check_report read_report(const std::filesystem::path&);
/// Takes Google Benchmark's JSON and the compact form of it, schema `actcheck.benchmark/1`. Google's rows that are not
/// named pass/activation/format/implementation/elements/threads measure something else and are left out; so are rows of more
/// than one thread, in either form.
/// \throws input_error if the file is missing, is not JSON, or holds no benchmark results.
benchmark_run read_benchmark(const std::filesystem::path&);
/// \throws input_error if the file is missing, is not JSON, or is no certificate. Its digests are for `actcheck certify`.
std::vector<certified> read_certificate(const std::filesystem::path&);

/// \throws input_error if the file is missing, is not JSON, or is no kill matrix.
kill_matrix read_kills(const std::filesystem::path&);

/// \throws input_error if the file is missing, is not JSON, or holds no such results.
library_results read_libraries(const std::filesystem::path&);

/// The results that bear on a claim about an activation: those of one property and pass.
struct support {
  std::string property, pass;
  std::vector<const check_result*> results;  ///< without the skipped ones

  /// Something was checked, and everything that was checked holds.
  bool holds() const;
  /// The first result that does not hold, or nullptr.
  const check_result* objection() const;
};
support find_support(const evidence&, std::string_view activation, std::string_view property, std::string_view pass);

}  // namespace actcheck::docs
