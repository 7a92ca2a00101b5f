/// \file
/// What a run does: the choices of the user, the budgets of each effort, and the list of targets.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actcheck/profiles.hpp"
#include "engine/property.hpp"
#include "engine/verdict.hpp"

namespace actcheck {

enum class effort { smoke, quick, full, exhaustive };
std::string_view name(effort) noexcept;
std::optional<effort> find_effort(std::string_view) noexcept;
std::vector<std::string> effort_names();
/// \throws std::invalid_argument with the nearest name as a suggestion.
effort get_effort(std::string_view);

/// Inputs per target. 16-bit and 8-bit formats are always swept whole: 65,536 inputs take milliseconds.
struct budget {
  std::size_t sweep_f32, sweep_f64;  ///< sampled inputs of a sweep; f32 is swept whole at effort exhaustive
  std::size_t calls;                 ///< inputs for each property with calls of its own
  std::size_t trials;                ///< inputs of a sweep at parameters other than the defaults
};
budget budget_of(effort) noexcept;
/// Is the sweep over this format whole at this effort?
bool sweeps_whole(effort, format) noexcept;

struct check_options {
  std::vector<const activation*> activations{};  ///< empty: all that the subject has
  std::vector<format> formats{};
  std::vector<pass> passes{};
  std::vector<const property*> properties{};
  effort thoroughness = effort::quick;
  std::optional<grade> required{};               ///< none: the default of each format
  std::map<std::string, grade> required_of{};    ///< by activation
  const profile* choices = find_profile("default");
  std::uint64_t seed = 1;
  unsigned jobs = 1;                             ///< calls at once
  unsigned sweep_jobs = 0;                       ///< threads of one sweep; 0: as many as jobs
  double timeout_seconds = 60;                   ///< without any sign of life

  grade requirement(const activation&, format) const;
};

/// `faithful`, or of one activation `gelu=tight`. \throws std::invalid_argument with the nearest name as a suggestion.
void require_grade(check_options&, const std::string& word);

/// What is demanded where the user says nothing: `absolute`, and `faithful` of the 8-bit formats.
grade default_requirement(format) noexcept;

/// The targets that the options select and the subject has, in catalogue order, with default parameters.
std::vector<target> plan_targets(const check_options&, const std::function<bool(const activation&, format, pass)>& has);

}  // namespace actcheck
