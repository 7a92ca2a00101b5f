#include "engine/merge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "actcheck/catalogue.hpp"

namespace actcheck {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::invalid_argument(what); }

void require_parts(const std::vector<named_report>& reports) {
  for (const auto& r : reports)
    if (!r.content.part)
      fail(fmt::format("'{}' is the report of a whole run, not of a shard: there is nothing to merge it with", r.file));
}

/// All reports are of one run: the same subject, checked in the same way.
void require_one_run(const std::vector<named_report>& reports) {
  const named_report& first = reports.front();
  const auto compare = [&](const named_report& other, const char* what, const auto& of) {
    const std::string here = fmt::format("{}", of(first.content)), there = fmt::format("{}", of(other.content));
    if (here != there)
      fail(fmt::format("'{}' and '{}' are of different runs: {} '{}' and '{}'", first.file, other.file, what, here,
                       there));
  };
  for (const auto& other : reports) {
    compare(other, "version of actcheck", [](const report& r) { return r.tool_version; });
    compare(other, "subject", [](const report& r) { return r.subject_argument; });
    compare(other, "name of the subject", [](const report& r) { return r.subject; });
    compare(other, "version of the subject", [](const report& r) { return r.subject_version; });
    compare(other, "seed", [](const report& r) { return r.seed; });
    compare(other, "effort", [](const report& r) { return r.effort; });
    compare(other, "profile", [](const report& r) { return r.profile; });
    compare(other, "number of shards", [](const report& r) { return r.part->count; });
  }
}

void require_every_shard(const std::vector<named_report>& sorted) {
  const unsigned count = sorted.front().content.part->count;
  std::map<unsigned, const named_report*> by_index;
  for (const auto& r : sorted)
    if (const auto [before, fresh] = by_index.emplace(r.content.part->index, &r); !fresh)
      fail(fmt::format("'{}' and '{}' are both of shard {}", before->second->file, r.file, text_of(*r.content.part)));
  std::vector<std::string> missing;
  for (unsigned i = 1; i <= count; ++i)
    if (!by_index.contains(i)) missing.push_back(text_of({i, count}));
  const std::size_t few = 8, more = missing.size() > few ? missing.size() - few : 0;
  missing.resize(missing.size() - more);
  if (!missing.empty())
    fail(fmt::format("{} missing: {}{}", missing.size() + more == 1 ? "a shard is" : "shards are",
                     fmt::join(missing, ", "), more > 0 ? fmt::format(" and {} more", more) : ""));
  for (const auto& r : sorted)
    for (const auto& one : r.content.results)
      if (!holds(*r.content.part, one.activation, one.number_format, one.direction))
        fail(fmt::format("'{}': {} {} {} does not belong to shard {}", r.file, one.activation, name(one.number_format),
                         name(one.direction), text_of(*r.content.part)));
}

void take_in(report& whole, const report& next) {
  whole.seconds += next.seconds;
  whole.threads = std::max(whole.threads, next.threads);
  whole.results.insert(whole.results.end(), next.results.begin(), next.results.end());
}

std::string machines_of(const std::vector<named_report>& reports) {
  std::vector<std::string> machines;
  for (const auto& r : reports)
    if (std::find(machines.begin(), machines.end(), r.content.machine) == machines.end())
      machines.push_back(r.content.machine);
  return fmt::format("{}", fmt::join(machines, "; "));
}

/// In the order of a plan. A target's results keep theirs.
void sort_as_planned(std::vector<result>& results) {
  std::map<std::string, std::size_t> position;
  for (const activation* a : catalogue()) position.emplace(a->name, position.size());
  std::stable_sort(results.begin(), results.end(), [&](const result& a, const result& b) {
    return std::tuple(position.at(a.activation), a.number_format, a.direction) <
           std::tuple(position.at(b.activation), b.number_format, b.direction);
  });
}

}  // namespace

report merge(std::vector<named_report> reports) {
  if (reports.size() == 1 && !reports.front().content.part) return std::move(reports.front().content);
  require_parts(reports);
  require_one_run(reports);
  std::stable_sort(reports.begin(), reports.end(),
                   [](const auto& a, const auto& b) { return a.content.part->index < b.content.part->index; });
  require_every_shard(reports);
  report whole = reports.front().content;
  for (std::size_t i = 1; i < reports.size(); ++i) take_in(whole, reports[i].content);
  whole.machine = machines_of(reports);
  sort_as_planned(whole.results);
  whole.part.reset();
  return whole;
}

}  // namespace actcheck
