#include "records.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <numeric>

namespace actcheck::model {
namespace {

json begun(const char* type, const std::string& network, const unit& u) {
  return {{"record", type}, {"network", network}, {"activation", u.subject().name}};
}

double mean(std::span<const double> values) {
  return values.empty() ? NAN : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Of a sample.
double deviation(std::span<const double> values) {
  if (values.size() < 2) return NAN;
  const double middle = mean(values);
  double sum = 0;
  for (const double v : values) sum += (v - middle) * (v - middle);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

/// Means over the rows that are long enough, position by position.
std::vector<double> column_means(const std::vector<std::vector<double>>& rows) {
  std::size_t longest = 0;
  for (const auto& row : rows) longest = std::max(longest, row.size());
  std::vector<double> means;
  for (std::size_t i = 0; i < longest; ++i) {
    std::vector<double> values;
    for (const auto& row : rows)
      if (i < row.size()) values.push_back(row[i]);
    means.push_back(mean(values));
  }
  return means;
}

struct run {
  training_result training;
  double validation = 0, test = 0;
};

run train_once(const network_shape& shape, const unit& u, const divided_digits& digits, const training_options& options) {
  network net(shape, u, options.seed);
  run r{train(net, digits.training, options)};
  if (r.training.diverged) return r;  // no better than no answer
  r.validation = net.accuracy(digits.validation);
  r.test = net.accuracy(digits.test);
  return r;
}

/// With 0 for a run that diverged.
double mean_over(const std::vector<run>& runs, double run::*accuracy) {
  std::vector<double> values;
  for (const auto& r : runs) values.push_back(r.*accuracy);
  return mean(values);
}

void describe_runs(json& record, const std::vector<run>& runs) {
  std::vector<double> accuracies, finished, times;
  std::vector<std::vector<double>> losses;
  for (const auto& r : runs) {
    accuracies.push_back(r.training.diverged ? NAN : r.test);
    if (r.training.diverged) continue;
    times.push_back(r.training.milliseconds);
    finished.push_back(r.test);
    losses.push_back(r.training.losses);
  }
  record["test_accuracy"] = rounded(accuracies);
  record["mean"] = rounded(mean(finished));
  record["deviation"] = rounded(deviation(finished), 3);
  record["diverged"] = runs.size() - finished.size();
  record["loss"] = rounded(column_means(losses));
  record["epoch_ms"] = rounded(mean(times));
}

double dead_share(network& net, const examples& training) {
  net.forward(training.images);
  double dead = 0, all = 0;
  for (const auto& layer : net.hidden)
    for (const bool d : layer.dead_units()) {
      dead += d ? 1 : 0;
      all += 1;
    }
  return dead / all;
}

/// Of both maps, where there are two.
double gradient_norm(const hidden_layer& layer) {
  double sum = 0;
  for (const auto& map : layer.maps) sum += map.weight_gradient.cast<double>().squaredNorm();
  return std::sqrt(sum);
}

json layer_outputs(network& net, const examples& training) {
  net.forward(training.images);
  std::vector<double> zeros, means, largest;
  for (const auto& layer : net.hidden) {
    const auto y = layer.output().array();
    if (!y.allFinite()) break;  // what follows is not either, or made of it
    zeros.push_back(static_cast<double>((y == 0.0f).count()) / static_cast<double>(y.size()));
    means.push_back(y.abs().cast<double>().mean());
    largest.push_back(static_cast<double>(y.abs().maxCoeff()));
  }
  return {{"zero_share", rounded(zeros)}, {"mean_magnitude", rounded(means)}, {"largest", rounded(largest)}};
}

}  // namespace

json rounded(double value, int digits) {
  if (!std::isfinite(value)) return nullptr;
  return std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr);
}

json rounded(std::span<const double> values, int digits) {
  json list = json::array();
  for (const double v : values) list.push_back(rounded(v, digits));
  return list;
}

json training_record(const plan& p, const trained_network& trained, const unit& u, const divided_digits& digits) {
  std::vector<run> best;
  double best_rate = 0;
  std::vector<double> validation, test;
  for (const double rate : trained.rates) {
    std::vector<run> runs;
    for (const auto seed : p.seeds)
      runs.push_back(train_once(trained.shape, u, digits, {.rate = rate, .epochs = p.epochs, .seed = seed}));
    validation.push_back(mean_over(runs, &run::validation));
    test.push_back(mean_over(runs, &run::test));
    if (!best.empty() && mean_over(best, &run::validation) >= validation.back()) continue;
    best = std::move(runs);
    best_rate = rate;
  }
  json record = begun("training", trained.shape.name, u);
  record["rate"] = best_rate;
  record["validation_by_rate"] = rounded(validation);
  record["test_by_rate"] = rounded(test);
  describe_runs(record, best);
  return record;
}

json dead_units_record(const plan& p, const unit& u, const divided_digits& digits, const std::string& pace) {
  const auto& watched = p.networks[p.watched];
  const bool is_high = pace == "high";
  const double rate = is_high ? p.high_rate : watched.normal_rate;
  std::vector<std::vector<double>> shares;
  std::vector<double> accuracies;
  int diverged = 0;
  for (const auto seed : p.seeds) {
    network net(watched.shape, u, seed);
    auto& by_epoch = shares.emplace_back();
    const auto look = [&](network& watched_net) { by_epoch.push_back(dead_share(watched_net, digits.training)); };
    look(net);
    const training_options options{
        .rate = rate, .epochs = p.epochs, .seed = seed, .largest_gradient = is_high ? p.high_rate_limit : infinity};
    const auto result = train(net, digits.training, options, look);
    diverged += result.diverged ? 1 : 0;
    accuracies.push_back(result.diverged ? NAN : net.accuracy(digits.test));
  }
  json record = begun("dead_units", watched.shape.name, u);
  record["pace"] = pace;
  record["rate"] = rate;
  record["dead_share"] = rounded(column_means(shares));
  record["test_accuracy"] = rounded(accuracies);
  record["diverged"] = diverged;
  return record;
}

json gradient_norms_record(const plan& p, const unit& u, const divided_digits& digits) {
  const auto shape = perceptron(p.depth_of_gradients);
  std::vector<std::vector<double>> norms;
  for (const auto seed : p.seeds) {
    network net(shape, u, seed);
    net.differentiate(digits.training);
    auto& of_seed = norms.emplace_back();
    for (const auto& layer : net.hidden) of_seed.push_back(gradient_norm(layer));
    of_seed.push_back(static_cast<double>(net.output.weight_gradient.norm()));
  }
  json record = begun("gradient_norms", shape.name, u);
  record["norms"] = rounded(column_means(norms));
  return record;
}

json outputs_record(const plan& p, const unit& u, const divided_digits& digits) {
  const auto& watched = p.networks[p.watched];
  network net(watched.shape, u, p.seeds.front());
  network deep(perceptron(p.depth_of_gradients), u, p.seeds.front());
  json record = begun("outputs", watched.shape.name, u);
  record["initial"] = layer_outputs(net, digits.training);
  const auto result = train(net, digits.training, {.rate = watched.normal_rate, .epochs = p.epochs, .seed = p.seeds.front()});
  record["trained"] = result.diverged ? json() : layer_outputs(net, digits.training);
  record["initial_deep"] = layer_outputs(deep, digits.training);
  return record;
}

}  // namespace actcheck::model
