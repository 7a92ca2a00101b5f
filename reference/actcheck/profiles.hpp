/// \file
/// Profiles: what a framework calls each activation, its defaults, and its choices where correct implementations differ.
/// The folder reference/profiles is the list, one file each.
///
/// How a checker uses one. Before it checks an activation in a number format, it asks `parameters_for` which values
/// stand for "the defaults", and at a name that the user gave, `meaning_of`. For each result it asks
///   - `required_result(a, parameters, pass, input)` where the input is special: NaN, an infinity, a zero;
///   - `required_slope(a, parameters, x)` backward at a kink, before `required_result`, because a kink may be at 0;
///   - `required_row(a, pass, row)` of a row that holds infinities;
///   - `inputs_flushed(f)` and `results_flushed(f)` of subnormal numbers, `overflow_of(f)` of results beyond the range.
/// An answer replaces the rule of the default profile at that place: the result must be what it says, even where the default
/// profile calls it a failure. No answer means that the profile does not say, and the default profile's rule holds: its
/// conventions stay free, its failures stay failures. The default profile itself never answers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck {

/// Where a profile's statements are from. They refer to it by its key.
struct profile_source {
  std::string_view key;        ///< short, as the statements use it
  std::string_view reference;  ///< in full, with the version and an address
};

/// A parameter's default in a framework, where the catalogue has another.
struct framework_default {
  std::string_view parameter;       ///< its name in the catalogue
  double value;                     ///< the framework's default
  std::string_view source;          ///< key of a source
  std::optional<format> only_in{};  ///< set where the default depends on the number format
};

/// Which of an activation's kinks, in increasing order. Kinks move with the parameters, so none is given by its number.
enum class kink_place : std::uint8_t { first, last, every };
/// f' at a kink: that of one side, or a number of its own.
enum class kink_choice : std::uint8_t { left, right, other };

/// A framework's f' at a kink.
struct kink_rule {
  kink_place place;         ///< at which kink
  kink_choice choice;       ///< which slope
  std::string_view source;  ///< key of a source
  double value = 0;         ///< of `other`
  bool outside = false;     ///< says that `value` is not between the one-sided derivatives; only then may it be
  std::string_view why{};   ///< of `outside`
};

/// Inputs whose result is a choice. A zero's sign counts, of the input and of the result: relu(-0) is +0 or -0.
enum class special_input : std::uint8_t { not_a_number, plus_infinity, minus_infinity, plus_zero, minus_zero };
/// Rows without a NaN whose result is a choice.
enum class special_row : std::uint8_t { only_minus_infinity, holds_plus_infinity };

/// A framework's result at a special input.
struct result_rule {
  pass direction;           ///< backward: f' there
  special_input input;      ///< where
  double value;             ///< what the framework gives; may be NaN
  std::string_view source;  ///< key of a source
};

/// A framework's result for every element of a special row.
struct row_rule {
  pass direction;           ///< of which pass
  special_row row;          ///< of which rows
  double value;             ///< of every element; may be NaN
  std::string_view source;  ///< key of a source
};

/// What a framework has to say of one activation. What it does not say is not known, or as in the catalogue.
struct framework_entry {
  std::string_view activation;  ///< in the catalogue
  std::string_view name;        ///< in the framework
  std::string_view source;      ///< key of a source
  std::string_view remark{};    ///< what is not data
  std::vector<framework_default> defaults{};  ///< where they differ from the catalogue's
  std::vector<std::string_view> required{};  ///< parameters without a default
  bool fixed = false;                        ///< no parameter can be set
  std::string_view takes_name_of{};          ///< the activation that has this name elsewhere: gelu, for a gelu_tanh called gelu
  std::vector<kink_rule> kinks{};            ///< slopes at kinks
  std::vector<result_rule> results{};        ///< results at special inputs
  std::vector<row_rule> rows{};              ///< results of special rows
};

/// Subnormal numbers are taken for zeros of their sign: must that be, or is it not said?
struct flush_rule {
  format in;                ///< of which format
  bool inputs;              ///< subnormal inputs are
  bool results;             ///< subnormal results are
  std::string_view source;  ///< key of a source
};

/// What becomes of a result beyond the range of a format without infinity.
struct overflow_rule {
  format in;                ///< of which format
  overflow policy;          ///< what it becomes
  std::string_view source;  ///< key of a source
};

/// What a profile requires at some place.
struct requirement {
  double value;  ///< exact; how near a result must come is the checker's requirement. NaN requires NaN.
  std::string_view source;  ///< in full
  bool sign_of_zero = false;  ///< a value of 0 must have its sign

  /// Is `got` within `slack` of it? NaN, infinities and, if it counts, a zero's sign have no slack.
  bool met_by(double got, double slack = 0) const noexcept;
};

/// One profile.
struct profile {
  std::string_view name;                    ///< as on the command line: "pytorch"
  std::vector<std::string_view> aliases{};  ///< other names by which it is found
  std::string_view framework{};  ///< as its users write it; empty if it is none
  std::string_view summary;                   ///< one sentence
  std::vector<profile_source> sources{};      ///< what the keys stand for
  std::vector<framework_entry> entries{};     ///< what it says of each activation
  std::vector<flush_rule> flushes{};          ///< what it says of subnormal numbers, by format
  std::vector<overflow_rule> overflows{};     ///< what it says of overflow, by format

  /// What it says of an activation, the first entry if there are several; nullptr if nothing.
  const framework_entry* find(const activation&) const;
  /// A source in full. \pre The profile has a source of this key.
  const profile_source& source(std::string_view key) const;

  /// The values of the parameters where the caller gives none, in catalogue order: the framework's defaults, and the
  /// catalogue's where it has the same, has none or is not known to have the activation.
  std::vector<double> parameters_for(const activation&, format) const;
  /// The activation that the framework means by a name, where that is not the one with this name in the catalogue: for jax,
  /// gelu_tanh by gelu. Else nullptr, as for an alias, which says which one it means (gelu_erf).
  const activation* meaning_of(std::string_view name) const;
  /// f' at the activation's kink `x`, or nothing if it does not say or x is no kink. Of a gated activation: at its gate's.
  std::optional<requirement> required_slope(const activation&, parameter_values, double x) const;
  /// The result at a special input; backward for dy = 1. Of a gated one: at its gated input, if the other is finite. The sign
  /// of a zero is known for the framework's default parameters only: elsewhere it may be another (elu with alpha below 0).
  std::optional<requirement> required_result(const activation&, parameter_values, pass, special_input) const;
  /// Each element of the result of a special row.
  std::optional<requirement> required_row(const activation&, pass, special_row) const;
  /// Must subnormal inputs be taken for zeros? False: it does not say.
  bool inputs_flushed(format) const;
  /// Must subnormal results become zeros? False: it does not say.
  bool results_flushed(format) const;
  /// What a result beyond the range must become.
  std::optional<overflow> overflow_of(format) const;
};

/// The kind of special input that `x` is, if any.
std::optional<special_input> special_input_of(double x) noexcept;

/// Every profile: the default one first, then by name.
std::span<const profile* const> profiles();
/// The profile with this name or alias (case-insensitive), or nullptr.
const profile* find_profile(std::string_view name);
/// The profile with this name. \throws std::invalid_argument with the nearest name as a suggestion.
const profile& get_profile(std::string_view name);

/// An activation in one framework, in words.
struct framework_text {
  std::string framework;             ///< as its users write it
  std::string name;                  ///< what the activation is called there
  std::string remark;                ///< defaults, choices and whatever else differs; may be empty
  std::vector<std::string> sources;  ///< of a profile's data; empty for a framework without a profile
};
/// The activation in every framework that is known to have it: those with a profile, then the others.
std::vector<framework_text> in_frameworks(const activation&);

}  // namespace actcheck
