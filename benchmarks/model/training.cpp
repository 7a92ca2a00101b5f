#include "training.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <optional>

namespace actcheck::model {
namespace {

/// CPU time of this thread: other runs, and other programs, disturb it least.
double milliseconds_of_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

void shorten_gradient(network& net, double largest) {
  double square = 0;
  for (const linear_map* map : net.maps())
    square += map->weight_gradient.cast<double>().squaredNorm() + map->bias_gradient.cast<double>().squaredNorm();
  if (square <= largest * largest) return;
  const auto factor = static_cast<float>(largest / std::sqrt(square));
  for (linear_map* map : net.maps()) {
    map->weight_gradient *= factor;
    map->bias_gradient *= factor;
  }
}

/// The mean loss, or nothing if one was not finite.
std::optional<double> run_epoch(network& net, const examples& training, const training_options& options, random_source& source) {
  const auto order = source.order(training.count());
  double sum = 0;
  int batches = 0;
  for (std::size_t begin = 0; begin < order.size(); begin += training_options::batch, ++batches) {
    const std::size_t count = std::min<std::size_t>(training_options::batch, order.size() - begin);
    const double loss = net.differentiate(training.chosen(order.data() + begin, count));
    if (!std::isfinite(loss)) return std::nullopt;
    if (std::isfinite(options.largest_gradient)) shorten_gradient(net, options.largest_gradient);
    net.step(static_cast<float>(options.rate), static_cast<float>(training_options::momentum));
    sum += loss;
  }
  return sum / batches;
}

bool all_finite(network& net) {
  const auto maps = net.maps();
  const auto finite = [](const linear_map* map) { return map->weights.allFinite() && map->biases.allFinite(); };
  return std::all_of(maps.begin(), maps.end(), finite);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

training_result train(network& net, const examples& training, const training_options& options,
                      const std::function<void(network&)>& after_epoch) {
  training_result result;
  std::vector<double> times;
  random_source source(options.seed + 1000);  // not the numbers that the weights were drawn from
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    const double begin = milliseconds_of_thread();
    const auto loss = run_epoch(net, training, options, source);
    times.push_back(milliseconds_of_thread() - begin);
    result.diverged = !loss || !all_finite(net);
    if (result.diverged) break;
    result.losses.push_back(*loss);
    if (after_epoch) after_epoch(net);
  }
  result.milliseconds = median(times);
  return result;
}

}  // namespace actcheck::model
