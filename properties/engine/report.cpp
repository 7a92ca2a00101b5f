#include "engine/report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "engine/names.hpp"
#include "engine/passes.hpp"

namespace actcheck {
namespace {

using nlohmann::json;

/// JSON has no infinities and no NaN: they are written as strings.
json number(double v) {
  if (std::isfinite(v)) return v;
  return std::isnan(v) ? "nan" : v > 0 ? "inf" : "-inf";
}
double number_from(const json& j) {
  if (j.is_number()) return j.get<double>();
  const auto text = j.get<std::string>();
  if (text != "inf" && text != "-inf" && text != "nan") throw std::invalid_argument(fmt::format("'{}' is not a number", text));
  return text == "inf" ? infinity : text == "-inf" ? -infinity : std::nan("");
}

/// The thing that a JSON string names.
template <class Find>
auto named(const json& j, const char* kind, const std::vector<std::string>& names, Find find) {
  const auto word = j.get<std::string>();
  const auto found = find(word);
  if (!found) throw std::invalid_argument(fmt::format("unknown {} '{}'{}", kind, word, suggestion(word, names)));
  return *found;
}

std::string hex_bits(format f, double v) { return fmt::format("{:0{}x}", encode(f, round_to(f, v)), shape(f).bits / 4); }

json to_json(format f, const counterexample& c) {
  return {{"x", number(c.x)},       {"x_bits", hex_bits(f, c.x)},       {"got", number(c.got)}, {"got_bits", hex_bits(f, c.got)},
          {"want", number(c.want)}, {"want_bits", hex_bits(f, c.want)}, {"ulp", number(c.ulp)}};
}
counterexample counterexample_from(const json& j) {
  return {number_from(j.at("x")), number_from(j.at("got")), number_from(j.at("want")), number_from(j.at("ulp"))};
}

constexpr std::array<const char*, 8> histogram_labels{"0", "<=0.5", "<=1", "<=2", "<=4", "<=10", "<=100", "more"};

}  // namespace

json to_json(const std::vector<double>& numbers) {
  json list = json::array();
  for (const double v : numbers) list.push_back(number(v));
  return list;
}

std::vector<double> numbers_from_json(const json& j) {
  std::vector<double> numbers;
  for (const auto& v : j) numbers.push_back(number_from(v));
  return numbers;
}

json to_json(const result& r) {
  const finding& found = r.found;
  json j{{"activation", r.activation},
         {"format", name(r.number_format)},
         {"pass", name(r.direction)},
         {"property", r.property},
         {"verdict", name(found.outcome)},
         {"params", to_json(r.parameters)},
         {"default_params", r.default_parameters},
         {"checked", found.checked},
         {"coverage", found.exhaustive ? "exhaustive" : "sampled"},
         {"violations", found.violations},
         {"message", found.message}};
  j["grade"] = found.accuracy ? json(name(*found.accuracy)) : json(nullptr);
  j["worst"] = found.worst ? to_json(r.number_format, *found.worst) : json(nullptr);
  j["counterexample"] = found.simplest ? to_json(r.number_format, *found.simplest) : json(nullptr);
  j["intervals"] = json::array();
  for (const auto& i : found.intervals)
    j["intervals"].push_back({{"from", number(i.from)}, {"to", number(i.to)}, {"violations", i.violations},
                              {"worst_ulp", number(i.worst_ulp)}, {"what", i.what}});
  j["conventions"] = found.conventions;
  if (found.histogram)
    for (std::size_t i = 0; i < histogram_labels.size(); ++i) j["histogram"][histogram_labels[i]] = (*found.histogram)[i];
  j["reason"] = found.reason;
  if (!found.looks_like.empty()) j["looks_like"] = found.looks_like;
  j["crashed"] = r.crashed;
  j["repro"] = r.repro;
  if (r.known) j["known"] = {{"reason", r.known->reason}, {"link", r.known->link}, {"entry", r.known->entry}};
  return j;
}

result result_from_json(const json& j) {
  result r;
  r.activation = get_activation(j.at("activation").get<std::string>()).name;
  r.number_format = named(j.at("format"), "format", names_of(all_formats), find_format);
  r.direction = named(j.at("pass"), "pass", names_of(all_passes), find_pass);
  r.property = j.at("property");
  r.parameters = numbers_from_json(j.at("params"));
  r.default_parameters = j.at("default_params");
  r.crashed = j.at("crashed");
  r.repro = j.at("repro");
  if (j.contains("known")) r.known = {j.at("known").at("reason"), j.at("known").at("link"), j.at("known").at("entry")};
  finding& found = r.found;
  found.outcome = named(j.at("verdict"), "verdict", names_of(all_verdicts), find_verdict);
  if (!j.at("grade").is_null()) found.accuracy = named(j.at("grade"), "grade", names_of(all_grades), find_grade);
  found.checked = count_from(j.at("checked"));
  found.exhaustive = j.at("coverage") == "exhaustive";
  found.violations = count_from(j.at("violations"));
  found.message = j.at("message");
  found.reason = j.at("reason");
  found.looks_like = j.value("looks_like", "");
  if (j.at("worst").is_object()) found.worst = counterexample_from(j.at("worst"));
  if (j.at("counterexample").is_object()) found.simplest = counterexample_from(j.at("counterexample"));
  for (const auto& i : j.at("intervals"))
    found.intervals.push_back({number_from(i.at("from")), number_from(i.at("to")), count_from(i.at("violations")), number_from(i.at("worst_ulp")), i.at("what")});
  found.conventions = j.at("conventions").get<std::vector<std::string>>();
  if (j.contains("histogram")) {
    found.histogram.emplace();
    for (std::size_t i = 0; i < histogram_labels.size(); ++i) (*found.histogram)[i] = count_from(j.at("histogram").at(histogram_labels[i]));
  }
  return r;
}

std::uint64_t count_from(const json& j) {
  if (!j.is_number_unsigned()) throw std::invalid_argument(fmt::format("{} is not a count", j.dump(-1, ' ', false, json::error_handler_t::replace)));
  return j.get<std::uint64_t>();
}

summary report::totals() const {
  summary s;
  for (const auto& r : results) {
    s.checked += r.found.checked;
    s.crashed += r.crashed ? 1 : 0;
    switch (r.found.outcome) {
      case verdict::pass: ++s.passed; break;
      case verdict::fail: ++s.failed; break;
      case verdict::known_fail: ++s.known; break;
      case verdict::unexpected_pass: ++s.unexpected; break;
      case verdict::convention: ++s.conventions; break;
      case verdict::skip: ++s.skipped; break;
      case verdict::inconclusive: ++s.inconclusive; break;
    }
  }
  return s;
}

int report::exit_status() const {
  const summary s = totals();
  if (s.crashed > 0) return 3;
  if (s.nothing_checked()) return part ? 0 : 4;
  return s.failed + s.unexpected > 0 ? 1 : 0;
}

json to_json(const report& r) {
  const summary s = r.totals();
  json j{{"schema", report_schema},
         {"tool", {{"name", "actcheck"}, {"version", r.tool_version}}},
         {"subject", {{"name", r.subject}, {"version", r.subject_version}, {"argument", r.subject_argument}}},
         {"machine", {{"processor", r.machine}, {"threads", r.threads}}},
         {"seed", r.seed},
         {"effort", r.effort},
         {"profile", r.profile},
         {"seconds", r.seconds},
         {"results", json::array()}};
  if (r.part) j["shard"] = {{"index", r.part->index}, {"count", r.part->count}};
  for (const auto& one : r.results) j["results"].push_back(to_json(one));
  j["summary"] = {{"verdict", r.exit_status() == 0 ? "pass" : "fail"},
                  {"passed", s.passed},
                  {"failed", s.failed},
                  {"conventions", s.conventions},
                  {"skipped", s.skipped},
                  {"inconclusive", s.inconclusive},
                  {"known_failures", s.known},
                  {"unexpected_passes", s.unexpected},
                  {"crashed", s.crashed},
                  {"checked", s.checked}};
  return j;
}

std::string machine_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

}  // namespace actcheck
