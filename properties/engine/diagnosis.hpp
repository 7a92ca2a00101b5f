/// \file
/// What a wrong subject seems to compute instead: another activation, other parameters, or a formula that loses accuracy.
#pragma once

#include <string>

#include "engine/property.hpp"

namespace actcheck {

/// "gelu_tanh", "leaky_relu with negative_slope = 0.2", "y*(1-y), computed from the rounded y"; "" if nothing fits. `inputs` are
/// some at which the subject fails. What is named explains the results there, and everywhere else where it was looked.
std::string looks_like(const context&, const std::vector<double>& inputs);

}  // namespace actcheck
