// Row-wise activations: the oracle against textbook formulas in plain MPFR, the reference against the oracle and against
// elementwise activations that are the same function, and rows that no precision decides.
#include "rows.hpp"

#include <fmt/format.h>

#include <cmath>

#include "actcheck/activations.hpp"
#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"

namespace actcheck::test {
namespace {

class rows : public testing::TestWithParam<const activation*> {
 protected:
  const activation& of() const { return *GetParam(); }
};
const auto every_row_wise = testing::ValuesIn(catalogue(activation_kind::row_wise).begin(), catalogue(activation_kind::row_wise).end());
INSTANTIATE_TEST_SUITE_P(, rows, every_row_wise, activation_name);

/// The textbook's result rounded, if its 6,000 bits tell: what is nearer to 0 or to a halfway point than 2^-5000 may be just that.
std::optional<double> rounded_textbook(format f, const real& value) {
  if (abs(value) < real::power_of_two(1, -5000)) return std::nullopt;
  const real wide = value * (real(1.0) + real::power_of_two(1, -5000)), narrow = value * (real(1.0) - real::power_of_two(1, -5000));
  const double one = round_once(f, wide), other = round_once(f, narrow);
  if (!same(one, other)) return std::nullopt;
  return one;
}

TEST_P(rows, oracle_agrees_with_textbook_formulas) {
  random_numbers draw(fmt::format("rows oracle {}", of().name));
  std::size_t compared = 0;
  for (const format f : all_formats) {
    mismatches wrong(fmt::format("{} {}", of().name, name(f)));
    for (std::size_t i = 0, n = scaled(60); i < n; ++i) {
      auto r = draw_row(draw, f, 1 + draw.below(6));
      for (auto& v : r.x)  // what 6,000 bits hold besides the largest, and at least one finite element
        if (std::fabs(v) > 1500) v = !shape(f).has_infinity ? 7 : std::isinf(v) && &v != &r.x[0] ? of().name == "softmin" ? infinity : -infinity : 7;
      if (!std::isfinite(r.x[0])) r.x[0] = 3;
      for (const pass p : {pass::forward, pass::backward}) {
        const row got = by_oracle(of(), p, f, r.x, r.dy);
        const real::precision scope(6000);
        const auto want = textbook(of(), p, r.x, r.dy);
        for (std::size_t k = 0; k < got.size(); ++k) {
          const auto expected = rounded_textbook(f, want[k]);
          if (!expected) continue;
          ++compared;
          if (!same(got[k], *expected)) compare_rows(wrong, f, {{r.x[k]}, {r.dy[k]}}, {got[k]}, {*expected});
        }
      }
    }
  }
  EXPECT_GT(compared, scaled(500));
}

TEST_P(rows, reference_equals_the_oracle) {
  random_numbers draw(fmt::format("rows reference {}", of().name));
  for (const format f : all_formats)
    for (const pass p : {pass::forward, pass::backward}) {
      mismatches wrong(fmt::format("{} {} {}", of().name, name(f), name(p)));
      for (std::size_t i = 0, n = scaled(600); i < n; ++i) {
        const auto r = draw_row(draw, f, draw.below(12));
        std::vector<reference_value> got(r.x.size()), want(r.x.size());
        row_reference(of(), p, f).evaluate(r.x, r.dy, got);
        row_oracle(of(), p).evaluate(f, r.x, r.dy, want);
        for (std::size_t k = 0; k < got.size(); ++k) {
          if (!same(got[k].rounded, want[k].rounded)) compare_rows(wrong, f, {r.x, r.dy}, {got[k].rounded}, {want[k].rounded});
          EXPECT_NEAR(got[k].residual, want[k].residual, 0x1p-8);
        }
      }
    }
}

TEST_P(rows, long_rows_equal_the_oracle) {
  random_numbers draw(fmt::format("long rows {}", of().name));
  for (const format f : {format::f32, format::bf16})
    for (const pass p : {pass::forward, pass::backward}) {
      const auto r = draw_row(draw, f, scaled(1500));
      mismatches wrong(fmt::format("{} {} {}", of().name, name(f), name(p)));
      compare_rows(wrong, f, r, by_reference(of(), p, f, r.x, r.dy), by_oracle(of(), p, f, r.x, r.dy));
    }
}

/// Softmax of (x, 0) is (sigmoid(x), sigmoid(-x)), and its gradient for dy = (g, 0) is g sigmoid'(x).
TEST(rows_of_two, are_sigmoids) {
  for (const format f : {format::f16, format::bf16}) {
    const reference value(sigmoid.entry(), pass::forward, f, {}), slope(sigmoid.entry(), pass::backward, f, {});
    const row_reference forward(softmax.entry(), pass::forward, f), backward(softmax.entry(), pass::backward, f);
    mismatches wrong(fmt::format("softmax {}", name(f)));
    for (std::uint64_t bits = 0; bits < 1 << 16; bits += 3 * stride()) {
      const double x = decode(f, bits);
      if (!std::isfinite(x)) continue;
      std::array<reference_value, 2> y, dx;
      forward.evaluate(row{x, 0}, {}, y);
      backward.evaluate(row{x, 0}, row{-3, 0}, dx);
      const row want_y{value.evaluate(x).rounded, value.evaluate(-x).rounded}, want_dx{slope.evaluate(x, -3).rounded, slope.evaluate(x, 3).rounded};
      compare_rows(wrong, f, {{x, 0}, {}}, {y[0].rounded, y[1].rounded}, want_y);
      compare_rows(wrong, f, {{x, 0}, {-3, 0}}, {dx[0].rounded, dx[1].rounded}, want_dx);
    }
  }
}

/// One, two or three leaders and others far below by g: the gradient differs by something like e^-g from a number halfway
/// between two others. Where the others' dy is that of the second of two leaders, by something like e^-2g, or by a still
/// smaller element.
row_case tie_of_leaders(double sign, double gap, std::uint64_t kind) {
  const std::size_t leaders = 1 + kind % 3, others = kind / 3 % 3;
  const double odd = static_cast<double>(2 * (kind / 18) + 1) * 0x1p-24, unit = leaders == 3 ? 9 : 1, side = kind / 9 % 2 == 0 ? 1 : -1;
  row_case r{{5, 5, 5, -gap, -gap * 1.5}, {0, -unit, -unit * odd, 0x1p-24, -2}};
  if (leaders == 1) r.dy[3] = 0;
  if (leaders == 2) r.dy = {4, -4 * odd, others == 1 ? 1.0 : -3.0, 0, 1};
  if (leaders == 2 && others > 0) r.dy[3] = r.dy[4] = r.dy[1];
  if (leaders == 2 && others == 2) r.dy[2] = r.dy[1];
  for (std::size_t k = leaders; k < 3; ++k) r.x[k] = -gap * 3;
  for (auto& v : r.x) v = sign * round_to(format::f32, v);
  for (auto& v : r.dy) v *= side;
  return r;
}

/// How far below the others are does not matter for the side, so 1,300, which MPFR shows, tells what 10^4, 10^9 and 10^30 give.
TEST(rows_no_precision_decides, are_settled_by_the_leading_exponential) {
  const format f = format::f32;
  std::size_t ties = 0, count = 0;
  for (const auto* function : {&softmax, &softmin, &log_softmax}) {
    const activation& a = function->entry();
    mismatches wrong(std::string(a.name));
    for (std::uint64_t kind = 0, kinds = scaled(90, 36); kind < kinds; ++kind) {
      row near;
      for (const double gap : {1300.0, 1e4, 1e9, 1e30}) {
        const auto r = tie_of_leaders(a.name == "softmin" ? -1 : 1, gap, kind);
        if (gap == 1300) {
          const real::precision scope(9000);
          for (const auto& v : textbook(a, pass::backward, r.x, r.dy)) {
            near.push_back(v.is_zero() ? 0.0 : round_once(f, v));
            const real above = v * (real(1.0) + real::power_of_two(1, -200)), below = v * (real(1.0) - real::power_of_two(1, -200));
            ties += v.is_zero() || same(round_once(f, above), round_once(f, below)) ? 0 : 1;
            ++count;
          }
        }
        compare_rows(wrong, f, r, by_oracle(a, pass::backward, f, r.x, r.dy), near);
      }
    }
  }
  EXPECT_GT(ties, count / 20) << "the test should meet what it is for";
}

TEST(rows_no_precision_decides, log_softmax_far_below_the_leader_is_less_than_the_difference) {
  EXPECT_EQ(log_softmax(std::vector{1.0f, -16777216.0f})[1], -16777218.0f) << "-16777217 is halfway; the value is below it";
  EXPECT_EQ(log_softmax(std::vector{3.0f, -16777216.0f})[1], -16777220.0f) << "-16777219 is halfway";
  EXPECT_EQ(log_softmax(std::vector{-infinity, 0.0, -1e300})[2], -1e300);
}

/// Gradients that are 0 though the gradients above are not: the sum of dy_i - dy_j is 0 in each group of equal elements.
TEST(rows_exactly_zero, are_found_and_positive) {
  const std::vector x{1.0f, 1.0f, 1.0f, -2.0f, -2.0f}, dy{2.0f, 1.0f, 3.0f, 1.5f, 2.5f};
  const auto dx = softmax.backward(x, dy);
  EXPECT_TRUE(same(dx[0], 0.0)) << dx[0];
  EXPECT_NE(dx[1], 0);
  EXPECT_TRUE(same(softmin.backward(x, dy)[0], 0.0));
  EXPECT_TRUE(same(softmax.backward(std::vector{1.0, -3.0, 1.0}, std::vector{2.0, 2.0, 2.0})[1], 0.0));
  EXPECT_TRUE(same(log_softmax.backward(std::vector{1.0, -3.0, 1.0}, std::vector{0.0, 2.0, -2.0})[0], 0.0));
  EXPECT_EQ(log_softmax.backward(std::vector{1.0, -3.0, 1.0}, std::vector{0.0, 2.0, -2.0})[1], 2) << "the total is 0";
}

/// All elements equal: results are quotients of exact numbers, and may lie exactly halfway.
TEST(rows_all_equal, are_exact_quotients) {
  for (const float at : {0.0f, 1e30f, -1e-40f}) {
    const std::vector x(3, at);
    EXPECT_EQ(softmax(x), std::vector(3, 1 / 3.0f));
    EXPECT_EQ(log_softmax(x), std::vector(3, -1.0986122886681098f));  // -ln 3
    // (3 dy_1 - total)/9 = (2 dy_1 - dy_2 - dy_3)/9: dy_2 + dy_3 = -9 (1 + 2^-24), so it is halfway between 1 and 1 + 2^-23.
    EXPECT_EQ(softmax.backward(x, std::vector{0.0f, -9.0f, -9 * 0x1p-24f})[0], 1.0f) << "to even";
    EXPECT_EQ(softmax.backward(x, std::vector{0.0f, -9.0f, -9 * 0x3p-24f})[0], 1 + 0x1p-22f) << "to even";
    EXPECT_EQ(softmin.backward(x, std::vector{0.0f, -9.0f, -9 * 0x3p-24f})[0], -(1 + 0x1p-22f));
    EXPECT_EQ(log_softmax.backward(x, std::vector{0.0f, -3.0f, -3 * 0x3p-24f})[0], 1 + 0x1p-22f);
  }
}

TEST(rows_results, keep_their_last_digits_where_shortcuts_lose_them) {
  // log_softmax of the leader is -ln(1 + e^-30) = -9.357622968839e-14, not 0.
  EXPECT_EQ(log_softmax(std::vector{30.0f, 0.0f})[0], static_cast<float>(-9.357622968839861e-14));
  EXPECT_EQ(softmax(std::vector{0.0f, -100.0f})[1], static_cast<float>(3.7200759760208359630e-44)) << "a subnormal number";
  EXPECT_TRUE(same(softmax(std::vector{0.0f, -200.0f})[1], 0.0f));
  EXPECT_TRUE(same(log_softmax(std::vector{200.0f, 0.0f})[0], -0.0f)) << "underflows from below";
  EXPECT_EQ(log_softmax(std::vector{200.0f, 0.0f})[1], -200.0f);
  EXPECT_EQ(softmax.backward(std::vector{30.0f, 0.0f}, std::vector{1.0f, 0.0f})[0], static_cast<float>(9.357622968838299e-14)) << "not 1 - y";
  EXPECT_EQ(softmax(std::vector{3e38f, 3e38f}), (std::vector{0.5f, 0.5f}));
}

}  // namespace
}  // namespace actcheck::test
