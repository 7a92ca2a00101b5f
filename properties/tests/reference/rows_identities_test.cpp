// Identities and facts of row-wise activations, by interval arithmetic: an enclosure that excludes the claim would refute it.
#include <cmath>

#include "actcheck/activations.hpp"
#include "actcheck/catalogue.hpp"
#include "actcheck/rows.hpp"
#include "kernels/row_terms.hpp"
#include "rows.hpp"

namespace actcheck::test {
namespace {

using arithmetic::interval;

std::vector<interval> enclose(const activation& a, pass p, const row& x, const row& dy = {}) {
  const row_view view(x, dy, a.row_formulas->orientation);
  const row_terms<interval> terms(view, p);
  std::vector<interval> results;
  for (std::size_t i = 0; i < x.size(); ++i)
    results.push_back(a.row_formulas->enclose[p == pass::forward ? 0 : 1](terms.element(i), terms.sums()));
  return results;
}

interval sum_of(const std::vector<interval>& values) { return sum_in_pairs<interval>(values); }
/// Nothing but a number very near to 0 is left possible, and 0 is.
bool vanishes(const interval& enclosure) {
  return mpfi_has_zero(enclosure.raw()) != 0 && enclosure.lower_double() > -1e-30 && enclosure.upper_double() < 1e-30;
}
interval exponential(const interval& a) { return exp(a); }

class row_facts_of : public testing::TestWithParam<const activation*> {
 protected:
  const activation& of() const { return *GetParam(); }
  const row_facts& claims() const { return *of().claims_of_rows; }
  /// Calls check(x, dy) for many rows of moderate numbers.
  template <class Check>
  void for_rows(Check check) {
    const interval::working_precision scope(256);
    random_numbers draw(std::string("row facts ") + std::string(of().name));
    for (std::size_t i = 0, n = scaled(300); i < n; ++i) {
      row x, dy;
      for (std::size_t k = 2 + draw.below(6); k > 0; --k) {
        x.push_back(draw.between(-20, 20));
        dy.push_back(draw.between(-2, 2));
      }
      check(x, dy);
    }
  }
};
INSTANTIATE_TEST_SUITE_P(, row_facts_of,
                         testing::ValuesIn(catalogue(activation_kind::row_wise).begin(), catalogue(activation_kind::row_wise).end()), activation_name);

TEST_P(row_facts_of, rows_add_up_and_elements_stay_in_the_range) {
  for_rows([&](const row& x, const row&) {
    auto y = enclose(of(), pass::forward, x);
    for (const auto& v : y) {
      EXPECT_GT(mpfr_cmp_d(v.lower(), claims().range.infimum), 0);
      EXPECT_LT(mpfr_cmp_d(v.upper(), claims().range.supremum), 0);
    }
    if (claims().logarithmic)
      for (auto& v : y) v = exponential(v);
    EXPECT_TRUE(vanishes(sum_of(y) - interval(1.0)));
  });
}

TEST_P(row_facts_of, elements_go_with_their_input_and_against_the_others) {
  for_rows([&](row x, const row&) {
    const auto before = enclose(of(), pass::forward, x);
    x[0] += 0.125;
    const auto after = enclose(of(), pass::forward, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto change = after[i] - before[i];
      const bool grows = (claims().direction > 0) == (i == 0);
      EXPECT_TRUE((grows ? mpfi_is_strictly_pos : mpfi_is_strictly_neg)(change.raw()) != 0);
    }
  });
}

TEST_P(row_facts_of, beside_zero_an_element_is_a_function_of_one_number) {
  const activation& part = claims().beside_zero();
  const std::size_t element = claims().beside_zero_element;
  for (const pass p : {pass::forward, pass::backward}) {
    const oracle single(part, p, part.default_parameters());
    const row_oracle rows(of(), p);
    for (const double x : {0.0, 1.5, -1.5, 20.25, -20.25, 200.0, -700.0, 0x1p-60}) {
      std::vector<double> dy(2, 0.0);
      dy[element] = -3;
      std::vector<reference_value> results(2);
      rows.evaluate(format::f64, std::vector{x, 0.0}, dy, results);
      EXPECT_EQ(results[p == pass::forward ? element : 0].rounded, single.evaluate(format::f64, x, -3).rounded) << x;
    }
  }
}

TEST_P(row_facts_of, a_number_added_to_the_row_changes_nothing) {
  for_rows([&](row x, const row&) {
    for (auto& v : x) v = std::ldexp(std::round(std::ldexp(v, 20)), -20);  // so that the sums below are exact
    const auto y = enclose(of(), pass::forward, x);
    for (auto& v : x) v += 1024;
    const auto moved = enclose(of(), pass::forward, x);
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_TRUE(vanishes(y[i] - moved[i]));
  });
}

/// The backward pass is the transposed Jacobian: its entries by difference quotients of the forward pass, at 2^-100.
TEST_P(row_facts_of, backward_is_the_derivative_of_forward) {
  for_rows([&](const row& x, const row& dy) {
    const interval::working_precision scope(512);
    const auto dx = enclose(of(), pass::backward, x, dy);
    for (std::size_t i = 0; i < x.size(); ++i) {
      interval slope(0.0);
      const double step = 0x1p-26;  // x + step is exact for few bits; the remainder is of its square's size
      row up = x, down = x;
      up[i] += step;
      down[i] -= step;
      const interval width(up[i] - down[i]);
      const auto above = enclose(of(), pass::forward, up), below = enclose(of(), pass::forward, down);
      for (std::size_t j = 0; j < x.size(); ++j) slope = slope + interval(dy[j]) * (above[j] - below[j]) / width;
      const auto difference = slope - dx[i];
      EXPECT_LT(std::max(std::fabs(difference.lower_double()), std::fabs(difference.upper_double())), 1e-6);
    }
    EXPECT_TRUE(vanishes(sum_of(dx))) << "rows of the Jacobian add up to 0";
  });
}

/// No absolute row sum 2 y_i (1 - y_i) of the symmetric Jacobian exceeds the constant, so its norm does not; two equal leaders
/// reach it: dy = (1, -1) gives dx = (1/2, -1/2).
TEST_P(row_facts_of, lipschitz_constant_bounds_the_jacobian_and_is_reached) {
  if (std::isinf(claims().lipschitz)) {
    // One leader, and dy = -1 for all the others: |dx| grows without limit with the number of columns.
    row x(10000, -40.0), dy(10000, -1.0);
    x[0] = 0, dy[0] = 0;
    EXPECT_GT(by_reference(of(), pass::backward, format::f32, x, dy)[0] / std::sqrt(9999.0), 99);
    return;
  }
  for_rows([&](const row& x, const row&) {
    for (const auto& y : enclose(of(), pass::forward, x))
      EXPECT_LT((interval(2.0) * y * (interval(1.0) - y) - interval(claims().lipschitz)).lower_double(), 1e-30);
  });
  const row dx = by_oracle(of(), pass::backward, format::f64, {3, 3}, {1, -1});
  EXPECT_EQ(std::fabs(dx[0]), claims().lipschitz);
  EXPECT_EQ(dx[0], -dx[1]);
}

TEST_P(row_facts_of, negligible_elements_have_the_claimed_value) {
  const double far = claims().direction > 0 ? -infinity : infinity;
  EXPECT_EQ(by_oracle(of(), pass::forward, format::f64, {1, far}, {})[1], claims().value_at_negligible);
}

TEST(row_identities, softmin_is_softmax_of_the_negated_row_and_log_softmax_its_logarithm) {
  const interval::working_precision scope(256);
  random_numbers draw("row identities");
  for (std::size_t i = 0, n = scaled(300); i < n; ++i) {
    row x, negated;
    for (std::size_t k = 1 + draw.below(6); k > 0; --k) x.push_back(draw.between(-30, 30)), negated.push_back(-x.back());
    const auto y = enclose(softmax.entry(), pass::forward, x), min = enclose(softmin.entry(), pass::forward, negated);
    const auto logarithm = enclose(log_softmax.entry(), pass::forward, x);
    for (std::size_t k = 0; k < x.size(); ++k) {
      EXPECT_TRUE(vanishes(y[k] - min[k]));
      EXPECT_TRUE(vanishes(exponential(logarithm[k]) - y[k]));
    }
  }
}

}  // namespace
}  // namespace actcheck::test
