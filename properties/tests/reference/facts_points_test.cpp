// Facts about points: turning points, turns of the derivative, kinks, limits, the expansion at 0.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "claims.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

class facts_at_points : public testing::TestWithParam<const activation*> {};
INSTANTIATE_TEST_SUITE_P(, facts_at_points, testing::ValuesIn(catalogue(activation_kind::elementwise).begin(), catalogue(activation_kind::elementwise).end()), activation_name);

bool is_kink(const facts& f, double x) {
  for (const auto& k : f.kinks)
    if (k.x == x) return true;
  return false;
}

const jump* jump_at(const facts& f, double x) {
  for (const auto& j : f.jumps)
    if (j.x == x) return &j;
  return nullptr;
}

/// The doubles on both sides of t; near 0, where doubles are without end, 2^-200.
double just_below(double t) { return std::min(std::nextafter(t, -infinity), t - 0x1p-200); }
double just_above(double t) { return std::max(std::nextafter(t, infinity), t + 0x1p-200); }

TEST_P(facts_at_points, turning_points_are_right_to_the_last_place_of_double) {
  const interval::working_precision scope(512);
  for (const auto& c : every_claim(*GetParam()))
    for (std::size_t i = 0; i + 1 < c.stated.pieces.size(); ++i) {
      const auto &before = c.stated.pieces[i], &after = c.stated.pieces[i + 1];
      const double t = before.to;
      const auto text = c.about("pieces") + fmt::format("turning point {:.17g}: ", t);
      if (before.direction == after.direction || is_kink(c.stated, t)) continue;
      const interval left = c.slope(just_below(t)), right = c.slope(just_above(t));
      if (before.direction != 0) {
        EXPECT_EQ(sign_of(left), before.direction) << text << "f' just before is " << show(left);
      }
      if (after.direction != 0) {
        EXPECT_EQ(sign_of(right), after.direction) << text << "f' just after is " << show(right);
      }
    }
}

/// The sign of f'' at x: that of the growth of f' over a step far below the spacing of doubles.
int growth_of_slope(const claims& c, double x) {
  const interval step(0x1p-500);
  return sign_of(c.slope(interval(x) + step) - c.slope(interval(x) - step));
}

TEST_P(facts_at_points, derivative_turns_are_right_to_the_last_place_of_double) {
  const interval::working_precision scope(2000);
  for (const auto& c : every_claim(*GetParam()))
    for (const double t : c.stated.derivative_turns) {
      const int before = growth_of_slope(c, just_below(t)), after = growth_of_slope(c, just_above(t));
      EXPECT_TRUE(before * after < 0) << c.about("derivative turns")
                                      << fmt::format("{:.17g}: f'' has sign {} before and {} after", t, before, after);
    }
}

TEST_P(facts_at_points, derivative_turns_nowhere_else) {
  const interval::working_precision scope(320);
  for (const auto& c : every_claim(*GetParam())) {
    std::vector<double> cuts = turning_points(c.stated, pass::backward);
    cuts.insert(cuts.begin(), -40);
    cuts.push_back(40);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      int direction = 0;
      for (int k = 1; k < 200; ++k) {
        const double x = cuts[i] + (cuts[i + 1] - cuts[i]) * k / 200;
        const int growth = sign_of(c.slope(interval(x) + interval(0x1p-60)) - c.slope(x));
        if (growth == 0) continue;
        if (direction == 0) direction = growth;
        ASSERT_EQ(growth, direction) << c.about("derivative turns") << "f' turns between " << cuts[i] << " and "
                                     << cuts[i + 1] << ", near " << x;
      }
    }
  }
}

TEST_P(facts_at_points, kinks_have_the_stated_slopes_on_each_side) {
  const interval::working_precision scope(2000);
  for (const auto& c : every_claim(*GetParam()))
    for (const auto& k : c.stated.kinks) {
      const auto text = c.about("kinks") + fmt::format("at {}, slopes {} and {}: ", k.x, k.left, k.right);
      const jump* jumps = jump_at(c.stated, k.x);
      EXPECT_TRUE(k.left != k.right || jumps != nullptr) << text << "no kink";
      if (!k.exact) continue;
      const interval at(k.x), step(0x1p-300);
      // Where f jumps its slopes are those of the two sides, without the value at the point.
      const interval apart = jumps != nullptr ? step : interval(0.0);
      const interval left = (c.value(at - apart) - c.value(at - apart - step)) / step;
      const interval right = (c.value(at + apart + step) - c.value(at + apart)) / step;
      const double tolerance = 0x1p-53 * (std::fabs(k.left) + std::fabs(k.right));
      EXPECT_TRUE(is_near(left, k.left, tolerance)) << text << "difference quotient from the left " << show(left);
      EXPECT_TRUE(is_near(right, k.right, tolerance)) << text << "difference quotient from the right " << show(right);
      EXPECT_TRUE(is_near(c.slope(at - step), k.left, tolerance))
          << text << "formula on the left " << show(c.slope(at - step));
      EXPECT_TRUE(is_near(c.slope(at + step), k.right, tolerance))
          << text << "formula on the right " << show(c.slope(at + step));
    }
}

// A kink that is no double lies between the neighbours of the double that is stated for it, on one side of that double; f' at
// the double is the slope of the other side.
TEST_P(facts_at_points, kinks_that_are_no_doubles_are_next_to_the_stated_ones) {
  const interval::working_precision scope(2000);
  for (const auto& c : every_claim(*GetParam()))
    for (const auto& k : c.stated.kinks) {
      if (k.exact) continue;
      const auto text = c.about("kinks") + fmt::format("next to {:.17g}, slopes {} and {}: ", k.x, k.left, k.right);
      const interval at(k.x), step(0x1p-300), before(just_below(k.x)), after(just_above(k.x));
      const double tolerance = 0x1p-53 * (std::fabs(k.left) + std::fabs(k.right));
      EXPECT_TRUE(is_near(c.slope(before), k.left, tolerance)) << text << "formula on the left " << show(c.slope(before));
      EXPECT_TRUE(is_near(c.slope(after), k.right, tolerance)) << text << "formula on the right " << show(c.slope(after));
      for (const interval& x : {at - step, at, at + step})
        EXPECT_TRUE(is_near(c.slope(x), k.convention, tolerance)) << text << "formula at it " << show(c.slope(x));
      EXPECT_TRUE(k.convention == k.left || k.convention == k.right) << text << k.convention;
      const double steepest = std::max(std::fabs(k.left), std::fabs(k.right));
      EXPECT_TRUE(is_near(c.value(after) - c.value(before), 0, steepest * (just_above(k.x) - just_below(k.x)) * (1 + 0x1p-40)))
          << text << "f jumps";
    }
}

// An enclosure of f over everything from 2^-1000 to 2^-300 away from the point is at the stated limit.
TEST_P(facts_at_points, jumps_have_the_stated_limits_on_each_side) {
  const interval::working_precision scope(2000);
  for (const auto& c : every_claim(*GetParam()))
    for (const auto& j : c.stated.jumps) {
      const auto text = c.about("jumps") + fmt::format("at {}, from {} to {}: ", j.x, j.left, j.right);
      const interval at(j.x), near(0x1p-1000, 0x1p-300);
      const interval left = c.value(at - near), right = c.value(at + near), value = c.value(at);
      EXPECT_TRUE(is_near(left, j.left, 0x1p-53 * std::fabs(j.left) + 0x1p-290)) << text << "on the left f is " << show(left);
      EXPECT_TRUE(is_near(right, j.right, 0x1p-53 * std::fabs(j.right) + 0x1p-290)) << text << "on the right f is " << show(right);
      EXPECT_TRUE(is_near(value, j.value, 0x1p-53 * std::fabs(j.value))) << text << "f at it is " << show(value);
    }
}

/// The sign of v(x) at the furthest power of two on that side where it is certain; 0 if nowhere.
template <class Function>
int last_certain_sign(Function v, int side) {
  for (int k = 300; k >= 0; --k)
    if (const int sign = sign_of(v(side * std::ldexp(1.0, k))); sign != 0) return sign;
  return 0;
}

/// Far out v is what the limit says, and comes to a zero limit from the side that the zero's sign tells.
template <class Function>
void check_limit(Function v, int side, double limit, const std::string& text) {
  for (const double x : {side * 0x1p200, side * 0x1p600, side * largest(format::f64)}) {
    const interval far = v(x);
    if (std::isinf(limit)) {
      EXPECT_EQ(sign_of(far), limit > 0 ? 1 : -1) << text << "at " << x << ": " << show(far);
      EXPECT_GT(mpfr_cmp_d(abs(far).lower(), 0x1p64), 0) << text << "at " << x << ": " << show(far);
    } else {  // a limit that is no double is rounded to one
      EXPECT_TRUE(is_near(far, limit, 0x1p-60 * std::fabs(limit) + 0x1p-190) || is_nearest_double(far, limit))
          << text << "at " << x << ": " << show(far);
    }
  }
  if (limit != 0 || is_exactly_zero(v(side * 0x1p200))) return;
  const int sign = last_certain_sign(v, side);
  if (sign != 0) {
    EXPECT_EQ(std::signbit(limit), sign < 0)
        << text << "comes from the " << (sign < 0 ? "negative" : "positive") << " side";
  }
}

TEST_P(facts_at_points, limits_are_approached_far_out) {
  const interval::working_precision scope(256);
  for (const auto& c : every_claim(*GetParam())) {
    const auto f = [&](double x) { return c.value(x); };
    const auto slope = [&](double x) { return c.slope(x); };
    const auto text = [&](const char* what, double limit) {
      return c.about("limits") + fmt::format("{} is {}: ", what, limit);
    };
    const auto& s = c.stated;
    check_limit(f, -1, s.limit_at_minus_infinity, text("f at -inf", s.limit_at_minus_infinity));
    check_limit(f, +1, s.limit_at_plus_infinity, text("f at +inf", s.limit_at_plus_infinity));
    check_limit(slope, -1, s.derivative_at_minus_infinity, text("f' at -inf", s.derivative_at_minus_infinity));
    check_limit(slope, +1, s.derivative_at_plus_infinity, text("f' at +inf", s.derivative_at_plus_infinity));
    // Where f or f' is 0 all the way out, the zero is the one that the formula gives.
    for (const int side : {-1, +1}) {
      const double far = side * 0x1p100, limit = side < 0 ? s.limit_at_minus_infinity : s.limit_at_plus_infinity,
                   slope_limit = side < 0 ? s.derivative_at_minus_infinity : s.derivative_at_plus_infinity;
      if (is_exactly_zero(f(far))) {
        EXPECT_TRUE(same(c.of.plain(pass::forward, far, c.parameters), limit)) << text("f", limit) << "another zero";
      }
      if (is_exactly_zero(slope(far))) {
        EXPECT_TRUE(same(c.of.plain(pass::backward, far, c.parameters), slope_limit)) << text("f'", slope_limit) << "another zero";
      }
    }
  }
}

TEST_P(facts_at_points, asymptotes_are_approached_from_the_stated_side) {
  const interval::working_precision scope(1 << 12);
  random_numbers draw("asymptotes");
  for (const auto& c : every_claim(*GetParam()))
    for (const int side : {-1, +1}) {
      const auto& line = side < 0 ? c.stated.asymptote_at_minus_infinity : c.stated.asymptote_at_plus_infinity;
      if (!line) continue;
      const auto text = c.about("asymptotes") + fmt::format("{} x + {}: ", line->slope, line->intercept);
      const auto above = [&](double x) { return c.value(x) - (interval(line->slope) * interval(x) + interval(line->intercept)); };
      for (int i = 0; i < 150; ++i) {
        const double x = side * (i % 2 == 0 ? draw.between(0, 20) : std::exp2(draw.between(-40, 4)));
        EXPECT_EQ(sign_of(above(x)), line->side) << text << "at " << x << ": " << show(above(x));
      }
      for (const double x : {0x1p20, 0x1p100, 0x1p1000})
        EXPECT_TRUE(is_near(above(side * x), 0, 0x1p-100)) << text << "at " << side * x << ": " << show(above(side * x));
    }
}

/// The first two terms of an expansion, with the powers of x.
struct two_terms {
  double first = 0, second = 0;
  int first_power = 0, second_power = 0;

  explicit two_terms(const expansion_at_zero& e) {
    const double coefficients[] = {e.slope, e.curvature, e.cubic, e.quartic};
    for (int i = 0; i < 4; ++i) {
      if (coefficients[i] == 0) continue;
      (first == 0 ? first : second) = coefficients[i];
      (second == 0 ? first_power : second_power) = i + 1;
      if (second != 0) return;
    }
  }
};

interval power(const interval& x, int exponent) {
  interval result(1.0);
  for (int i = 0; i < exponent; ++i) result = result * x;
  return result;
}

/// v(x) is the expansion at 0: the first coefficient to the last bit (an error would grow beyond all bounds against the
/// second term), the second to the precision of double, and all that follow are smaller than the second where it is below
/// 2^-31 of the first.
template <class Function>
void check_expansion(Function v, const expansion_at_zero& stated, const std::string& text) {
  const two_terms e(stated);
  EXPECT_TRUE(is_exactly_zero(v(interval(0.0)))) << text << "at 0: " << show(v(interval(0.0)));
  ASSERT_NE(e.second, 0) << text << "two terms are due";
  const int step = e.second_power - e.first_power;
  const auto second_at = [&](const interval& x) {
    return (v(x) - interval(e.first) * power(x, e.first_power)) / (interval(e.second) * power(x, e.second_power));
  };
  for (const double x : {0x1p-100, -0x1p-100, 0x1p-60, -0x1p-60}) {
    if (stated.negative_only && x > 0) continue;
    const interval relative = second_at(interval(x));
    EXPECT_TRUE(is_near(relative, 1, 0x1p-52 + 0x1p10 * std::fabs(x))) << text << "at " << x << " the second term is "
                                                                       << show(relative) << " times the stated one";
  }
  const double reach = std::pow(0x1p-31 * std::fabs(e.first / e.second), 1.0 / step);
  for (double x = reach; x > 0x1p-200; x /= 3)
    for (const double at : {x, -x}) {
      if (stated.negative_only && at > 0) continue;
      const interval rest = abs(second_at(interval(at)) - interval(1.0));
      EXPECT_TRUE(mpfr_cmp_ui(rest.upper(), 1) < 0) << text << "at " << at << " the rest is " << show(rest) << " of the second term";
    }
}

TEST_P(facts_at_points, expansions_at_zero_have_the_stated_terms) {
  const interval::working_precision scope(2500);
  for (const auto& c : every_claim(*GetParam())) {
    if (c.stated.at_zero) check_expansion([&](const interval& x) { return c.value(x); }, *c.stated.at_zero, c.about("expansion at 0"));
    if (c.stated.derivative_at_zero)
      check_expansion([&](const interval& x) { return c.slope(x); }, *c.stated.derivative_at_zero, c.about("expansion of f' at 0"));
  }
}

}  // namespace
}  // namespace actcheck::test
