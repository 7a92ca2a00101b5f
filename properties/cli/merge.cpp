#include "engine/merge.hpp"

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/report_files.hpp"

namespace actcheck::cli {
namespace {

struct choices {
  std::vector<std::string> files, reports;
};

int merge_files(const choices& c) {
  const auto wanted = parse_reports(c.reports);
  std::vector<named_report> parts;
  for (const auto& file : c.files) parts.push_back(read_report(file));
  const report whole = merge(std::move(parts));
  publish(whole, wanted);
  if (whole.exit_status() == nothing_checked) fmt::print(stderr, "actcheck: nothing was checked in any shard\n");
  return whole.exit_status();
}

}  // namespace

void add_merge(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("merge", "Put the JSON reports of all shards of a run together");
  auto c = std::make_shared<choices>();
  command->add_option("REPORT", c->files, "JSON reports of check --shard I/N, all N of them")->required();
  command->add_option("--report", c->reports, report_help)->allow_extra_args(false);
  command->callback([c, &status] { status = merge_files(*c); });
}

}  // namespace actcheck::cli
