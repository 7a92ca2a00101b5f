#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/report_files.hpp"
#include "engine/report_reader.hpp"
#include "reporters/reporter.hpp"

namespace actcheck::cli {
namespace {

struct choices {
  std::string before, after;
  std::vector<std::string> reports;
};

named_report whole_report(const std::string& file) {
  auto read = read_report(file);
  if (read.content.part)
    throw std::invalid_argument(
        fmt::format("'{}' is the report of shard {}: put the shards together first, with actcheck merge", file,
                    text_of(*read.content.part)));
  return read;
}

int compare_files(const choices& c) {
  const auto wanted = parse_reports(c.reports, {"markdown"});
  const named_report before = whole_report(c.before), after = whole_report(c.after);
  const comparison found = compare(before.content, after.content);
  for (const auto& w : wanted) write_file(w.file, comparison_markdown(found));
  fmt::print("{}", comparison_text(found));
  return found.worse() ? property_failed : success;
}

}  // namespace

void add_compare(CLI::App& app, int& status) {
  auto* command =
      app.add_subcommand("compare", "Say what changed from one JSON report to another; status 1 if something got worse");
  auto c = std::make_shared<choices>();
  command->add_option("OLD", c->before, "The JSON report of before")->required();
  command->add_option("NEW", c->after, "The JSON report of now")->required();
  command->add_option("--report", c->reports, "Also write markdown=FILE")->allow_extra_args(false);
  command->callback([c, &status] { status = compare_files(*c); });
}

}  // namespace actcheck::cli
