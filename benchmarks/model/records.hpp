/// \file
/// What is measured, as records of the JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "plan.hpp"
#include "training.hpp"

namespace actcheck::model {

using json = nlohmann::ordered_json;

/// With so many significant digits, that files stay small and differences readable; null for what is not finite.
json rounded(double value, int digits = 4);
json rounded(std::span<const double> values, int digits = 4);

/// The network trained with each rate, then with each seed at the best one: `training`.
json training_record(const plan&, const trained_network&, const unit&, const divided_digits&);
/// The units that no training example can change any more, after each epoch: `dead_units`. `pace` is "normal" or "high".
json dead_units_record(const plan&, const unit&, const divided_digits&, const std::string& pace);
/// The norm of the loss's gradient in each layer's weights, before training: `gradient_norms`.
json gradient_norms_record(const plan&, const unit&, const divided_digits&);
/// What each layer gives, before and after training: `outputs`.
json outputs_record(const plan&, const unit&, const divided_digits&);
/// Where the pre-activations of networks with relu are exactly 0: `zeros`, one record for each case.
std::vector<json> zeros_records(const plan&, const divided_digits&);

}  // namespace actcheck::model
