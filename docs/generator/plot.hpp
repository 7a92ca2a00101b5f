/// \file
/// Pictures of an activation, drawn from its own formula and facts.
#pragma once

#include <optional>
#include <string>

#include "actcheck/activation.hpp"
#include "chart.hpp"

namespace actcheck::docs {

/// f, f' and f'' with kinks, turning points and the dead set. Of a gated activation its gate; of a row-wise one the element of
/// a row beside a 0, as a function of one number.
chart function_chart(const activation&);
/// Its text alternative.
std::string function_description(const activation&);

/// f alone, small, on axes that are the same for all activations.
chart thumbnail_chart(const activation&);
std::string thumbnail_description(const activation&);

/// How fast f' vanishes far out, with the level below which it is 0 in each number format; nothing if it does not vanish.
std::optional<chart> underflow_chart(const activation&);

/// The names of the files that they are written to.
inline std::string function_file(const activation& a) { return "plot_" + std::string(a.name) + ".svg"; }
inline std::string thumbnail_file(const activation& a) { return "thumbnail_" + std::string(a.name) + ".svg"; }
inline std::string underflow_file(const activation& a) { return "underflow_" + std::string(a.name) + ".svg"; }

/// f''(x) from the code of f', by forward differentiation. \pre The activation is elementwise.
double second_derivative(const activation&, double x, parameter_values);

}  // namespace actcheck::docs
