// Identities that facts declare hold for every x, those that they do not declare fail somewhere, and the derivative is
// the formula's own.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "claims.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

constexpr int bits = 512;

class facts_identities : public testing::TestWithParam<const activation*> {
 protected:
  interval::working_precision scope_{bits};
};
INSTANTIATE_TEST_SUITE_P(, facts_identities, testing::ValuesIn(catalogue(activation_kind::elementwise).begin(), catalogue(activation_kind::elementwise).end()), activation_name);

/// The points of the facts, random ones of all magnitudes, and whole numbers.
std::vector<double> points_for(const claims& c, std::size_t count) {
  random_numbers draw(fmt::format("points of {}", c.of.name));
  std::vector<double> points = named_points(c.stated);
  for (int i = -8; i <= 8; ++i) points.push_back(i);
  while (points.size() < count) points.push_back(draw.lively(format::f64));
  return points;
}

/// A claim `difference == 0` at a point, where intervals are narrow enough to tell.
bool is_zero_to_many_digits(const interval& difference) { return may_be(difference, 0) && width(difference) < 0x1p-60; }

TEST_P(facts_identities, reflections_hold) {
  for (const auto& c : every_claim(*GetParam()))
    for (const auto& r : c.stated.reflections)
      for (const double x : points_for(c, 400)) {
        const interval difference =
            interval(r.a) * c.value(x) + interval(r.b) * c.value(-x) - interval(r.c) * interval(x) - interval(r.d);
        ASSERT_TRUE(is_zero_to_many_digits(difference))
            << c.about("reflections") << r.statement << " at " << fmt::format("{:.17g}", x)
            << ": left - right = " << show(difference);
      }
}

TEST_P(facts_identities, positive_homogeneity_is_declared_exactly_where_it_holds) {
  for (const auto& c : every_claim(*GetParam())) {
    bool broken = false;
    for (const double x : points_for(c, 200))
      for (const double factor : {0.0, 0.3, 0.5, 3.0, 1024.0}) {
        const interval difference = c.value(interval(factor) * interval(x)) - interval(factor) * c.value(x);
        broken = broken || !may_be(difference, 0);
        if (!c.stated.positively_homogeneous) continue;
        ASSERT_TRUE(is_zero_to_many_digits(difference)) << c.about("homogeneity") << "f(" << factor << "x) - " << factor
                                                        << "f(x) at x = " << x << " is " << show(difference);
      }
    EXPECT_NE(broken, c.stated.positively_homogeneous) << c.about("homogeneity") << "it holds, and is not declared";
  }
}

TEST_P(facts_identities, idempotence_is_declared_exactly_where_it_holds) {
  for (const auto& c : every_claim(*GetParam())) {
    bool broken = false;
    for (const double x : points_for(c, 400)) {
      const interval once = c.value(x), difference = c.value(once) - once;
      broken = broken || !may_be(difference, 0);
      if (!c.stated.idempotent) continue;
      ASSERT_TRUE(is_zero_to_many_digits(difference))
          << c.about("idempotence") << "f(f(x)) - f(x) at x = " << x << " is " << show(difference);
    }
    EXPECT_NE(broken, c.stated.idempotent) << c.about("idempotence") << "it holds, and is not declared";
  }
}

TEST_P(facts_identities, derivative_is_that_of_the_formula) {
  for (const auto& c : every_claim(*GetParam())) {
    for (const double x : points_for(c, 400)) {
      if (declared_slope(c.stated, x)) continue;  // a kink
      const interval stated = c.slope(x), automatic = c.dual_slope(interval(x));
      // Below 1e-90 what underflows in a double says nothing.
      const double size = std::max({std::fabs(stated.lower_double()), std::fabs(stated.upper_double()), 1e-90});
      ASSERT_TRUE(intersect(stated, automatic))
          << c.about("derivative") << "at " << x << ": " << show(stated) << ", automatic " << show(automatic);
      ASSERT_LE(width(stated), 0x1p-200 * size) << c.about("derivative") << "at " << x;
      ASSERT_LE(width(automatic), 0x1p-100 * std::max(1.0, size)) << c.about("derivative") << "at " << x;
    }
    for (const cell& where : cells_between(c.stated, -infinity, infinity, 0x1p20)) {
      const interval x(where.from, where.to);
      EXPECT_TRUE(intersect(c.slope(x), c.dual_slope(x))) << c.about("derivative") << "on " << where.text() << ": "
                                                          << show(c.slope(x)) << ", automatic " << show(c.dual_slope(x));
    }
  }
}

// Independent of automatic differentiation: the difference quotient over a tiny step.
TEST_P(facts_identities, derivative_is_the_difference_quotient) {
  const interval step(0x1p-120);
  for (const auto& c : every_claim(*GetParam()))
    for (const double x : points_for(c, 100)) {
      if (declared_slope(c.stated, x)) continue;
      const interval at(x), quotient = (c.value(at + step) - c.value(at - step)) / (step + step);
      const double size = std::max(1.0, std::fabs(c.slope(x).upper_double()));
      ASSERT_TRUE(is_near(quotient - c.slope(x), 0, 0x1p-100 * size))
          << c.about("derivative") << "at " << x << ": " << show(c.slope(x)) << ", quotient " << show(quotient);
    }
}

}  // namespace
}  // namespace actcheck::test
