// Facts about whole stretches of the line, by interval arithmetic and bisection: range, monotone pieces, the Lipschitz
// constant, dead sets, and that nothing is left unsaid. A cell that is accepted is accepted for each real number in it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "claims.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

/// How far the rigorous searches go; further out points and limits are checked.
constexpr double searched = 64;
constexpr double far_out = 0x1p200;
constexpr int bits = 160;

class facts_of : public testing::TestWithParam<const activation*> {
 protected:
  interval::working_precision scope_{bits};
};
INSTANTIATE_TEST_SUITE_P(, facts_of, testing::ValuesIn(catalogue(activation_kind::elementwise).begin(), catalogue(activation_kind::elementwise).end()), activation_name);

/// An enclosure of f over a cell without kink inside: the formula's own, cut with the mean value theorem's.
interval tight_value(const claims& c, const cell& where) {
  const interval x(where.from, where.to);
  const interval middle(where.from / 2 + where.to / 2);
  const interval plain = c.value(x), by_slope = c.value(middle) + c.slope(x) * (x - middle);
  interval both;
  mpfi_intersect(both.raw(), plain.raw(), by_slope.raw());
  return both;
}

TEST_P(facts_of, are_well_formed) {
  for (const auto& c : every_claim(*GetParam())) {
    const auto& f = c.stated;
    ASSERT_FALSE(f.pieces.empty()) << c.about("pieces");
    EXPECT_EQ(f.pieces.front().from, -infinity) << c.about("pieces");
    EXPECT_EQ(f.pieces.back().to, infinity) << c.about("pieces");
    for (std::size_t i = 0; i < f.pieces.size(); ++i) {
      EXPECT_LT(f.pieces[i].from, f.pieces[i].to) << c.about("pieces");
      EXPECT_TRUE(std::abs(f.pieces[i].direction) <= 1) << c.about("pieces");
      EXPECT_FALSE(f.pieces[i].direction == 0 && f.pieces[i].strict) << c.about("pieces") << "constant is not strict";
      if (i > 0) {
        EXPECT_EQ(f.pieces[i].from, f.pieces[i - 1].to) << c.about("pieces") << "a gap";
      }
    }
    EXPECT_TRUE(std::is_sorted(f.derivative_turns.begin(), f.derivative_turns.end())) << c.about("derivative turns");
    EXPECT_LE(f.range.infimum, f.range.supremum) << c.about("range");
    EXPECT_FALSE(f.range.supremum_attained && std::isinf(f.range.supremum)) << c.about("range");
    EXPECT_FALSE(f.range.infimum_attained && std::isinf(f.range.infimum)) << c.about("range");
    for (const auto& k : f.kinks) {
      EXPECT_LE(std::min(k.left, k.right), k.convention) << c.about("kinks") << k.x;
      EXPECT_GE(std::max(k.left, k.right), k.convention) << c.about("kinks") << k.x;
    }
    for (const auto& j : f.jumps) {
      const auto text = c.about("jumps") + fmt::format("at {}: ", j.x);
      EXPECT_TRUE(j.left != j.right || j.left != j.value) << text << "no jump";
      EXPECT_TRUE(std::any_of(f.kinks.begin(), f.kinks.end(), [&](const kink& k) { return k.x == j.x && k.exact; }))
          << text << "no kink there to tell the slopes";
      EXPECT_TRUE(std::any_of(f.pieces.begin(), f.pieces.end(), [&](const monotone_piece& piece) { return piece.to == j.x; }))
          << text << "in the middle of a monotone piece";
    }
    for (const auto& d : f.dead_set) EXPECT_LT(d.from, d.to) << c.about("dead set");
    for (const auto& r : f.reflections) EXPECT_FALSE(r.statement.empty()) << c.about("reflections");
  }
}

double rounding_of(double bound) { return std::isinf(bound) ? 0 : 0x1p-52 * std::fabs(bound); }

/// Is f(x) this bound, as far as tens of thousands of bits can tell? (tanh(100 x) comes within e^-8000 of 1 at x = 40.)
bool takes_value(const claims& c, double x, double bound) {
  for (int precision = bits; precision <= 1 << 16; precision *= 4) {
    const interval::working_precision scope(precision);
    if (!may_be(c.value(x), bound)) return false;
  }
  return true;
}

TEST_P(facts_of, range_holds_everywhere) {
  for (const auto& c : every_claim(*GetParam())) {
    const auto& r = c.stated.range;
    const double slack = 0x1p-30;  // near an attained bound an enclosure is wider than its distance from the bound
    const auto refused =
        first_refused(cells_between(c.stated, -infinity, infinity, far_out), 0x1p-40, [&](const cell& where) {
          const interval y = tight_value(c, where);
          return (std::isinf(r.infimum) || mpfr_cmp_d(y.lower(), r.infimum - slack) >= 0) &&
                 (std::isinf(r.supremum) || mpfr_cmp_d(y.upper(), r.supremum + slack) <= 0);
        });
    EXPECT_FALSE(refused) << c.about("range") << "on " << refused->text() << " f is " << show(tight_value(c, *refused))
                          << ", not in [" << r.infimum << ", " << r.supremum << "]";
    random_numbers draw("range");
    std::vector<double> points = named_points(c.stated);
    for (int i = 0; i < 500; ++i) points.push_back(draw.between(-40, 40));
    for (const double x : points) {
      const interval y = c.value(x);
      // An attained bound is rounded to double.
      EXPECT_GE(mpfr_cmp_d(y.upper(), r.infimum - rounding_of(r.infimum)), 0)
          << c.about("range") << "f(" << x << ") = " << show(y);
      EXPECT_LE(mpfr_cmp_d(y.lower(), r.supremum + rounding_of(r.supremum)), 0)
          << c.about("range") << "f(" << x << ") = " << show(y);
      EXPECT_FALSE(!r.infimum_attained && takes_value(c, x, r.infimum)) << c.about("range") << "infimum attained at " << x;
      EXPECT_FALSE(!r.supremum_attained && takes_value(c, x, r.supremum)) << c.about("range") << "supremum attained at " << x;
    }
  }
}

TEST_P(facts_of, range_ends_are_attained_or_approached) {
  for (const auto& c : every_claim(*GetParam())) {
    const auto& f = c.stated;
    const auto check = [&](const char* what, double bound, bool attained) {
      if (!attained) {
        const auto comes_near = [bound](const jump& j) { return j.left == bound || j.right == bound; };
        EXPECT_TRUE(f.limit_at_minus_infinity == bound || f.limit_at_plus_infinity == bound ||
                    std::any_of(f.jumps.begin(), f.jumps.end(), comes_near))
            << c.about("range") << what << ' ' << bound << " is neither attained nor a limit";
        return;
      }
      auto points = named_points(f);
      points.insert(points.end(), {-far_out, far_out});  // on a piece where f is constant
      EXPECT_TRUE(std::any_of(points.begin(), points.end(),
                              [&](double x) { return is_near(c.value(x), bound, 0x1p-52 * std::fabs(bound)); }))
          << c.about("range") << what << ' ' << fmt::format("{:.17g}", bound)
          << " is taken at none of the named points, to 17 digits";
    };
    check("infimum", f.range.infimum, f.range.infimum_attained);
    check("supremum", f.range.supremum, f.range.supremum_attained);
  }
}

TEST_P(facts_of, monotone_pieces_have_a_derivative_of_that_sign) {
  for (const auto& c : every_claim(*GetParam()))
    for (const auto& piece : c.stated.pieces) {
      const auto text =
          c.about("pieces") + fmt::format("direction {:+} on [{}, {}]: ", piece.direction, piece.from, piece.to);
      const auto agrees = [&](const interval& slope) {
        if (piece.direction == 0) return is_exactly_zero(slope);
        const interval along = piece.direction > 0 ? slope : -slope;
        return piece.strict ? surely_positive(along) : mpfr_sgn(along.lower()) >= 0;
      };
      const auto near_an_end = [&](const cell& where) {  // where the derivative is 0 or nearly
        const double middle = where.from / 2 + where.to / 2;
        return std::min(std::fabs(middle - piece.from), std::fabs(middle - piece.to)) < 0x1p-30;
      };
      const auto touches_zero = [&](const cell& where) {  // f' is 0 at a point and of one sign beside it (tanh_shrink)
        const interval slope = c.slope(interval(where.from, where.to));
        if (mpfr_sgn((piece.direction > 0 ? slope : -slope).lower()) < 0) return false;
        return std::any_of(c.stated.derivative_turns.begin(), c.stated.derivative_turns.end(), [&](double t) {
          return std::max(std::fabs(where.from - t), std::fabs(where.to - t)) < 0x1p-30 && is_exactly_zero(c.slope(t));
        });
      };
      const auto refused = first_refused(
          cells_between(c.stated, piece.from, piece.to, searched), 0x1p-36,
          [&](const cell& where) {
            return near_an_end(where) || touches_zero(where) || agrees(c.slope(interval(where.from, where.to)));
          });
      EXPECT_FALSE(refused) << text << "on " << refused->text() << " f' is "
                            << show(c.slope(interval(refused->from, refused->to)));
      for (double x = searched; x < far_out; x *= 4)
        for (const double at : {-x, x})
          if (at > piece.from && at < piece.to) {
            EXPECT_NE(sign_of(c.slope(at)), piece.direction == 0 ? 1 : -piece.direction)
                << text << "f'(" << at << ") = " << show(c.slope(at));
          }
    }
}

TEST_P(facts_of, lipschitz_constant_is_the_steepest_slope) {
  for (const auto& c : every_claim(*GetParam())) {
    const double L = c.stated.lipschitz, at = c.stated.steepest_at;
    const auto text = c.about("Lipschitz") + fmt::format("L = {:.17g} at {}: ", L, at);
    EXPECT_TRUE(c.stated.jumps.empty() || std::isinf(L)) << text << "f jumps";
    if (std::isinf(L)) {
      EXPECT_TRUE(std::isinf(c.stated.derivative_at_minus_infinity) || std::isinf(c.stated.derivative_at_plus_infinity) ||
                  std::any_of(c.stated.jumps.begin(), c.stated.jumps.end(), [at](const jump& j) { return j.x == at; }))
          << text;
      continue;
    }
    if (std::isinf(at)) {
      const double limit = at < 0 ? c.stated.derivative_at_minus_infinity : c.stated.derivative_at_plus_infinity;
      EXPECT_EQ(std::fabs(limit), L) << text << "the limit of f'";
    } else {
      const auto k =
          std::find_if(c.stated.kinks.begin(), c.stated.kinks.end(), [at](const kink& v) { return v.x == at; });
      if (k != c.stated.kinks.end()) {
        EXPECT_EQ(std::max(std::fabs(k->left), std::fabs(k->right)), L) << text;
      } else {
        EXPECT_TRUE(is_near(abs(c.slope(at)), L, 0x1p-52 * L)) << text << "f' there is " << show(c.slope(at));
      }
    }
    const double ceiling = L * (1 + 0x1p-18);
    const auto refused =
        first_refused(cells_between(c.stated, -infinity, infinity, searched), 0x1p-36, [&](const cell& where) {
          return mpfr_cmp_d(abs(c.slope(interval(where.from, where.to))).upper(), ceiling) <= 0;
        });
    EXPECT_FALSE(refused) << text << "steeper on " << refused->text() << ": "
                          << show(c.slope(interval(refused->from, refused->to)));
    for (double x = searched; x < far_out; x *= 4)
      for (const double v : {-x, x})
        EXPECT_LE(mpfr_cmp_d(abs(c.slope(v)).lower(), L + rounding_of(L)), 0) << text << "steeper at " << v << ": " << show(c.slope(v));
  }
}

TEST_P(facts_of, dead_set_is_where_the_derivative_is_zero) {
  for (const auto& c : every_claim(*GetParam())) {
    const auto& dead = c.stated.dead_set;
    const auto is_dead_at = [&](double x) {
      return std::any_of(dead.begin(), dead.end(), [x](const auto& d) { return d.from < x && x < d.to; });
    };
    for (const auto& d : dead) {
      for (const cell& where : cells_between(c.stated, d.from, d.to, far_out))
        EXPECT_TRUE(is_exactly_zero(c.slope(interval(where.from, where.to))))
            << c.about("dead set") << "on " << where.text() << " f' is "
            << show(c.slope(interval(where.from, where.to)));
      for (const double end : {d.from, d.to})
        for (int k = 1; std::isfinite(end) && k <= 40; ++k) {
          const double outside = end + (end == d.from ? -1 : 1) * std::ldexp(1.0, -k);
          if (is_dead_at(outside)) continue;  // in the next interval
          EXPECT_NE(sign_of(c.slope(outside)), 0)
              << c.about("dead set") << "f'(" << outside << ") = " << show(c.slope(outside)) << " just outside";
        }
    }
    const auto is_dead = [&](const cell& where) {
      return std::any_of(dead.begin(), dead.end(),
                         [&](const auto& d) { return where.from >= d.from && where.to <= d.to; });
    };
    for (const cell& whole : cells_between(c.stated, -infinity, infinity, searched))
      for (int i = 0; i < 16; ++i) {
        const double step = (whole.to - whole.from) / 16;
        const cell part{whole.from + i * step, whole.from + (i + 1) * step};
        if (is_dead(part)) continue;
        EXPECT_FALSE(is_exactly_zero(c.slope(interval(part.from, part.to))))
            << c.about("dead set") << "f' is 0 on " << part.text() << " too";
      }
  }
}

// Away from the kinks an enclosure of the derivative becomes narrow as its cell does: there is no jump that is not listed.
TEST_P(facts_of, derivative_jumps_at_no_other_point) {
  for (const auto& c : every_claim(*GetParam())) {
    const double L = c.stated.lipschitz;
    const auto refused = first_refused(cells_between(c.stated, -infinity, infinity, searched), 0x1p-36, [&](const cell& where) {
      const interval slope = c.slope(interval(where.from, where.to));
      // A slope that grows without bound changes fast far out: a jump is one of a part of the slope itself.
      return width(slope) <= 0.05 * (std::isinf(L) ? std::max(1.0, abs(slope).lower_double()) : L);
    });
    EXPECT_FALSE(refused) << c.about("kinks") << "f' jumps on " << refused->text() << ": "
                          << show(c.slope(interval(refused->from, refused->to)));
  }
}

// The same for f itself: away from the jumps that are listed an enclosure becomes as narrow as the slope makes it. Not
// `tight_value`, which takes continuity for granted. (At kinks the difference quotients say that f is continuous.)
TEST_P(facts_of, jumps_at_no_other_point) {
  for (const auto& c : every_claim(*GetParam())) {
    const auto refused =
        first_refused(cells_between(c.stated, -infinity, infinity, searched), 0x1p-36, [&](const cell& where) {
          const interval x(where.from, where.to);
          const double steepest = abs(c.slope(x)).upper_double();
          return width(c.value(x)) <= 0.01 + 8 * steepest * (where.to - where.from);
        });
    EXPECT_FALSE(refused) << c.about("jumps") << "f jumps on " << refused->text() << ": "
                          << show(c.value(interval(refused->from, refused->to)));
  }
}

}  // namespace
}  // namespace actcheck::test
