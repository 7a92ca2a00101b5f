// Number formats, exhaustively where they have 16 bits, against the hardware, the compiler and integer arithmetic.
#include "actcheck/formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "support.hpp"

namespace actcheck::test {
namespace {

constexpr std::array narrow_formats{format::f16, format::bf16};
constexpr std::uint64_t patterns = 65536;
constexpr std::uint64_t canonical_nan(format f) {
  return static_cast<std::uint64_t>(infinity_ordinal(f)) | std::uint64_t{1} << (shape(f).precision - 2);
}

/// Round to nearest even from double to bfloat16 in integers only: the double's own bits are cut where bfloat16's
/// significand ends, and what is cut decides.
std::uint16_t bf16_by_integers(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 63) << 15);
  const int field = static_cast<int>(bits >> 52 & 0x7ff);
  std::uint64_t significand = (bits & ((std::uint64_t{1} << 52) - 1)) | (field != 0 ? std::uint64_t{1} << 52 : 0);
  if (field == 0x7ff) return static_cast<std::uint16_t>(sign | ((bits << 12) != 0 ? 0x7fc0 : 0x7f80));
  const int exponent = field - 1023 + 127;  // as bfloat16's field, if it is normal there
  const int cut = exponent > 0 ? 45 : 46 - exponent;
  if (cut > 54) return sign;
  std::uint64_t kept = significand >> cut;
  const std::uint64_t rest = significand & ((std::uint64_t{1} << cut) - 1), midpoint = std::uint64_t{1} << (cut - 1);
  if (rest > midpoint || (rest == midpoint && (kept & 1) != 0)) ++kept;
  // The hidden bit adds 1 to the field, and so does a carry out of the fraction.
  const std::uint64_t magnitude = exponent > 0 ? (static_cast<std::uint64_t>(exponent - 1) << 7) + kept : kept;
  return static_cast<std::uint16_t>(sign | std::min<std::uint64_t>(magnitude, 0x7f80));
}

/// A double drawn so that roundings to `f` of all kinds happen: any pattern, or near a number or midpoint of `f`.
double interesting_double(random_numbers& draw, format f) {
  if (draw.below(3) == 0) return draw.pattern(format::f64);
  const double x = draw.pattern(f);
  if (!std::isfinite(x)) return x;
  const double half_spacing = power_of_two(spacing_exponent(f, x) - 1);
  double near = x + half_spacing * static_cast<double>(draw.below(3));
  for (std::uint64_t steps = draw.below(3); steps > 0; --steps)
    near = std::nextafter(near, draw.below(2) == 0 ? infinity : -infinity);
  return near;
}

TEST(formats, every_16_bit_pattern_survives_decode_and_encode) {
  for (const format f : narrow_formats) {
    mismatches wrong(std::string(name(f)));
    for (std::uint64_t bits = 0; bits < patterns; ++bits) {
      const double value = decode(f, bits);
      const std::uint64_t want = is_nan_bits(f, bits) ? canonical_nan(f) : bits;
      if (encode(f, value) != want || std::isnan(value) != is_nan_bits(f, bits) || !same(round_to(f, value), value))
        wrong.add([&] {
          return fmt::format("0x{:04x} decodes to {}, which encodes to 0x{:04x}", bits, value, encode(f, value));
        });
    }
  }
}

TEST(formats, nan_is_exactly_an_exponent_of_ones_with_a_fraction) {
  for (const format f : narrow_formats) {
    const int fraction_bits = shape(f).precision - 1;
    for (std::uint64_t bits = 0; bits < patterns; ++bits) {
      const std::uint64_t fraction = bits & ((1u << fraction_bits) - 1), exponent = (bits & 0x7fff) >> fraction_bits;
      const bool nan = exponent == (0x7fffu >> fraction_bits) && fraction != 0;
      ASSERT_EQ(is_nan_bits(f, bits), nan) << name(f) << " 0x" << std::hex << bits;
    }
  }
  random_numbers draw("nan patterns");
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t bits = draw.bits() | (draw.below(2) == 0 ? 0x7ff0'0000'0000'0000 : 0);
    ASSERT_EQ(is_nan_bits(format::f64, bits), std::isnan(std::bit_cast<double>(bits))) << std::hex << bits;
    const auto low = static_cast<std::uint32_t>(bits) | (draw.below(2) == 0 ? 0x7f80'0000u : 0u);
    ASSERT_EQ(is_nan_bits(format::f32, low), std::isnan(std::bit_cast<float>(low))) << std::hex << low;
  }
}

#ifdef __FLT16_MANT_DIG__
TEST(formats, f16_agrees_with_the_compiler) {
  __extension__ using half = _Float16;
  for (std::uint64_t bits = 0; bits < patterns; ++bits) {
    const auto theirs = static_cast<double>(std::bit_cast<half>(static_cast<std::uint16_t>(bits)));
    ASSERT_TRUE(same(decode(format::f16, bits), theirs)) << std::hex << bits << ": " << theirs;
  }
  random_numbers draw("f16");
  mismatches wrong("double to f16");
  for (std::size_t i = 0, n = scaled(2'000'000); i < n; ++i) {
    const double x = interesting_double(draw, format::f16);
    const double ours = round_to(format::f16, x), theirs = static_cast<double>(static_cast<half>(x));
    if (!same(ours, theirs))
      wrong.add([&] { return fmt::format("{:a} rounds to {}, the compiler says {}", x, ours, theirs); });
  }
}
#endif

TEST(formats, bf16_agrees_with_integer_arithmetic) {
  random_numbers draw("bf16");
  mismatches wrong("double to bf16");
  const auto check = [&](double x) {
    const auto ours = encode(format::bf16, round_to(format::bf16, x));
    const auto theirs = bf16_by_integers(x);
    if (ours != theirs)
      wrong.add([&] { return fmt::format("{:a} rounds to 0x{:04x}, integers say 0x{:04x}", x, ours, theirs); });
  };
  for (std::size_t i = 0, n = scaled(2'000'000); i < n; ++i) check(interesting_double(draw, format::bf16));
  for (const double x : {0.0, -0.0, 0x1p-1074, -0x1p-134, 0x1.8p-134, 0x1.fffp127, 0x1p1023, -infinity, not_a_number})
    check(x);
}

TEST(formats, f32_agrees_with_the_hardware) {
  random_numbers draw("f32");
  mismatches wrong("double to f32");
  for (std::size_t i = 0, n = scaled(2'000'000); i < n; ++i) {
    const double x = interesting_double(draw, format::f32);
    volatile float hardware = static_cast<float>(x);
    const float stored = hardware;
    if (!same(round_to(format::f32, x), static_cast<double>(stored)) ||
        encode(format::f32, round_to(format::f32, x)) != std::bit_cast<std::uint32_t>(stored))
      wrong.add(
          [&] { return fmt::format("{:a} rounds to {}, the hardware says {}", x, round_to(format::f32, x), stored); });
  }
}

// Between each pair of neighbours: the midpoint goes to the even one, the doubles on its sides to the nearer one.
TEST(formats, every_midpoint_of_16_bit_neighbours_goes_to_the_even_one) {
  for (const format f : narrow_formats) {
    mismatches wrong(fmt::format("{} midpoints", name(f)));
    for (std::int64_t ordinal = 0; ordinal < infinity_ordinal(f); ++ordinal) {
      const double low = value_of_ordinal(f, ordinal);
      const bool last = ordinal + 1 == infinity_ordinal(f);
      const double high = value_of_ordinal(f, ordinal + 1);
      const double next = last ? 2 * power_of_two(shape(f).max_exponent) : high;  // what would follow the largest
      const double midpoint = low + (next - low) / 2;
      const double even = (ordinal & 1) == 0 ? low : high;
      const auto rounds_to = [&](double x, double want) {
        for (const double sign : {1.0, -1.0})
          if (!same(round_to(f, sign * x), sign * want))
            wrong.add([&] {
              return fmt::format("{:a} rounds to {}, not to {}", sign * x, round_to(f, sign * x), sign * want);
            });
      };
      rounds_to(low, low);
      rounds_to(std::nextafter(low, infinity), low);
      rounds_to(std::nextafter(midpoint, 0.0), low);
      rounds_to(midpoint, even);
      rounds_to(std::nextafter(midpoint, infinity), high);
      rounds_to(std::nextafter(next, 0.0), high);
    }
  }
}

TEST(formats, overflow_begins_half_a_spacing_past_the_largest_number) {
  EXPECT_EQ(largest(format::f16), 65504);
  EXPECT_EQ(largest(format::f32), static_cast<double>(std::numeric_limits<float>::max()));
  EXPECT_EQ(largest(format::f64), std::numeric_limits<double>::max());
  EXPECT_EQ(decode(format::bf16, 0x7f7f), largest(format::bf16));
  for (const format f : {format::f32, format::f16, format::bf16}) {
    SCOPED_TRACE(name(f));
    const double threshold = largest(f) + power_of_two(shape(f).max_exponent - shape(f).precision);
    EXPECT_EQ(round_to(f, std::nextafter(threshold, 0.0)), largest(f));
    EXPECT_EQ(round_to(f, threshold), infinity);
    EXPECT_EQ(round_to(f, -threshold), -infinity);
    EXPECT_EQ(round_to(f, -std::nextafter(threshold, 0.0)), -largest(f));
    for (const double huge : {2 * largest(f), 1e300, largest(format::f64), infinity}) {
      EXPECT_EQ(round_to(f, huge), infinity) << huge;
      EXPECT_EQ(round_to(f, -huge), -infinity) << huge;
    }
  }
}

TEST(formats, subnormals_are_multiples_of_the_smallest) {
  EXPECT_EQ(smallest(format::f64), 0x1p-1074);
  EXPECT_EQ(smallest(format::f32), 0x1p-149);
  EXPECT_EQ(smallest(format::f16), 0x1p-24);
  EXPECT_EQ(smallest(format::bf16), 0x1p-133);
  for (const format f : {format::f32, format::f16, format::bf16}) {
    SCOPED_TRACE(name(f));
    const double step = smallest(f);
    for (std::uint64_t k = 0; k < std::min<std::uint64_t>(1000, std::uint64_t{1} << (shape(f).precision - 1)); ++k) {
      EXPECT_EQ(decode(f, k), static_cast<double>(k) * step);
      EXPECT_EQ(encode(f, static_cast<double>(k) * step), k);
    }
    EXPECT_TRUE(same(round_to(f, step / 2), 0.0));
    EXPECT_TRUE(same(round_to(f, -step / 2), -0.0));
    EXPECT_EQ(round_to(f, std::nextafter(step / 2, 1.0)), step);
    EXPECT_EQ(round_to(f, 1.5 * step), 2 * step);
    EXPECT_EQ(round_to(f, 2.5 * step), 2 * step);
    EXPECT_TRUE(same(round_to(f, -0x1p-1074), -0.0));
    EXPECT_EQ(smallest_normal(f), decode(f, std::uint64_t{1} << (shape(f).precision - 1)));
  }
}

TEST(formats, ordinals_count_the_numbers_in_order) {
  for (const format f : all_formats) {
    SCOPED_TRACE(name(f));
    const std::int64_t last = infinity_ordinal(f);
    if (shape(f).has_infinity) {
      EXPECT_EQ(value_of_ordinal(f, last), infinity);
      EXPECT_EQ(value_of_ordinal(f, -last - 1), -infinity);
    }
    EXPECT_TRUE(same(value_of_ordinal(f, 0), 0.0));
    EXPECT_TRUE(same(value_of_ordinal(f, -1), -0.0));
    EXPECT_EQ(value_of_ordinal(f, 1), smallest(f));
    EXPECT_EQ(value_of_ordinal(f, last - 1), largest(f));
    random_numbers draw("ordinals");
    const bool all = shape(f).bits <= 16;
    const std::int64_t end = shape(f).has_infinity ? last : last - 1;
    for (std::int64_t i = all ? -end - 1 : 0; all ? i <= end : i < 100000; ++i) {
      const std::int64_t ordinal = all ? i : ordinal_of(f, draw.pattern(f));
      const double value = value_of_ordinal(f, ordinal);
      ASSERT_EQ(ordinal_of(f, value), ordinal);
      ASSERT_EQ(ordinal_of_bits(f, bits_of_ordinal(f, ordinal)), ordinal);
      if (ordinal == end || ordinal == -1) continue;  // -0 and +0 compare equal
      ASSERT_LT(value, value_of_ordinal(f, ordinal + 1)) << ordinal;
    }
  }
}

TEST(formats, spacing_is_the_distance_to_the_next_number) {
  for (const format f : all_formats) {
    SCOPED_TRACE(name(f));
    random_numbers draw("spacing");
    for (int i = 0; i < 20000; ++i) {
      const std::int64_t ordinal =
          static_cast<std::int64_t>(draw.below(static_cast<std::uint64_t>(infinity_ordinal(f) - 1)));
      const double value = value_of_ordinal(f, ordinal);
      const double distance = value_of_ordinal(f, ordinal + 1) - value;
      ASSERT_EQ(power_of_two(spacing_exponent(f, value)), distance) << value;
      ASSERT_EQ(spacing_exponent(f, -value), spacing_exponent(f, value));
    }
    const auto s = shape(f);
    EXPECT_EQ(spacing_exponent(f, 0.0), s.min_exponent - s.precision + 1);
    EXPECT_EQ(spacing_exponent(f, 0x1p-1074), s.min_exponent - s.precision + 1);
    EXPECT_EQ(spacing_exponent(f, 1.0), 1 - s.precision);
    EXPECT_EQ(spacing_exponent(f, std::nextafter(1.0, 0.0)), -s.precision);
    EXPECT_EQ(epsilon(f), power_of_two(1 - s.precision));
  }
  EXPECT_EQ(spacing_exponent(format::f16, 0x1p20), 10) << "past the largest number: the binade's own";
}

TEST(formats, arrays_convert_like_single_numbers) {
  random_numbers draw("arrays");
  for (const format f : all_formats) {
    SCOPED_TRACE(name(f));
    std::vector<double> values{0.0, -0.0, infinity, -infinity, not_a_number, -not_a_number, largest(f), smallest(f)};
    for (int i = 0; i < 1000; ++i) values.push_back(draw.pattern(f));
    std::vector<std::uint64_t> storage(values.size());  // wide enough, and aligned, for every format
    encode_array(f, values, storage.data());
    std::vector<double> back(values.size());
    decode_array(f, storage.data(), back);
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(load_bits(f, storage.data(), i), encode(f, values[i])) << show(f, values[i]) << " at " << i;
      EXPECT_TRUE(same(back[i], round_to(f, values[i]))) << back[i] << " and " << values[i];
    }
    store_bits(f, storage.data(), 3, encode(f, 1.0));
    EXPECT_EQ(load_bits(f, storage.data(), 3), encode(f, 1.0));
    EXPECT_EQ(load_bits(f, storage.data(), 2), encode(f, values[2]));
    EXPECT_EQ(load_bits(f, storage.data(), 4), encode(f, values[4]));
    EXPECT_EQ(bytes(f), static_cast<std::size_t>(shape(f).bits / 8));
  }
}

TEST(formats, names_find_their_format) {
  for (const format f : all_formats) EXPECT_EQ(find_format(name(f)), f);
  EXPECT_EQ(find_format("f31"), std::nullopt);
  EXPECT_EQ(find_format(""), std::nullopt);
}

}  // namespace
}  // namespace actcheck::test
