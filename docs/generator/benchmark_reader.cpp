// Benchmark results, in two forms: Google Benchmark's own, and the compact one that benchmarks/report.py makes of it.
#include <algorithm>

#include "json_input.hpp"

namespace actcheck::docs {
namespace {

constexpr const char* compact_schema = "actcheck.benchmark/1";

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

bool is_count(const std::string& text) {
  return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
}

/// A row of Google's form named pass/activation/format/implementation/elements/threads, or nothing. Without the last part it
/// is of one thread; rows of more are left out, the pages compare work and not machines.
std::optional<timing> read_named_row(const json& row) {
  std::string name = optional_text(row, "run_name");
  if (name.empty()) name = optional_text(row, "name");
  const auto parts = split(name, '/');
  const auto speed = optional_number(row, "ns_per_element");
  const bool is_one_thread = parts.size() == 5 || (parts.size() == 6 && parts[5] == "1");
  if (!is_one_thread || !is_count(parts[4]) || (parts[0] != "forward" && parts[0] != "backward") || !speed)
    return std::nullopt;
  return timing{parts[0],
                parts[1],
                parts[2],
                parts[3],
                optional_text(row, "label"),
                std::stoull(parts[4]),
                *speed,
                optional_number(row, "max_ulp"),
                std::nullopt};
}

std::vector<timing> read_google_rows(const json& content) {
  const auto rows = required<json>(content, "benchmarks", "the file");
  if (!rows.is_array()) throw std::runtime_error("'benchmarks' is not an array");
  // Repetitions stand beside their aggregates: with medians in the file, only they count.
  const auto is_median = [](const json& row) { return optional_text(row, "aggregate_name") == "median"; };
  const bool has_medians = std::any_of(rows.begin(), rows.end(), is_median);
  std::vector<timing> timings;
  for (const auto& row : rows) {
    if (!row.is_object() || (has_medians ? !is_median(row) : row.contains("aggregate_name"))) continue;
    if (const auto t = read_named_row(row)) timings.push_back(*t);
  }
  return timings;
}

std::vector<timing> read_compact_rows(const json& content) {
  const auto rows = required<json>(content, "rows", "the file");
  if (!rows.is_array()) throw std::runtime_error("'rows' is not an array");
  std::vector<timing> timings;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const json& row = rows[i];
    const auto where = fmt::format("rows[{}]", i);
    if (optional_number(row, "threads").value_or(1) != 1) continue;
    timings.push_back({required<std::string>(row, "pass", where), required<std::string>(row, "activation", where),
                       required<std::string>(row, "format", where), required<std::string>(row, "implementation", where),
                       optional_text(row, "level"), required<std::uint64_t>(row, "elements", where),
                       required<double>(row, "ns_per_element", where), optional_number(row, "max_ulp"),
                       optional_number(row, "spread")});
  }
  return timings;
}

std::string machine_of(const json& context) {
  std::vector<std::string> words;
  if (const auto processor = optional_text(context, "actcheck_processor"); !processor.empty())
    words.push_back(processor);
  if (const auto cpus = optional_number(context, "num_cpus"))
    words.push_back(fmt::format("{} CPU{}", *cpus, *cpus == 1 ? "" : "s"));
  if (const auto compiler = optional_text(context, "actcheck_compiler"); !compiler.empty()) words.push_back(compiler);
  if (const auto flags = optional_text(context, "actcheck_flags"); !flags.empty()) words.push_back(flags);
  return words.empty() ? "a machine that the file does not name" : fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

benchmark_run read_benchmark(const std::filesystem::path& file) {
  const json content = read_json(file);
  try {
    const auto schema = optional_text(content, "schema");
    if (!schema.empty() && schema != compact_schema)
      throw std::runtime_error(fmt::format("schema '{}', expected '{}'", schema, compact_schema));
    const json context = optional_object(content, "context");
    return {optional_text(context, "actcheck_version"), machine_of(context),
            schema.empty() ? read_google_rows(content) : read_compact_rows(content)};
  } catch (const std::exception& problem) {
    throw unusable(file, fmt::format("not benchmark results: {}", problem.what()));
  }
}

}  // namespace actcheck::docs
