#include "engine/report_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "engine/text_file.hpp"

namespace actcheck {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::string& what) { throw std::invalid_argument(what); }

void require_schema(const json& j) {
  if (!j.is_object() || !j.contains("schema")) fail("not a report of actcheck: it has no 'schema'");
  if (j.at("schema") != report_schema)
    fail(fmt::format("its schema is {}; this actcheck reads '{}'", j.at("schema").dump(), report_schema));
}

double seconds_from(const json& j) {
  const double seconds = j.get<double>();
  if (!(std::isfinite(seconds) && seconds >= 0)) fail("'seconds' is no duration");
  return seconds;
}

shard shard_from(const json& j) {
  const std::uint64_t index = count_from(j.at("index")), count = count_from(j.at("count"));
  if (index < 1 || index > count || count > most_shards) fail(fmt::format("there is no shard {}/{}", index, count));
  return {static_cast<unsigned>(index), static_cast<unsigned>(count)};
}

void read_results(report& r, const json& results) {
  if (!results.is_array()) fail("'results' is no list");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < results.size(); ++i) {
    try {
      r.results.push_back(result_from_json(results[i]));
      const auto& one = r.results.back();
      const std::string key = fmt::format("{} {} {}, {} at {}", one.activation, name(one.number_format),
                                          name(one.direction), one.property, results[i].at("params").dump());
      if (!seen.insert(key).second) fail(key + " is there twice");
    } catch (const std::exception& error) {
      fail(fmt::format("results[{}]: {}", i, error.what()));
    }
  }
}

/// What was cut out of the results, or edited, shows in the sums.
void require_sums(const report& r, const json& summary) {
  const json sums = to_json(r).at("summary");
  for (const auto& [field, value] : sums.items())
    if (summary.at(field) != value)
      fail(fmt::format("its summary says {} of '{}' where its results say {}: it was edited", summary.at(field).dump(),
                       field, value.dump()));
}

report report_from_json(const json& j) {
  require_schema(j);
  report r;
  r.tool_version = j.at("tool").at("version");
  const json& subject = j.at("subject");
  r.subject = subject.at("name");
  r.subject_version = subject.at("version");
  r.subject_argument = subject.at("argument");
  r.machine = j.at("machine").at("processor");
  r.threads = count_from(j.at("machine").at("threads"));
  r.seed = count_from(j.at("seed"));
  r.effort = j.at("effort");
  r.profile = j.at("profile");
  r.seconds = seconds_from(j.at("seconds"));
  if (j.contains("shard")) r.part = shard_from(j.at("shard"));
  read_results(r, j.at("results"));
  require_sums(r, j.at("summary"));
  return r;
}

}  // namespace

report parse_report(std::string_view text, const std::string& file) {
  try {
    return report_from_json(json::parse(text));
  } catch (const json::parse_error& error) {
    throw std::invalid_argument(fmt::format("'{}': no JSON, or cut off: {}", file, error.what()));
  } catch (const std::exception& error) {
    throw std::invalid_argument(fmt::format("'{}': {}", file, error.what()));
  }
}

named_report read_report(const std::string& file) { return {file, parse_report(read_text(file), file)}; }

}  // namespace actcheck
