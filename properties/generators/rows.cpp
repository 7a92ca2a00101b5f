#include "generators/rows.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "generators/inputs.hpp"
#include "generators/seed.hpp"

namespace actcheck {
namespace {

using row = std::vector<double>;

row shuffled(row values, std::uint64_t seed) {
  random_bits random(seed);
  std::shuffle(values.begin(), values.end(), random);
  return values;
}

row spread(format f, std::size_t cols, int, std::uint64_t seed) { return shuffled(spread_values(f, -8, 8, cols, seed), seed); }

row equal(format f, std::size_t cols, int, std::uint64_t) { return row(cols, round_to(f, 0.75)); }

/// Its neighbours' exponentials are 0, or vanish beside its own.
row one_leads(format f, std::size_t cols, int toward, std::uint64_t seed) {
  row values = spread(f, cols, toward, seed);
  values[seed % cols] = round_to(f, toward * 60.0);
  return values;
}

row huge_and_equal(format f, std::size_t cols, int toward, std::uint64_t) { return row(cols, toward * largest(f)); }

/// A maximum that starts at a "small" constant instead of -inf is larger than all of these.
row far_below_zero(format f, std::size_t cols, int toward, std::uint64_t seed) {
  const double base = -toward * std::min(1e5, largest(f) / 2);
  row values = spread_values(f, 0, 4, cols, seed);
  for (double& v : values) v = round_to(f, base + v);
  return shuffled(std::move(values), seed);
}

/// e^x overflows f32 from 88.73 on and f16 from 11.09 on; halves and thirds of these are where products of exponentials do.
row past_the_limits_of_exp(format f, std::size_t cols, int toward, std::uint64_t seed) {
  constexpr double limits[] = {88.0, 88.72, 88.73, 104.0, 11.0, 11.1, 17.5, 44.4, 29.6, -87.4, -104.0, -17.0};
  row values(cols);
  for (std::size_t i = 0; i < cols; ++i) values[i] = round_to(f, toward * limits[i % std::size(limits)]);
  return shuffled(std::move(values), seed);
}

/// Every third element gets no share, as a mask does it.
row masked(format f, std::size_t cols, int toward, std::uint64_t seed) {
  row values = spread(f, cols, toward, seed);
  const double nothing = shape(f).has_infinity ? -toward * std::numeric_limits<double>::infinity() : -toward * largest(f);
  for (std::size_t i = 1; i < cols; i += 3) values[i] = nothing;
  return values;
}

}  // namespace

const std::vector<row_kind>& row_kinds() {
  static const std::vector<row_kind> kinds{{"numbers from -8 to 8", spread},
                                           {"equal numbers", equal},
                                           {"one number that leads", one_leads},
                                           {"huge equal numbers", huge_and_equal},
                                           {"numbers far below 0", far_below_zero},
                                           {"numbers past the limits of exp", past_the_limits_of_exp},
                                           {"masked elements", masked}};
  return kinds;
}

std::vector<std::size_t> row_lengths(format f, std::size_t samples) {
  if (samples < 512) return {1, 2, 3, 5, 8, 9, 17, 33};
  const bool long_ones = samples > 4096;
  std::vector<std::size_t> lengths;
  for (std::size_t n = 1; n <= 35; ++n) lengths.push_back(n);
  for (const std::size_t n : {63, 64, 65, 127, 128, 129, 255, 257}) lengths.push_back(n);
  if (long_ones && f != format::f64)
    for (const std::size_t n : {1000, 1024, 1025, 4099}) lengths.push_back(n);
  if (long_ones && shape(f).bits == 16) lengths.push_back(66'000);
  return lengths;
}

}  // namespace actcheck
