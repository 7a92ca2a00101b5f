/// \file
/// Pictures of the model comparison.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actcheck/activation.hpp"
#include "chart.hpp"
#include "model_evidence.hpp"

namespace actcheck::docs {

/// A picture and the name of the file that it is written to.
struct named_chart {
  std::string file;
  chart drawn;
};

/// Training loss by epoch: this activation, ReLU, and faintly all others; nothing if it was not trained.
std::optional<named_chart> training_chart(const model_run&, const activation&);

/// The pictures of the page that compares all: dead units by epoch at a high learning rate, gradients by layer.
std::vector<named_chart> comparison_charts(const model_run&);

}  // namespace actcheck::docs
