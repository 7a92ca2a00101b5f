/// \file
/// What the tests of row-wise activations share: rows worth trying, and the results by plain formulas in MPFR.
#pragma once

#include <vector>

#include "actcheck/rows.hpp"
#include "real.hpp"
#include "support.hpp"

namespace actcheck::test {

using row = std::vector<double>;

/// A row and upstream gradients, of one of many makes: lively, any bit patterns, leaders far ahead, equal elements, masked ones,
/// halfway gradients, ...
struct row_case {
  row x, dy;
};
row_case draw_row(random_numbers&, format, std::size_t cols);

/// y or dx by the formulas as they stand in textbooks, without subtracting the largest element, in plain MPFR of `bits` bits.
/// \pre Finite or -inf x (of the activation's orientation) with a finite one among them; finite dy.
std::vector<real> textbook(const activation&, pass, const row& x, const row& dy);

/// The oracle's and the reference's results, rounded.
row by_oracle(const activation&, pass, format, const row& x, const row& dy);
row by_reference(const activation&, pass, format, const row& x, const row& dy);

std::string row_text(format, const row&);
/// Adds a mismatch for each element that differs.
void compare_rows(mismatches&, format, const row_case&, const row& got, const row& want);

}  // namespace actcheck::test
