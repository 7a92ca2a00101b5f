// Grades, the errors that they permit, and conventions: every number here is worked out by hand.
#include "engine/verdict.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <ostream>

#include "actcheck/catalogue.hpp"
#include "actcheck/ulp.hpp"
#include "engine/conventions.hpp"

namespace actcheck {

static void PrintTo(grade g, std::ostream* out) { *out << name(g); }

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double eps32 = 0x1p-23;

grade grade32(double got, double exact, float residual = 0, double scale = 1) {
  return grade_of(format::f32, got, {exact, residual}, scale);
}

TEST(grades, have_names_that_are_found_again) {
  for (const grade g : all_grades) EXPECT_EQ(find_grade(name(g)), g);
  EXPECT_EQ(find_grade("Exact"), std::nullopt);
  EXPECT_EQ(find_grade(""), std::nullopt);
  for (const verdict v : {verdict::pass, verdict::fail, verdict::known_fail, verdict::unexpected_pass,
                          verdict::convention, verdict::skip, verdict::inconclusive})
    EXPECT_EQ(find_verdict(name(v)), v);
  EXPECT_EQ(find_verdict("failed"), std::nullopt);
}

TEST(grades, exact_is_the_rounded_value_whatever_rounding_took_away) {
  EXPECT_EQ(grade32(1, 1), grade::exact);
  EXPECT_EQ(grade32(1, 1, 0.5F), grade::exact);
  EXPECT_EQ(grade32(0.0, -0.0), grade::exact);
  EXPECT_EQ(grade32(nan, nan), grade::exact);
  EXPECT_EQ(grade32(infinity, infinity), grade::exact);
}

TEST(grades, faithful_is_less_than_one_spacing_from_the_unrounded_value) {
  EXPECT_EQ(grade32(1 + eps32, 1, 0.25F), grade::faithful);  // 0.75 away
  EXPECT_EQ(grade32(1 + eps32, 1, 0), grade::tight);         // 1 away
  EXPECT_EQ(grade32(1 + eps32, 1, -0.25F), grade::tight);    // below 1 the spacing is half: 2.25 away
}

TEST(grades, tight_ends_at_four_spacings) {
  EXPECT_EQ(grade32(1.5 + 4 * eps32, 1.5), grade::tight);
  EXPECT_EQ(grade32(1.5 + 5 * eps32, 1.5), grade::absolute);  // 5 eps, where 4 * 1.5 eps are permitted
  EXPECT_EQ(grade32(1 + 5 * eps32, 1), grade::coarse);        // 5 eps, where 4 eps are permitted
}

TEST(grades, absolute_is_four_eps_of_one_or_of_the_value) {
  EXPECT_EQ(grade32(4 * eps32, 0), grade::absolute);
  EXPECT_EQ(grade32(-4 * eps32, 0), grade::absolute);
  EXPECT_EQ(grade32(4 * eps32 + 0x1p-40, 0), grade::coarse);
  EXPECT_EQ(grade32(0x1p-10 + 4 * eps32, 0x1p-10), grade::absolute);
  EXPECT_EQ(grade_of(format::bf16, 0x1p-5, {0, 0}), grade::absolute);  // eps of bf16 is 2^-7
  EXPECT_EQ(grade_of(format::f16, 0x1p-8, {0, 0}), grade::absolute);   // eps of f16 is 2^-10
  EXPECT_EQ(grade_of(format::f64, 0x1p-50, {0, 0}), grade::absolute);
  EXPECT_EQ(grade_of(format::f64, 0x1.8p-50, {0, 0}), grade::coarse);
}

TEST(grades, coarse_ends_at_a_thousandth) {
  EXPECT_EQ(grade32(0.0009765625, 0), grade::coarse);
  EXPECT_EQ(grade32(0.001953125, 0), grade::wrong);
  EXPECT_EQ(grade32(1024 + 1, 1024), grade::coarse);
  EXPECT_EQ(grade32(1024 + 2, 1024), grade::wrong);
}

TEST(grades, a_scale_replaces_one) {
  EXPECT_EQ(grade32(64 * eps32, 0, 0, 16), grade::absolute);
  EXPECT_EQ(grade32(64 * eps32, 0, 0, 15), grade::coarse);
  EXPECT_EQ(grade32(0x1p-30, 0, 0, 0), grade::wrong);  // dy = 0 leaves no room
}

TEST(grades, nan_against_a_number_is_wrong) {
  EXPECT_EQ(grade32(nan, 1), grade::wrong);
  EXPECT_EQ(grade32(nan, 0), grade::wrong);
  EXPECT_EQ(grade32(1, nan), grade::wrong);
  EXPECT_EQ(grade32(infinity, nan), grade::wrong);
  EXPECT_EQ(grade32(nan, infinity), grade::wrong);
  EXPECT_EQ(grade32(nan, -infinity), grade::wrong);
}

TEST(grades, infinity_where_the_result_is_finite_is_wrong) {
  for (const format f : all_formats) {
    EXPECT_EQ(grade_of(f, infinity, {largest(f), 0}), grade::wrong) << name(f);
    EXPECT_EQ(grade_of(f, -infinity, {1, 0}), grade::wrong) << name(f);
  }
}

TEST(grades, infinity_is_next_to_the_largest_number_and_far_from_others) {
  for (const format f : all_formats) {
    EXPECT_EQ(grade_of(f, largest(f), {infinity, 0}), grade::tight) << name(f);  // one spacing
    EXPECT_EQ(grade_of(f, -infinity, {infinity, 0}), grade::wrong) << name(f);
    EXPECT_EQ(grade_of(f, 0, {infinity, 0}), grade::wrong) << name(f);
    EXPECT_EQ(grade_of(f, 1, {-infinity, 0}), grade::wrong) << name(f);
  }
}

TEST(grades, allowances_grow_from_grade_to_grade) {
  for (const format f : all_formats)
    for (const double exact : {0.0, 1e-3, 1.0, -1.5, 100.0}) {
      const double rounded = round_to(f, exact);
      for (std::size_t i = 1; i < all_grades.size(); ++i)
        EXPECT_LE(allowance(f, all_grades[i - 1], {rounded, 0}), allowance(f, all_grades[i], {rounded, 0}))
            << name(f) << " " << exact << " " << name(all_grades[i]);
    }
}

TEST(grades, allowances_by_hand) {
  const reference_value two{2, 0};
  EXPECT_EQ(allowance(format::f32, grade::exact, two), 0);
  EXPECT_EQ(allowance(format::f32, grade::faithful, two), 0x1p-22);
  EXPECT_EQ(allowance(format::f32, grade::tight, two), 0x1p-20);
  EXPECT_EQ(allowance(format::f32, grade::absolute, two), 0x1p-20);
  EXPECT_EQ(allowance(format::f32, grade::coarse, two), 2e-3);
  EXPECT_EQ(allowance(format::f32, grade::wrong, two), infinity);
  EXPECT_EQ(allowance(format::f32, grade::faithful, {0, 0}), 0x1p-149);
  EXPECT_EQ(allowance(format::f32, grade::absolute, {0, 0}), 0x1p-21);
  EXPECT_EQ(allowance(format::f32, grade::absolute, {0, 0}, 8), 0x1p-18);
}

TEST(ulp, measures_against_the_unrounded_value) {
  EXPECT_EQ(ulp_error(format::f32, 1.5 + eps32, {1.5, 0.25F}), 0.75);
  EXPECT_EQ(ulp_error(format::f32, 1.5, {1.5, 0.25F}), 0.25);
  EXPECT_EQ(ulp_error(format::f32, 0, {0x1p-149, 0}), 1);
  EXPECT_EQ(ulp_error(format::f32, -1, {1, 0}), 0x1p24);
  EXPECT_EQ(ulp_error(format::f32, nan, {1, 0}), infinity);
  EXPECT_EQ(absolute_error(format::f32, 1.25, {1, 0}), 0.25);
  EXPECT_EQ(absolute_error(format::f32, 0, {-0.0, 0}), 0);
}

/// The judge of one activation and pass with default parameters.
class judging {
 public:
  judging(std::string_view activation_name, pass p, format f = format::f32)
      : pass_(p), truth_(get_activation(activation_name), p, f, get_activation(activation_name).default_parameters()),
        judge_(truth_) {}

  bool mismatch(double x, double got) { return judge_.mismatch(x, got, truth_.evaluate(x).rounded, seen_); }
  std::vector<std::string> words() const { return seen_.in_words(pass_); }

 private:
  pass pass_;
  reference truth_;
  judge judge_;
  seen_conventions seen_;
};

using list = std::vector<std::string>;

TEST(conventions, a_slope_at_a_kink_may_lie_anywhere_between_the_one_sided_ones) {
  judging relu("relu", pass::backward);
  for (const double legal : {0.0, -0.0, 0.25, 0.5, 1.0}) EXPECT_FALSE(relu.mismatch(0, legal)) << legal;
  EXPECT_EQ(relu.words(), list{"f'(0) = 1"});
  for (const double illegal : {-0x1p-149, -1.0, 1 + eps32, 2.0, nan, infinity, -infinity})
    EXPECT_TRUE(relu.mismatch(0, illegal)) << illegal;
  EXPECT_FALSE(relu.mismatch(-0.0, 1));
  EXPECT_TRUE(relu.mismatch(-0.0, 2));
}

TEST(conventions, a_kink_is_a_single_point) {
  judging relu("relu", pass::backward);
  EXPECT_TRUE(relu.mismatch(0x1p-126, 0.5));
  EXPECT_TRUE(relu.mismatch(-0x1p-126, 0.5));
  EXPECT_TRUE(relu.mismatch(1, 0.5));
  EXPECT_EQ(relu.words(), list{});
}

TEST(conventions, slopes_that_the_format_cannot_hold_are_rounded_outward) {
  judging leaky("leaky_relu", pass::backward, format::bf16);
  const double nearest = round_to(format::bf16, 0.01),
               below = value_of_ordinal(format::bf16, ordinal_of(format::bf16, nearest) - 1);
  ASSERT_GT(nearest, 0.01);
  EXPECT_FALSE(leaky.mismatch(0, nearest));
  EXPECT_FALSE(leaky.mismatch(0, below));
  EXPECT_TRUE(leaky.mismatch(0, value_of_ordinal(format::bf16, ordinal_of(format::bf16, nearest) - 2)));
  EXPECT_TRUE(leaky.mismatch(0, 0));
}

TEST(conventions, kinks_do_not_matter_forward) {
  judging relu("relu", pass::forward);
  EXPECT_TRUE(relu.mismatch(0, 0.5));
}

TEST(conventions, subnormal_results_may_be_flushed_and_only_those) {
  judging sigmoid("sigmoid", pass::forward);
  EXPECT_FALSE(sigmoid.mismatch(-90, 0));  // e^-90 = 8e-40
  EXPECT_FALSE(sigmoid.mismatch(-95, -0.0));
  EXPECT_TRUE(sigmoid.mismatch(-87, 0));  // e^-87 = 1.6e-38 is normal
  EXPECT_TRUE(sigmoid.mismatch(-90, 0x1p-126));
  EXPECT_TRUE(sigmoid.mismatch(-90, nan));
  EXPECT_EQ(sigmoid.words(), list{"forward flushes 2 subnormal results to 0"});
}

TEST(conventions, subnormal_inputs_may_be_taken_for_zero_and_only_those) {
  judging slope("relu", pass::backward);
  EXPECT_FALSE(slope.mismatch(0x1p-127, 0));
  EXPECT_FALSE(slope.mismatch(0x1p-149, 0));
  EXPECT_TRUE(slope.mismatch(0x1p-126, 0));
  EXPECT_TRUE(slope.mismatch(0x1p-127, 0.5));
  EXPECT_EQ(slope.words(), list{"backward treats 2 subnormal inputs as 0"});
}

TEST(conventions, the_sign_of_a_zero_is_noted_and_allowed) {
  judging relu("relu", pass::forward);
  EXPECT_FALSE(relu.mismatch(-1, -0.0));
  EXPECT_FALSE(relu.mismatch(-2, -0.0));
  EXPECT_EQ(relu.words(), list{"forward gives 2 zeros of the other sign"});
}

TEST(conventions, nothing_is_noted_where_nothing_differs) {
  judging relu("relu", pass::forward);
  for (const double x : {-2.0, -0.0, 0.0, 0x1p-149, 3.0}) EXPECT_FALSE(relu.mismatch(x, std::fmax(x, 0.0))) << x;
  EXPECT_FALSE(relu.mismatch(nan, nan));
  EXPECT_TRUE(relu.mismatch(1, 1 + eps32));
  EXPECT_TRUE(relu.mismatch(1, nan));
  EXPECT_TRUE(relu.mismatch(nan, 0));
}

TEST(conventions, overflow_without_infinity_is_nan_or_the_largest_number) {
  const activation& a = get_activation("leaky_relu");
  const std::vector<double> slope{100};
  const reference truth(a, pass::forward, format::f8e4m3fn, slope);
  const judge j(truth);
  seen_conventions seen;
  const auto mismatch = [&](double x, double got) { return j.mismatch(x, got, truth.evaluate(x).unbounded(), seen); };
  EXPECT_FALSE(mismatch(-4, -384));
  EXPECT_EQ(seen.in_words(pass::forward), list{});
  EXPECT_FALSE(mismatch(-5, nan));
  EXPECT_EQ(seen.in_words(pass::forward), list{"overflow gives NaN"});
  EXPECT_FALSE(mismatch(-448, -448));
  EXPECT_EQ(seen.in_words(pass::forward), (list{"overflow gives NaN", "overflow saturates"}));
  for (const double wrong : {448.0, -416.0, 0.0}) EXPECT_TRUE(mismatch(-5, wrong)) << wrong;
  EXPECT_TRUE(mismatch(-4, nan)) << "-400 is in range";
  EXPECT_TRUE(mismatch(-4, -448));
  EXPECT_TRUE(mismatch(448, nan));
}

TEST(conventions, overflow_of_a_format_with_infinity_is_none) {
  const activation& a = get_activation("leaky_relu");
  const std::vector<double> slope{100};
  const reference truth(a, pass::forward, format::f8e5m2, slope);
  const judge j(truth);
  seen_conventions seen;
  EXPECT_FALSE(j.mismatch(-1024, -infinity, truth.evaluate(-1024).unbounded(), seen));
  for (const double wrong : {nan, -57344.0, infinity}) EXPECT_TRUE(j.mismatch(-1024, wrong, truth.evaluate(-1024).unbounded(), seen)) << wrong;
  EXPECT_EQ(seen.in_words(pass::forward), list{});
}

TEST(grades, nan_for_overflow_is_exact_where_there_is_no_infinity) {
  const auto overflows = held_by(format::f8e4m3fn, infinity, overflow::standard);
  EXPECT_EQ(grade_of(format::f8e4m3fn, nan, overflows), grade::exact);
  EXPECT_EQ(grade_of(format::f8e4m3fn, 448, overflows), grade::tight);
  EXPECT_EQ(grade_of(format::f8e4m3fn, -448, overflows), grade::wrong);
  EXPECT_EQ(grade_of(format::f8e4m3fn, nan, {448, 0}), grade::wrong);
  EXPECT_EQ(allowance(format::f8e4m3fn, grade::faithful, overflows), 32);
}

TEST(conventions, what_two_parts_saw_is_added_up) {
  seen_conventions first, later;
  first.kink(0, 0.5);
  first.flushed_input();
  later.kink(0, 1);
  later.kink(3, 0.25);
  later.flushed_input();
  later.flushed_result();
  later.zero_signs(1);
  later.overflowed("overflow saturates");
  first.absorb(later);
  const auto words = first.in_words(pass::backward);
  ASSERT_EQ(words.size(), 6U);
  EXPECT_EQ(words[1], "f'(3) = 0.25");
  EXPECT_EQ(words[2], "backward flushes 1 subnormal results to 0");
  EXPECT_EQ(words[3], "backward treats 2 subnormal inputs as 0");
  EXPECT_EQ(words[4], "overflow saturates");
  EXPECT_EQ(words[5], "backward gives 1 zeros of the other sign");
}

}  // namespace
}  // namespace actcheck
