/// \file
/// Known failures as data: which checks fail, and why nobody minds for now. The file is TOML, because a reason wants to stand
/// in a file with comments, a date is a date there, and the parser knows the line of everything it read.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan.hpp"
#include "engine/report.hpp"

namespace actcheck {

/// One `[[known]]`: every check that it covers must fail.
struct known_entry {
  std::vector<const activation*> activations{};  ///< empty: all (`"*"`), and so for formats and passes
  std::vector<format> formats{};
  std::vector<pass> passes{};
  std::vector<const property*> properties{};  ///< never empty: no implementation fails all of them
  std::string reason{}, link{};
  std::optional<std::chrono::year_month_day> expires{};  ///< the last day on which it excuses anything
  std::string place{};                                   ///< file and line, as in `known.toml:3`

  bool covers(std::string_view activation, format, pass) const;
  bool covers(const result&) const;
};

struct known_failures {
  std::vector<known_entry> entries{};
};

/// Reads the text of a file called `file`. \throws std::invalid_argument with file, line and what would work.
known_failures parse_known(std::string_view text, const std::string& file);
/// \throws std::invalid_argument also if the file cannot be read.
known_failures read_known(const std::string& file);

/// Before a run of these targets, which are what the options select of the subject (all shards of it).
/// \throws std::invalid_argument for an entry that lies within the selection and covers none of the targets, and for a check
/// that two entries cover.
void require_current(const known_failures&, const check_options&, const std::vector<target>&);

/// Turns failures that are known into `known_fail`, and a check that passes against its entry into `unexpected_pass`. Values
/// of the parameters count together: a check passes if it passes at all of them. A crash is never excused, and neither is
/// anything by an entry that has expired; both is said in the result's message.
void apply_known(const known_failures&, std::vector<result>&, std::chrono::year_month_day today);

/// After a run: what is wrong with an entry all of whose checks were skipped, because the property does not apply there; or "".
/// An entry that also covers targets of other shards is not judged: it may apply there.
std::string inapplicable_entry(const known_failures&, const std::vector<result>&, const std::vector<target>& elsewhere);

std::chrono::year_month_day today();

}  // namespace actcheck
