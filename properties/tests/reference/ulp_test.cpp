// The error measure, by cases computed by hand: |got - exact| / (spacing of the format at the exact value).
#include "actcheck/ulp.hpp"

#include <cmath>

#include "support.hpp"

namespace actcheck::test {
namespace {

TEST(ulp, neighbours_are_one_apart) {
  for (const format f : all_formats) {
    const double eps = epsilon(f);
    EXPECT_EQ(ulp_error(f, 1 + eps, {1, 0}), 1) << name(f);
    EXPECT_EQ(ulp_error(f, 1 + 5 * eps, {1, 0}), 5) << name(f);
    EXPECT_EQ(ulp_error(f, -1 - 5 * eps, {-1, 0}), 5) << name(f);
    EXPECT_EQ(ulp_error(f, 1, {1, 0}), 0) << name(f);
    EXPECT_EQ(ulp_error(f, -1, {1, 0}), 2 / eps) << name(f);
    EXPECT_EQ(absolute_error(f, 1 + 5 * eps, {1, 0}), 5 * eps) << name(f);
  }
}

TEST(ulp, error_is_measured_from_the_unrounded_value) {
  const double eps = epsilon(format::f32);
  EXPECT_EQ(ulp_error(format::f32, 1 + eps, {1 + eps, 0.25f}), 0.25) << "a correct rounding is a quarter off";
  EXPECT_EQ(ulp_error(format::f32, 1, {1 + eps, 0.25f}), 1.25);
  EXPECT_EQ(ulp_error(format::f32, 1 + 2 * eps, {1 + eps, 0.25f}), 0.75) << "on the exact value's other side";
  EXPECT_EQ(absolute_error(format::f32, 1, {1 + eps, 0.25f}), 1.25 * eps);
  EXPECT_EQ(absolute_error(format::f32, 1 + eps, {1 + eps, -0.5f}), 0.5 * eps);
}

// Just below 2^k the spacing is half of that above: an exact value of 1 - eps/8 lies in the finer binade.
TEST(ulp, below_a_power_of_two_the_finer_spacing_counts) {
  for (const format f : all_formats) {
    const double eps = epsilon(f);
    const reference_value want{1, -0.25f};  // exact value 1 - (eps/2)/4
    EXPECT_EQ(ulp_error(f, 1, want), 0.25) << name(f);
    EXPECT_EQ(ulp_error(f, 1 - eps / 2, want), 0.75) << name(f);
    EXPECT_EQ(ulp_error(f, 1 + eps, want), 2.25) << name(f);
    EXPECT_EQ(absolute_error(f, 1 + eps, want), 2.25 * eps / 2) << name(f);
    const reference_value negative{-1, 0.25f};
    EXPECT_EQ(ulp_error(f, -1 + eps / 2, negative), 0.75) << name(f);
    EXPECT_EQ(ulp_error(f, -1 - eps, negative), 2.25) << name(f);
    EXPECT_EQ(ulp_error(f, 1 + eps, {1, 0.25f}), 0.75) << name(f) << ": above it the coarser one";
    EXPECT_EQ(ulp_error(f, 1 - eps / 2, {1, 0}), 0.5) << name(f) << ": exactly at it too";
  }
}

TEST(ulp, subnormals_are_measured_in_the_smallest_number) {
  for (const format f : all_formats) {
    const double step = smallest(f);
    EXPECT_EQ(ulp_error(f, step, {0, 0}), 1) << name(f);
    EXPECT_EQ(ulp_error(f, -step, {0, 0}), 1) << name(f);
    EXPECT_EQ(ulp_error(f, 0, {3 * step, 0.25f}), 3.25) << name(f);
    EXPECT_EQ(ulp_error(f, 0, {0, 0.5f}), 0.5) << name(f) << ": half of the smallest number, rounded to 0";
    EXPECT_EQ(ulp_error(f, step, {-0.0, -0.5f}), 1.5) << name(f);
    EXPECT_EQ(ulp_error(f, 0, {smallest_normal(f), 0}), smallest_normal(f) / step) << name(f) << ": flushed";
    EXPECT_EQ(absolute_error(f, 0, {step, 0}), step) << name(f);
  }
}

TEST(ulp, signs_of_zero_do_not_matter) {
  EXPECT_EQ(ulp_error(format::f32, -0.0, {0.0, 0}), 0);
  EXPECT_EQ(ulp_error(format::f32, 0.0, {-0.0, 0}), 0);
}

TEST(ulp, nan_is_right_only_where_nan_is_due) {
  for (const format f : all_formats) {
    EXPECT_EQ(ulp_error(f, not_a_number, {not_a_number, 0}), 0);
    EXPECT_EQ(ulp_error(f, not_a_number, {1, 0}), infinity);
    EXPECT_EQ(ulp_error(f, 1, {not_a_number, 0}), infinity);
    EXPECT_EQ(ulp_error(f, not_a_number, {infinity, 0}), infinity);
    EXPECT_EQ(ulp_error(f, infinity, {not_a_number, 0}), infinity);
    EXPECT_EQ(absolute_error(f, not_a_number, {1, 0}), infinity);
    EXPECT_EQ(absolute_error(f, not_a_number, {not_a_number, 0}), 0);
  }
}

TEST(ulp, infinity_counts_as_the_number_after_the_largest) {
  for (const format f : all_formats) {
    EXPECT_EQ(ulp_error(f, infinity, {infinity, 0}), 0) << name(f);
    EXPECT_EQ(ulp_error(f, infinity, {largest(f), 0}), 1) << name(f);
    EXPECT_EQ(ulp_error(f, largest(f), {infinity, 0}), 1) << name(f);
    EXPECT_EQ(ulp_error(f, -infinity, {-largest(f), 0}), 1) << name(f);
    EXPECT_GT(ulp_error(f, -infinity, {infinity, 0}), 1 / epsilon(f)) << name(f);
    EXPECT_GT(ulp_error(f, 0, {infinity, 0}), 0.9 / epsilon(f)) << name(f);
  }
  EXPECT_EQ(absolute_error(format::f32, infinity, {largest(format::f32), 0}), 0x1p104);
}

TEST(ulp, nan_is_right_for_overflow_where_there_is_no_infinity) {
  constexpr format f = format::f8e4m3fn;
  const auto overflows = held_by(f, infinity, overflow::standard);
  EXPECT_EQ(ulp_error(f, not_a_number, overflows), 0);
  EXPECT_EQ(ulp_error(f, 448, overflows), 1) << "480 would follow 448";
  EXPECT_EQ(ulp_error(f, -448, overflows), 29);
  EXPECT_EQ(ulp_error(f, not_a_number, {448, 0}), infinity);
  EXPECT_EQ(absolute_error(f, 448, overflows), 32);
  EXPECT_EQ(absolute_error(f, not_a_number, overflows), 0);
  EXPECT_EQ(ulp_error(f, 448, held_by(f, infinity, overflow::saturate)), 0);
}

// Where the exact value is small its spacing is small, for an infinite result as for any other.
TEST(ulp, infinity_for_a_small_value_is_no_better_than_the_largest_number) {
  for (const format f : all_formats)
    for (const double want : {0.0, smallest(f), 1.0, -1.0, 3.0}) {
      EXPECT_GE(ulp_error(f, infinity, {want, 0}), ulp_error(f, largest(f), {want, 0})) << name(f) << ", want " << want;
      EXPECT_GE(ulp_error(f, -infinity, {want, 0}), ulp_error(f, -largest(f), {want, 0})) << name(f) << ", want " << want;
    }
}

TEST(ulp, huge_f64_values_do_not_overflow) {
  const double huge = largest(format::f64);
  EXPECT_EQ(ulp_error(format::f64, -huge, {huge, 0}), 0x1p54 - 2);
  EXPECT_EQ(ulp_error(format::f64, std::nextafter(huge, 0.0), {huge, 0.25f}), 1.25);
  EXPECT_EQ(ulp_error(format::f64, 0, {huge, 0}), 0x1p53 - 1);
  EXPECT_TRUE(std::isfinite(ulp_error(format::f64, -infinity, {huge, 0})));
}

TEST(ulp, a_wrong_result_is_never_better_than_the_right_one) {
  random_numbers draw("ulp");
  for (const format f : all_formats)
    for (int i = 0; i < 20000; ++i) {
      const double rounded = draw.pattern(f);
      if (!std::isfinite(rounded)) continue;
      const reference_value want{rounded, static_cast<float>(draw.between(-0.499, 0.499))};
      const double got = draw.below(2) == 0 ? draw.pattern(f) : std::nextafter(rounded, infinity);
      if (round_to(f, got) == rounded) continue;
      ASSERT_GE(ulp_error(f, round_to(f, got), want), ulp_error(f, rounded, want))
          << show(f, rounded) << ' ' << want.residual;
      ASSERT_LE(ulp_error(f, rounded, want), 0.5);
    }
}

}  // namespace
}  // namespace actcheck::test
