#include "comparison.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <deque>

#include "actcheck/catalogue.hpp"
#include "actcheck/targets.hpp"
#include "actcheck/version.hpp"
#include "engine/report.hpp"
#include "jobs.hpp"

namespace actcheck::model {
namespace {

/// Units of a layer that is fully connected, or the channels of convolutions.
json units_of(const network_shape& shape) {
  if (!shape.hidden.front().geometry) return shape.hidden.front().outputs;
  json channels = json::array();
  for (const auto& layer : shape.hidden) channels.push_back(layer.outputs);
  return {{"channels", channels}};
}

json described(const trained_network& trained) {
  const auto& shape = trained.shape;
  return {{"name", shape.name},
          {"hidden_layers", shape.hidden.size()},
          {"units", units_of(shape)},
          {"parameters", shape.parameters(false)},
          {"parameters_gated", shape.parameters(true)},
          {"normal_rate", trained.normal_rate},
          {"rates", trained.rates}};
}

json described_data() {
  return {{"name", "UCI optical recognition of handwritten digits, 8x8"},
          {"xxh3_128", digits_digest()},
          {"training", divided_digits::training_count},
          {"validation", divided_digits::validation_count},
          {"test", divided_digits::test_count},
          {"split_seed", divided_digits::seed}};
}

json context_of(const plan& p, unsigned threads) {
  json networks = json::array();
  for (const auto& trained : p.networks) networks.push_back(described(trained));
  return {{"version", ACTCHECK_VERSION},
          {"compiler", ACTCHECK_COMPILER},
          {"flags", ACTCHECK_FLAGS},
          {"machine", machine_name()},
          {"target", current_target()},
          {"date", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
          {"plan", p.name},
          {"jobs", threads},
          {"seeds", p.seeds},
          {"epochs", p.epochs},
          {"batch", training_options::batch},
          {"momentum", training_options::momentum},
          {"watched", p.networks[p.watched].shape.name},
          {"high_rate", p.high_rate},
          {"high_rate_limit", p.high_rate_limit},
          {"data", described_data()},
          {"networks", networks}};
}

std::string written(const json& context, const std::vector<json>& records) {
  std::string lines;
  for (const auto& record : records) lines += (lines.empty() ? "" : ",\n") + record.dump();
  const std::string schema = R"("schema": "actcheck.model/1")";
  return fmt::format("{{\n{},\n\"context\": {},\n\"records\": [\n{}\n]\n}}\n", schema, context.dump(), lines);
}

}  // namespace

std::vector<const activation*> hidden_unit_activations() {
  std::vector<const activation*> all;
  for (const activation* a : catalogue())
    if (a->kind != activation_kind::row_wise) all.push_back(a);
  return all;
}

std::string compare(const plan& p, const std::vector<const activation*>& activations, const examples& all, unsigned threads) {
  const divided_digits digits = divide(all);
  std::deque<unit> units;
  for (const activation* a : activations) units.emplace_back(*a);
  std::vector<std::function<std::vector<json>()>> makers;
  for (const auto& trained : p.networks)
    for (const auto& u : units) makers.push_back([&] { return std::vector{training_record(p, trained, u, digits)}; });
  for (const std::string pace : {"normal", "high"})
    for (const auto& u : units) makers.push_back([&, pace] { return std::vector{dead_units_record(p, u, digits, pace)}; });
  for (const auto& u : units) makers.push_back([&] { return std::vector{gradient_norms_record(p, u, digits)}; });
  for (const auto& u : units) makers.push_back([&] { return std::vector{outputs_record(p, u, digits)}; });
  makers.push_back([&] { return zeros_records(p, digits); });

  std::vector<std::vector<json>> made(makers.size());
  std::vector<std::function<void()>> pieces;
  for (std::size_t i = 0; i < makers.size(); ++i) pieces.push_back([&, i] { made[i] = makers[i](); });
  run_all(pieces, threads);
  std::vector<json> records;
  for (auto& some : made) records.insert(records.end(), some.begin(), some.end());
  return written(context_of(p, threads), records);
}

}  // namespace actcheck::model
