/// \file
/// Reporters turn a report into text. One file each; none of them runs anything.
#pragma once

#include <string>

#include "engine/report.hpp"

namespace actcheck {

/// JSON, schema actcheck.report/1, indented.
std::string json_text(const report&);
/// JUnit XML: one test case per activation, format, pass and property.
std::string junit_text(const report&);
/// For people: a table, then what is wrong. `colour` adds ANSI colours.
std::string console_text(const report&, bool colour);

/// Writes a whole file or nothing: to a temporary file beside it, then renamed.
/// \throws std::runtime_error with one line naming the path.
void write_file(const std::string& path, const std::string& text);
/// Fails now if `write_file` could not write there later. Leaves nothing behind.
void require_writable(const std::string& path);

}  // namespace actcheck
