// The results of benchmarks/model.
#include <algorithm>
#include <cmath>
#include <limits>

#include "json_input.hpp"
#include "model_evidence.hpp"

namespace actcheck::docs {
namespace {

constexpr const char* schema = "actcheck.model/1";
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double number_or_unknown(const json& value) { return value.is_number() ? value.get<double>() : unknown; }

/// JSON has no NaN: null stands for it.
std::vector<double> numbers(const json& object, const char* key, const std::string& where) {
  std::vector<double> all;
  for (const auto& value : required<std::vector<json>>(object, key, where)) all.push_back(number_or_unknown(value));
  return all;
}

training_outcome read_training(const json& r, const std::string& where) {
  return {required<std::string>(r, "network", where),
          required<std::string>(r, "activation", where),
          required<double>(r, "rate", where),
          numbers(r, "test_accuracy", where),
          optional_number(r, "mean").value_or(unknown),
          optional_number(r, "deviation").value_or(unknown),
          required<int>(r, "diverged", where),
          numbers(r, "loss", where),
          optional_number(r, "epoch_ms").value_or(unknown)};
}

dead_units_outcome read_dead_units(const json& r, const std::string& where) {
  return {required<std::string>(r, "network", where), required<std::string>(r, "activation", where),
          required<std::string>(r, "pace", where), required<double>(r, "rate", where), numbers(r, "dead_share", where)};
}

layer_outputs read_outputs(const json& r, const std::string& where) {
  layer_outputs outputs;
  outputs.activation = required<std::string>(r, "activation", where);
  // Null after a training that diverged.
  const json trained =
      r.contains("trained") && r.at("trained").is_null() ? json::object() : optional_object(r, "trained");
  const json deep = optional_object(r, "initial_deep");
  if (trained.contains("zero_share")) outputs.trained_zero_shares = numbers(trained, "zero_share", where);
  outputs.deep_mean_magnitudes = numbers(deep, "mean_magnitude", where);
  outputs.deep_largest = numbers(deep, "largest", where);
  return outputs;
}

void read_record(model_run& run, const json& r, const std::string& where) {
  const auto kind = required<std::string>(r, "record", where);
  if (kind == "training") run.trainings.push_back(read_training(r, where));
  else if (kind == "dead_units") run.dead_units.push_back(read_dead_units(r, where));
  else if (kind == "gradient_norms")
    run.gradients.push_back({required<std::string>(r, "network", where), required<std::string>(r, "activation", where),
                             numbers(r, "norms", where)});
  else if (kind == "outputs") run.outputs.push_back(read_outputs(r, where));
  else if (kind == "zeros")
    run.zeros.push_back({required<std::string>(r, "case", where), required<std::string>(r, "meaning", where),
                         required<std::uint64_t>(r, "zeros", where), required<std::uint64_t>(r, "of", where)});
  else throw std::runtime_error(fmt::format("{} has the unknown kind '{}'", where, kind));
}

void read_context(model_run& run, const json& context) {
  const std::string where = "the context";
  run.tool_version = required<std::string>(context, "version", where);
  run.machine = required<std::string>(context, "machine", where);
  run.date = required<std::string>(context, "date", where);
  run.plan = required<std::string>(context, "plan", where);
  run.watched = required<std::string>(context, "watched", where);
  run.seeds = required<std::vector<json>>(context, "seeds", where).size();
  run.epochs = required<std::uint64_t>(context, "epochs", where);
  run.high_rate = required<double>(context, "high_rate", where);
  const json data = optional_object(context, "data");
  run.training_images = required<std::uint64_t>(data, "training", "the data");
  run.test_images = required<std::uint64_t>(data, "test", "the data");
  for (const auto& n : required<std::vector<json>>(context, "networks", where))
    run.networks.push_back({required<std::string>(n, "name", "a network"),
                            required<std::uint64_t>(n, "hidden_layers", "a network"),
                            required<std::uint64_t>(n, "parameters", "a network")});
}

template <class List, class Test>
auto find_in(const List& list, Test&& test) -> const typename List::value_type* {
  const auto found = std::find_if(list.begin(), list.end(), test);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const training_outcome* model_run::find(std::string_view network, std::string_view activation) const {
  return find_in(trainings, [&](const auto& t) { return t.network == network && t.activation == activation; });
}
const dead_units_outcome* model_run::find_dead(std::string_view activation, std::string_view pace) const {
  return find_in(dead_units, [&](const auto& d) { return d.activation == activation && d.pace == pace; });
}
const gradient_norms* model_run::find_gradients(std::string_view activation) const {
  return find_in(gradients, [&](const auto& g) { return g.activation == activation; });
}
const layer_outputs* model_run::find_outputs(std::string_view activation) const {
  return find_in(outputs, [&](const auto& o) { return o.activation == activation; });
}
const zero_count* model_run::find_zeros(std::string_view which) const {
  return find_in(zeros, [&](const auto& z) { return z.which == which; });
}

const training_outcome* model_run::best(std::string_view network) const {
  const training_outcome* best = nullptr;
  for (const auto& t : trainings)
    if (t.network == network && t.diverged == 0 && !std::isnan(t.mean) && (best == nullptr || t.mean > best->mean))
      best = &t;
  return best;
}

double first_to_last(const gradient_norms& g) { return g.norms.empty() ? unknown : g.norms.front() / g.norms.back(); }

bool keeps_up(const training_outcome& t, const training_outcome& best) {
  if (t.diverged > 0 || std::isnan(t.mean)) return false;
  const auto or_zero = [](double v) { return std::isnan(v) ? 0.0 : v; };
  const auto is_far_below = [&](double accuracy) { return best.mean - accuracy > far_below; };
  return best.mean - t.mean <= or_zero(t.deviation) + or_zero(best.deviation) &&
         std::none_of(t.accuracies.begin(), t.accuracies.end(), is_far_below);
}

model_run read_model(const std::filesystem::path& file) {
  return read_evidence(file, schema, "not results of the model comparison", [](const json& content) {
    model_run run;
    read_context(run, optional_object(content, "context"));
    std::size_t i = 0;
    for (const auto& r : required<std::vector<json>>(content, "records", "the file"))
      read_record(run, r, fmt::format("records[{}]", i++));
    return run;
  });
}

}  // namespace actcheck::docs
