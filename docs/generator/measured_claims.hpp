/// \file
/// Claims about trained networks and drawn inputs: what was measured, and whether it is as the claims file says.
#pragma once

#include <string>

#include "json_input.hpp"

namespace actcheck::docs {

/// Sentences for the entries of a claim's "measured": each names what was measured and between which bounds it must be. A number
/// outside them stops the build; where the evidence is missing, the sentence says so.
/// \throws std::runtime_error if a number is out of its bounds, or an entry cannot be understood.
std::string measured_text(const json& claim, const evidence&);

/// \throws input_error if the file is missing, is not JSON, or holds no counterexample.
counterexample read_counterexample(const std::filesystem::path&);

}  // namespace actcheck::docs
