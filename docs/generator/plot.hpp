/// \file
/// A picture of f and f' as SVG, drawn from the activation's own formula and facts.
#pragma once

#include <string>

#include "actcheck/activation.hpp"

namespace actcheck::docs {

/// A stand-alone SVG document: axes, both curves, kinks and turning points. It follows the reader's light or dark
/// scheme.
std::string plot_svg(const activation&);

}  // namespace actcheck::docs
