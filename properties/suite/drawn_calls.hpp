/// \file
/// Cases that RapidCheck draws whole, beyond what the properties do by themselves: calls with drawn lengths, positions
/// and alignments; upstream gradients; and neurons with data, weights, learning rate and steps.
#pragma once

#include <string>
#include <string_view>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck {

/// The drawn cases that belong to the property; none for most.
void draw_calls(std::string_view property, const activation&, format, const std::string& test_name);

}  // namespace actcheck
