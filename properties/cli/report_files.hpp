/// \file
/// `--report KIND=FILE`, and what every command with a report prints.
#pragma once

#include <string>
#include <vector>

#include "engine/report.hpp"

namespace actcheck::cli {

/// A report that was asked for: `json=FILE`, `junit=FILE`, `markdown=FILE`, `known=FILE`, `github`.
struct wanted_report {
  std::string kind, file;  ///< file: empty for `github`
};

/// \throws std::invalid_argument or std::runtime_error for what could not be written later.
std::vector<wanted_report> parse_reports(const std::vector<std::string>& reports,
                                         const std::vector<std::string>& kinds = {"json", "junit", "markdown", "known",
                                                                                  "github"});

inline constexpr const char* report_help =
    "Also write json=FILE, junit=FILE, markdown=FILE, or known=FILE, entries for --known; github: annotations and the "
    "summary of a workflow";

/// Writes the files, then the findings to stdout.
void publish(const report&, const std::vector<wanted_report>&);

/// stdout is a terminal whose user has nothing against colour.
bool use_colour();

}  // namespace actcheck::cli
