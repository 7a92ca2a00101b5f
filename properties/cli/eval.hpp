/// \file
/// What `actcheck eval` shares between activations of one number, of two, and of rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck::cli {

/// The command's arguments.
struct eval_choices {
  std::string activation, format = "f64";
  std::vector<std::string> inputs, parameters;
  bool derivative = false, bits = false, saturate = false;
};

/// An input as text: hex bits, or a number that is rounded to the format. `place` is for the error message.
/// \throws std::invalid_argument
double parse_input(format, const std::string& text, bool bits, const std::string& place, overflow = overflow::standard);

/// Pairs: `A,B` each, or one pair a line from stdin.
void evaluate_gated(const activation&, format, const std::vector<double>& parameters, const eval_choices&);
/// One row, or one row a line from stdin.
void evaluate_rows(const activation&, format, const eval_choices&);

}  // namespace actcheck::cli
