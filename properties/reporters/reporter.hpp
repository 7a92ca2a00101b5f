/// \file
/// Reporters turn a report into text. One file each; none of them runs anything.
#pragma once

#include <string>

#include "engine/comparison.hpp"
#include "engine/report.hpp"

namespace actcheck {

/// JSON, schema actcheck.report/1, indented.
std::string json_text(const report&);
/// JUnit XML: one test case per activation, format, pass and property.
std::string junit_text(const report&);
/// Markdown for a pull request: a table, then the failures, folded. At most `limit` bytes: what does not fit is said.
std::string markdown_text(const report&, std::size_t limit = std::size_t{1} << 20);
/// Entries for a file of known failures, one for each check that fails and is not known yet, apart from crashes. Its reason is what
/// was found: the one why nobody minds is for the user to write.
std::string known_text(const report&);
/// Annotations of a GitHub workflow, one line each: errors for failures, notices for known ones. GitHub shows the first ten of a
/// kind, so there are no more, and the last one says how many are left out.
std::string github_annotations(const report&);
/// For people: a table, then what is wrong. `colour` adds ANSI colours.
std::string console_text(const report&, bool colour);
/// What changed, for people and for a pull request.
std::string comparison_text(const comparison&);
std::string comparison_markdown(const comparison&);

/// Writes a whole file or nothing: to a temporary file beside it, then renamed.
/// \throws std::runtime_error with one line naming the path.
void write_file(const std::string& path, const std::string& text);
/// Appends the report as Markdown to the summary of a step, which GitHub drops if it exceeds 1 MiB.
/// \throws std::runtime_error with one line naming the path.
void append_step_summary(const std::string& path, const report&);
/// Fails now if `append_step_summary` could not write there later.
void require_appendable(const std::string& path);
/// Fails now if `write_file` could not write there later. Leaves nothing behind.
void require_writable(const std::string& path);

}  // namespace actcheck
