#include "model_charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

/// Those whose difference the pictures are about: the note's, and what is used most today.
constexpr std::array<std::string_view, 6> contrasted{"relu", "leaky_relu", "gelu", "sigmoid", "tanh", "selu"};

std::vector<point> by_number(const std::vector<double>& values, double first) {
  std::vector<point> points;
  for (std::size_t i = 0; i < values.size(); ++i) points.push_back({first + static_cast<double>(i), values[i]});
  return points;
}

std::string title_of(std::string_view activation) {
  const auto* a = find_activation(activation);
  return a == nullptr ? std::string(activation) : std::string(a->text.title);
}

/// Everything that is positive fits.
void fit(chart& c) {
  double least = infinity, most = 0, last = 1;
  for (const auto& drawn : c.curves)
    for (const auto& piece : drawn.pieces)
      for (const auto& p : piece) {
        if (p.y > 0) least = std::min(least, p.y);
        if (!std::isnan(p.y)) most = std::max(most, p.y);
        last = std::max(last, p.x);
      }
  c.x.to = last;
  if (c.y.logarithmic) c.y.from = std::pow(10, std::floor(std::log10(least)));
  c.y.to = c.y.logarithmic ? std::pow(10, std::ceil(std::log10(most))) : 1.05 * most;
}

chart dead_units_chart(const model_run& run) {
  chart c{
      "Dead units while training at a high rate",
      fmt::format(
          "Share of dead hidden units by epoch in the network {} at the learning rate {}, for each of several activations.",
          run.watched, run.high_rate),
      {0, 1, "epoch"},
      {0, 1, "share of dead units"}};
  std::size_t colour = 0;
  for (const auto name : contrasted)
    if (const auto* d = run.find_dead(name, "high"))
      c.curves.push_back({title_of(name), colour++, {by_number(d->shares, 0)}});
  fit(c);
  c.y.to = std::max(c.y.to, 0.1);
  return c;
}

chart gradients_chart(const model_run& run) {
  chart c{"Gradients by layer, before training",
          "Norm of the gradient in the weights of each layer of a network of 20 hidden layers, divided by that of the last layer, for each of "
          "several activations.",
          {1, 2, "layer (1 is next to the input)"},
          {1e-3, 1, "norm of the gradient, last layer = 1", true}};
  std::size_t colour = 0;
  for (const auto name : contrasted)
    if (const auto* g = run.find_gradients(name)) {
      auto norms = g->norms;
      for (double& norm : norms) norm /= g->norms.back();
      c.curves.push_back({title_of(name), colour++, {by_number(norms, 1)}});
    }
  fit(c);
  return c;
}

}  // namespace

std::optional<named_chart> training_chart(const model_run& run, const activation& a) {
  const auto* own = run.find(run.watched, a.name);
  if (own == nullptr || own->losses.empty()) return std::nullopt;
  chart c{
      fmt::format("Training with {}", a.text.title),
      fmt::format(
          "Training loss by epoch of the network {} with {}, with ReLU, and with all other activations as faint lines.",
          run.watched, a.text.title),
      {1, 2, "epoch"},
      {1e-3, 1, "training loss", true}};
  for (const auto& t : run.trainings)
    if (t.network == run.watched) c.curves.push_back({"", 3, {by_number(t.losses, 1)}, true});
  if (!c.curves.empty()) c.curves.front().name = "others";
  if (const auto* relu = run.find(run.watched, "relu"); relu != nullptr && relu != own)
    c.curves.push_back({"ReLU", 1, {by_number(relu->losses, 1)}});
  c.curves.push_back({std::string(a.text.title), 0, {by_number(own->losses, 1)}});
  fit(c);
  return named_chart{fmt::format("training_{}.svg", a.name), c};
}

std::vector<named_chart> comparison_charts(const model_run& run) {
  return {{"dead_units.svg", dead_units_chart(run)}, {"gradients.svg", gradients_chart(run)}};
}

}  // namespace actcheck::docs
