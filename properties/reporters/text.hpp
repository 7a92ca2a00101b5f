/// \file
/// Small pieces of text that reporters share.
#pragma once

#include <string>

#include "engine/report.hpp"

namespace actcheck {

/// A value with as many digits as its format holds, and no more.
std::string value_text(format, double);
/// `17 (0x41880000)`
std::string value_and_bits(format, double);
/// `simplest: x = ...   got ...   want ...   (... ulp)`
std::string counterexample_text(format, const counterexample&);
/// `[16.64, 87.3] returns 0`
std::string interval_text(format, const failing_interval&);
/// `sigmoid f32 backward, dead_neuron`, with parameters when they are not the defaults.
std::string title_text(const result&);
std::string parameters_text(const result&);

}  // namespace actcheck
