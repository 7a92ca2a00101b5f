/// \file
/// What one property found on one target.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"
#include "engine/verdict.hpp"

namespace actcheck {

/// What is checked: one activation, format and pass, at given parameters.
struct target {
  const activation* subject_of = nullptr;
  format number_format = format::f32;
  pass direction = pass::forward;
  std::vector<double> parameters;
};

/// One input with what came out and what should have.
struct counterexample {
  double x = 0;
  double got = 0;
  double want = 0;
  double ulp = 0;  ///< error against the unrounded value; infinite if one of got and want is NaN
};

/// A maximal run of consecutive checked inputs that all fail.
struct failing_interval {
  double from = 0, to = 0;
  std::uint64_t violations = 0;
  double worst_ulp = 0;
  std::string what{};  ///< what happens there, when it can be said: "returns 0"
};

/// Counts of results by error: 0, <=0.5, <=1, <=2, <=4, <=10, <=100, more (NaN mismatches count as more).
using ulp_histogram = std::array<std::uint64_t, 8>;

struct finding {
  verdict outcome = verdict::pass;
  std::optional<grade> accuracy{};
  std::uint64_t checked = 0;
  bool exhaustive = false;
  std::uint64_t violations = 0;
  std::string message{};                       ///< one line; empty when there is nothing to say
  std::optional<counterexample> simplest{};    ///< of the violations
  std::optional<counterexample> worst{};       ///< largest error seen, violation or not
  std::vector<failing_interval> intervals{};
  std::vector<std::string> conventions{};      ///< choices seen, in words
  std::optional<ulp_histogram> histogram{};
  bool damaging = false;                       ///< the subject writes where it must not: stop calling it
  std::string reason{};                        ///< why a failure matters
  std::string looks_like{};                    ///< what the subject seems to compute instead, if that is recognised
  std::vector<std::size_t> ignored_parameters{};  ///< which the subject does not read

  /// Records a choice, once.
  void note_convention(const std::string& words) {
    if (std::find(conventions.begin(), conventions.end(), words) == conventions.end()) conventions.push_back(words);
  }
  /// Adds to the message, unless it says so already.
  void say(const std::string& what) {
    if (message.find(what) == std::string::npos) message += (message.empty() ? "" : "; ") + what;
  }
};

/// A finding that says why the property does not apply.
inline finding skipped(std::string why) {
  finding f;
  f.outcome = verdict::skip;
  f.message = std::move(why);
  return f;
}

}  // namespace actcheck
