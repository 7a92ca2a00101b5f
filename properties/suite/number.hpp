/// \file
/// RapidCheck generators over the numbers of a format. RapidCheck's own floats have no NaN, infinity, subnormal or -0,
/// and shrink to integers only; these draw bit patterns and edges, and shrink along the ordered numbers.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <ostream>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"
#include "reporters/text.hpp"

namespace actcheck {

/// A finite number of a format, by its ordinal.
struct number {
  format number_format = format::f32;
  std::int64_t ordinal = 0;

  double value() const { return value_of_ordinal(number_format, ordinal); }
  friend bool operator==(const number&, const number&) = default;
};

/// Shown in decimal and in bits: what RapidCheck prints for a counterexample.
inline void showValue(const number& n, std::ostream& out) { out << value_and_bits(n.number_format, n.value()); }

/// Simpler numbers to try when `n` fails, simplest first: 0, the positive one, fewer significant bits, nearer to 0.
std::vector<number> shrink(const number& n);

/// Any finite number: two fifths by bit pattern, one fifth edges (zeros, ones, subnormals, the largest, powers of two),
/// two fifths where activations live, in [-20, 20].
rc::Gen<number> any_number(format);
/// A number in [from, to].
rc::Gen<number> number_between(format, double from, double to);
/// Parameter values: the defaults, trial values, or drawn anew; always inside the domain.
rc::Gen<std::vector<double>> any_parameters(const activation&);

std::vector<double> values_of(const std::vector<number>&);

}  // namespace actcheck
