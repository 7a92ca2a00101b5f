#include "cli/report_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "reporters/reporter.hpp"

namespace actcheck::cli {
namespace {

/// The file that a step of a GitHub workflow appends its summary to, or "".
std::string step_summary() {
  const char* file = std::getenv("GITHUB_STEP_SUMMARY");
  return file == nullptr ? "" : file;
}

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

}  // namespace

std::vector<wanted_report> parse_reports(const std::vector<std::string>& reports, const std::vector<std::string>& kinds) {
  std::vector<wanted_report> wanted;
  for (const auto& r : reports) {
    const std::size_t equals = r.find('=');
    const std::string kind = r.substr(0, equals);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      throw std::invalid_argument(fmt::format("unknown report '{}'{}", kind, suggestion(kind, kinds)));
    if (kind == "github") {
      if (equals != std::string::npos)
        throw std::invalid_argument("--report github takes no file: it writes to stdout and to $GITHUB_STEP_SUMMARY");
      wanted.push_back({kind, ""});
      if (!step_summary().empty()) require_appendable(step_summary());
      continue;
    }
    if (equals == std::string::npos || equals + 1 == r.size())
      throw std::invalid_argument(fmt::format("--report {} needs a file: --report {}=FILE", kind, kind));
    wanted.push_back({kind, r.substr(equals + 1)});
    require_writable(wanted.back().file);
  }
  return wanted;
}

void publish(const report& r, const std::vector<wanted_report>& wanted) {
  for (const auto& w : wanted) {
    if (w.kind == "json") write_file(w.file, json_text(r));
    if (w.kind == "junit") write_file(w.file, junit_text(r));
    if (w.kind == "markdown") write_file(w.file, markdown_text(r));
    if (w.kind == "known") write_file(w.file, known_text(r));
    if (w.kind == "github" && !step_summary().empty()) append_step_summary(step_summary(), r);
  }
  print(console_text(r, use_colour()));
  if (std::any_of(wanted.begin(), wanted.end(), [](const auto& w) { return w.kind == "github"; }))
    print(github_annotations(r));
}

bool use_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace actcheck::cli
