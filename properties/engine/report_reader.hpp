/// \file
/// Reads the JSON of a report back, whoever wrote it.
#pragma once

#include <string>
#include <string_view>

#include "engine/report.hpp"

namespace actcheck {

/// A report and where it came from.
struct named_report {
  std::string file;
  report content;
};

/// Reads the text of a file called `file`. \throws std::invalid_argument with one line that names the file, for what is no
/// report of schema actcheck.report/1, was cut off, or does not agree with itself.
report parse_report(std::string_view text, const std::string& file);
/// \throws std::invalid_argument also if the file cannot be read.
named_report read_report(const std::string& file);

}  // namespace actcheck
