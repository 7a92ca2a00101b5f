// The 8-bit formats, whole: every pattern, every rounding boundary, both overflow policies, against tables that are
// counted up from the definition of OFP8 (OCP 8-bit Floating Point Specification 1.0) instead of taken apart bit by bit.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "actcheck/formats.hpp"
#include "actcheck/oracle.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

/// A format as its table 1 describes it: how many numbers a binade has, the smallest number, and the first pattern (without
/// sign) that is no finite number.
struct definition {
  format which;
  int numbers_in_a_binade;
  double smallest_number;
  std::size_t first_special;
  double after_the_largest;  ///< where counting on would lead
};

constexpr std::array definitions{definition{format::f8e4m3fn, 8, 0x1p-9, 0x7f, 480},
                                 definition{format::f8e5m2, 4, 0x1p-16, 0x7c, 65536}};

/// The values of the patterns 0 to 0x7f: equal steps through the subnormals and the first binade, then each binade's steps
/// are twice those before it.
std::vector<double> positive_values(const definition& d) {
  std::vector<double> values;
  double value = 0, step = d.smallest_number;
  for (std::size_t pattern = 0; pattern < d.first_special; ++pattern) {
    const auto place = static_cast<int>(pattern) % d.numbers_in_a_binade;
    if (place == 0 && static_cast<int>(pattern) >= 2 * d.numbers_in_a_binade) step *= 2;
    values.push_back(value);
    value += step;
  }
  EXPECT_EQ(value, d.after_the_largest) << name(d.which);
  if (d.which == format::f8e5m2) values.push_back(infinity);
  while (values.size() < 128) values.push_back(not_a_number);
  return values;
}

TEST(formats_8_bit, the_tables_hold_the_numbers_that_the_specification_names) {
  const auto e4m3 = positive_values(definitions[0]), e5m2 = positive_values(definitions[1]);
  EXPECT_EQ(e4m3[0x7e], 448);                 // S.1111.110, the largest
  EXPECT_EQ(e4m3[0x08], 0x1p-6);              // the smallest normal
  EXPECT_EQ(e4m3[0x07], 0.875 * 0x1p-6);      // the largest subnormal
  EXPECT_TRUE(std::isnan(e4m3[0x7f]));        // S.1111.111
  EXPECT_EQ(e4m3[0x38], 1);
  EXPECT_EQ(e5m2[0x7b], 57344);               // S.11110.11
  EXPECT_EQ(e5m2[0x04], 0x1p-14);
  EXPECT_EQ(e5m2[0x03], 0.75 * 0x1p-14);
  EXPECT_EQ(e5m2[0x7c], infinity);            // S.11111.00
  for (const std::size_t nan : {0x7d, 0x7e, 0x7f}) EXPECT_TRUE(std::isnan(e5m2[nan]));
  EXPECT_EQ(e5m2[0x3c], 1);
}

TEST(formats_8_bit, every_pattern_decodes_and_encodes_as_the_table_says) {
  for (const auto& d : definitions) {
    const format f = d.which;
    const auto values = positive_values(d);
    const std::uint64_t canonical_nan = f == format::f8e4m3fn ? 0x7f : 0x7e;
    for (std::uint64_t bits = 0; bits < 256; ++bits) {
      const double want = bits < 128 ? values[bits] : -values[bits - 128];
      ASSERT_TRUE(same(decode(f, bits), want)) << name(f) << std::hex << " 0x" << bits << ": " << decode(f, bits);
      ASSERT_EQ(is_nan_bits(f, bits), std::isnan(want)) << name(f) << std::hex << " 0x" << bits;
      ASSERT_EQ(encode(f, want), std::isnan(want) ? canonical_nan : bits) << name(f) << ' ' << want;
      ASSERT_TRUE(same(round_to(f, want), want)) << name(f) << ' ' << want;
    }
  }
}

TEST(formats_8_bit, shapes_agree_with_the_tables) {
  for (const auto& d : definitions) {
    const format f = d.which;
    const auto values = positive_values(d);
    SCOPED_TRACE(name(f));
    EXPECT_EQ(largest(f), values[d.first_special - 1]);
    EXPECT_EQ(smallest(f), values[1]);
    EXPECT_EQ(smallest_normal(f), values[static_cast<std::size_t>(d.numbers_in_a_binade)]);
    EXPECT_EQ(epsilon(f), 1.0 / d.numbers_in_a_binade);
    EXPECT_EQ(infinity_ordinal(f), static_cast<std::int64_t>(d.first_special));
    EXPECT_EQ(bytes(f), 1U);
    for (std::size_t i = 0; i + 1 < d.first_special; ++i)
      EXPECT_EQ(power_of_two(spacing_exponent(f, values[i])), values[i + 1] - values[i]) << values[i];
  }
}

/// What `x` rounds to by the table alone: the nearer neighbour, of two equally near the one with an even pattern.
double nearest(const definition& d, const std::vector<double>& values, double x, overflow policy) {
  if (std::isnan(x)) return x;
  auto numbers = std::vector<double>(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(d.first_special));
  numbers.push_back(d.after_the_largest);
  const double size = std::fabs(x);
  std::size_t low = 0;
  while (low + 2 < numbers.size() && numbers[low + 1] <= size) ++low;
  const double midpoint = (numbers[low] + numbers[low + 1]) / 2;
  const std::size_t chosen = size < midpoint || (size == midpoint && low % 2 == 0) ? low : low + 1;
  double result = numbers[chosen];
  if (chosen == d.first_special)
    result = policy == overflow::saturate ? values[d.first_special - 1] : values[d.first_special];
  return std::copysign(1.0, x) * result;
}

/// A double and its neighbours, both signs.
std::vector<double> around(double x) {
  std::vector<double> all;
  for (const double v : {std::nextafter(x, -infinity), x, std::nextafter(x, infinity)}) all.insert(all.end(), {v, -v});
  return all;
}

TEST(formats_8_bit, every_boundary_and_tie_rounds_as_the_table_says) {
  for (const auto& d : definitions) {
    const format f = d.which;
    const auto values = positive_values(d);
    std::vector<double> inputs{infinity, -infinity, 1e300, -1e300, 0x1p-1074, -0x1p-1074, not_a_number};
    for (std::size_t i = 0; i < d.first_special; ++i) {
      const double next = i + 1 < d.first_special ? values[i + 1] : d.after_the_largest;
      for (const double x : {values[i], (values[i] + next) / 2, next})
        for (const double v : around(x)) inputs.push_back(v);
    }
    random_numbers draw(fmt::format("8 bits {}", name(f)));
    for (std::size_t i = 0, n = scaled(200'000); i < n; ++i) {
      inputs.push_back(draw.pattern(format::f64));
      inputs.push_back(draw.pattern(format::f16));
      inputs.push_back(draw.between(-1.25, 1.25) * d.after_the_largest);
    }
    for (const overflow policy : {overflow::standard, overflow::saturate}) {
      mismatches wrong(fmt::format("{} {}", name(f), policy == overflow::standard ? "standard" : "saturate"));
      for (const double x : inputs) {
        const double got = round_to(f, x, policy), want = nearest(d, values, x, policy);
        if (!same(got, want)) wrong.add([&] { return fmt::format("{:a} rounds to {}, not to {}", x, got, want); });
      }
    }
  }
}

TEST(formats_8_bit, overflow_begins_where_the_specification_says) {
  constexpr format e4m3 = format::f8e4m3fn, e5m2 = format::f8e5m2;
  for (const double x : {448.0, 456.0, 464.0}) EXPECT_EQ(round_to(e4m3, x), 448) << "464 is a tie, and 448 is even";
  for (const double x : {std::nextafter(464.0, 500), 480.0, 512.0, infinity, -infinity}) {
    EXPECT_TRUE(std::isnan(round_to(e4m3, x))) << x;
    EXPECT_EQ(round_to(e4m3, x, overflow::saturate), std::copysign(448, x)) << x;
    EXPECT_EQ(round_unbounded(e4m3, x), std::copysign(infinity, x)) << x;
  }
  EXPECT_EQ(round_to(e5m2, std::nextafter(61440.0, 0)), 57344);
  for (const double x : {61440.0, 65536.0, -1e9, infinity, -infinity}) {
    EXPECT_EQ(round_to(e5m2, x), std::copysign(infinity, x)) << "61440 is a tie, and infinity is even";
    EXPECT_EQ(round_to(e5m2, x, overflow::saturate), std::copysign(57344, x)) << x;
  }
  for (const format f : {e4m3, e5m2}) EXPECT_TRUE(std::isnan(round_to(f, not_a_number, overflow::saturate))) << "NaN stays";
  for (const double x : {infinity, -infinity}) EXPECT_EQ(encode(e4m3, x), 0x7fU) << "there is no infinity to encode";
}

TEST(formats_8_bit, a_result_knows_on_which_side_it_overflows) {
  const auto e4m3 = held_by(format::f8e4m3fn, -infinity, overflow::standard);
  EXPECT_TRUE(std::isnan(e4m3.rounded));
  EXPECT_EQ(e4m3.unbounded(), -infinity);
  EXPECT_EQ(held_by(format::f8e4m3fn, -infinity, overflow::saturate).rounded, -448);
  EXPECT_EQ(held_by(format::f8e5m2, infinity, overflow::saturate).rounded, 57344);
  EXPECT_EQ(held_by(format::f8e5m2, infinity, overflow::standard).rounded, infinity);
  EXPECT_EQ(held_by(format::f8e5m2, 3, overflow::standard).beyond, 0);
  EXPECT_TRUE(std::isnan(held_by(format::f8e4m3fn, not_a_number, overflow::saturate).unbounded())) << "NaN has no side";
}

}  // namespace
}  // namespace actcheck::test
