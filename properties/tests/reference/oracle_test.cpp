// The oracle against independent formulas in plain MPFR, rounded by MPFR: random bit patterns, all upstream gradients.
#include "actcheck/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "independent.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

class oracle_agreement : public testing::TestWithParam<evaluation> {};

TEST_P(oracle_agreement, on_random_inputs) {
  const auto& [a, direction, f] = GetParam();
  const auto* formula = find_independent(a->name);
  if (formula == nullptr) {
    RecordProperty("independent_formula", "none: compared with dual numbers");
    fmt::print("note: {} has no independent formula in independent.cpp; compared with its own dual numbers\n", a->name);
  }
  random_numbers draw(GetParam().name());
  for (const auto& parameters : parameter_sets(*a)) {
    const bool defaults = parameters == a->default_parameters();
    const oracle truth(*a, direction, parameters);
    const std::string call = call_text(*a, parameters);
    mismatches wrong(fmt::format("{} {} {}", call, name(f), name(direction)));
    for (std::size_t i = 0, n = scaled(defaults ? 2000 : 300); i < n; ++i) {
      const double x = draw.any(f);
      const double dy = direction == pass::backward ? draw.upstream(f) : 1;
      const auto want = formula != nullptr ? expected(*formula, direction, f, x, dy, parameters)
                                           : expected_from_duals(*a, direction, f, x, dy, parameters);
      if (!want) continue;
      const double got = truth.evaluate(f, x, dy).rounded;
      if (formula != nullptr ? !same(got, *want) : got != *want)
        wrong.add([&] {
          return fmt::format("x = {}, dy = {}: got {}, want {}", show(f, x), show(f, dy), show(f, got), show(f, *want));
        });
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, oracle_agreement,
                         testing::ValuesIn(every_evaluation({all_formats.begin(), all_formats.end()})), evaluation_name);

class oracle_of : public testing::TestWithParam<const activation*> {};
INSTANTIATE_TEST_SUITE_P(, oracle_of, testing::ValuesIn(catalogue(activation_kind::elementwise).begin(), catalogue(activation_kind::elementwise).end()), activation_name);

// The ordinary way to write the function down is right to many digits where nothing is extreme: catches a formula that is
// consistently another function.
TEST_P(oracle_of, is_near_the_formula_in_plain_double) {
  const auto& a = *GetParam();
  random_numbers draw("plain");
  for (const auto& parameters : parameter_sets(a))
    for (const pass direction : {pass::forward, pass::backward}) {
      const oracle truth(a, direction, parameters);
      for (int i = 0; i < 200; ++i) {
        const double x = draw.between(-20, 20);
        const double exact = truth.evaluate(format::f64, x).rounded, plain = a.plain(direction, x, parameters);
        ASSERT_NEAR(plain, exact, 1e-12 * std::max(1.0, std::fabs(exact)))
            << call_text(a, parameters) << ' ' << name(direction) << " at " << x;
      }
    }
}

// What rounding took away: rounded + residual * spacing is the exact value.
TEST_P(oracle_of, residual_is_exact_minus_rounded) {
  const auto& a = *GetParam();
  const auto* formula = find_independent(a.name);
  if (formula == nullptr) GTEST_SKIP() << "no independent formula";
  random_numbers draw("residual");
  const auto parameters = a.default_parameters();
  for (const pass direction : {pass::forward, pass::backward}) {
    const oracle truth(a, direction, parameters);
    for (const format f : all_formats)
      for (int i = 0; i < 200; ++i) {
        const double x = draw.any(f);
        if (!std::isfinite(x) || (direction == pass::backward && declared_slope(truth.claims(), x))) continue;
        const auto result = truth.evaluate(f, x);
        if (!std::isfinite(result.rounded)) continue;
        const real::precision scope(512);
        const real exact(formula->exact(direction, x, parameters).raw());
        const int exponent = spacing_exponent(f, exact.double_toward_zero());
        const double want = ((exact - real(result.rounded)) / real::power_of_two(1, exponent)).nearest_double();
        ASSERT_NEAR(result.residual, want, 1e-6)
            << a.name << ' ' << name(f) << ' ' << name(direction) << " at " << show(f, x);
        ASSERT_LE(std::fabs(result.residual), 0.5)
            << a.name << ' ' << name(f) << ' ' << name(direction) << " at " << show(f, x);
      }
  }
}

TEST_P(oracle_of, special_inputs_give_what_the_facts_declare) {
  const auto& a = *GetParam();
  for (const auto& parameters : parameter_sets(a)) {
    SCOPED_TRACE(call_text(a, parameters));
    const facts claims = a.facts_for(parameters);
    const oracle forward(a, pass::forward, parameters), backward(a, pass::backward, parameters);
    for (const format f : all_formats) {
      SCOPED_TRACE(name(f));
      EXPECT_TRUE(std::isnan(forward.evaluate(f, not_a_number).rounded));
      EXPECT_TRUE(std::isnan(backward.evaluate(f, not_a_number, 1).rounded));
      EXPECT_TRUE(std::isnan(backward.evaluate(f, not_a_number, 0).rounded));
      EXPECT_TRUE(std::isnan(backward.evaluate(f, 1, not_a_number).rounded));
      EXPECT_FALSE(std::isnan(forward.evaluate(f, 1, not_a_number).rounded)) << "forward has no dy";
      EXPECT_TRUE(same(forward.evaluate(f, -infinity).rounded, round_to(f, claims.limit_at_minus_infinity)));
      EXPECT_TRUE(same(forward.evaluate(f, infinity).rounded, round_to(f, claims.limit_at_plus_infinity)));
      EXPECT_TRUE(same(backward.evaluate(f, -infinity).rounded, round_to(f, claims.derivative_at_minus_infinity)));
      EXPECT_TRUE(same(backward.evaluate(f, infinity).rounded, round_to(f, claims.derivative_at_plus_infinity)));
      for (const auto& k : claims.kinks) {
        if (round_to(f, k.x) != k.x) continue;
        EXPECT_EQ(backward.evaluate(f, k.x).rounded, round_to(f, k.convention)) << "kink at " << k.x;
        EXPECT_EQ(backward.evaluate(f, k.x, -2).rounded, round_to(f, -2 * k.convention)) << "kink at " << k.x;
      }
    }
  }
}

std::string message_of(const activation& a, std::vector<double> parameters) {
  try {
    oracle(a, pass::forward, parameters);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST_P(oracle_of, parameters_outside_their_domain_are_named) {
  const auto& a = *GetParam();
  auto too_many = a.default_parameters();
  too_many.push_back(1);
  EXPECT_NE(message_of(a, too_many).find(a.name), std::string::npos) << message_of(a, too_many);
  EXPECT_EQ(message_of(a, a.default_parameters()), "");
  if (a.parameters.empty()) return;
  EXPECT_NE(message_of(a, {}).find(a.name), std::string::npos) << message_of(a, {});
  for (std::size_t i = 0; i < a.parameters.size(); ++i) {
    const auto& p = a.parameters[i];
    std::vector<double> illegal{not_a_number, -infinity};
    if (!p.infinity_allowed) illegal.push_back(infinity);
    if (p.zero_excluded) illegal.insert(illegal.end(), {0.0, -0.0});
    if (std::isfinite(p.minimum)) illegal.push_back(p.minimum_excluded ? p.minimum : std::nextafter(p.minimum, -infinity));
    for (std::size_t j = 0; j < a.parameters.size(); ++j)
      if (p.at_least == a.parameters[j].name) illegal.push_back(std::nextafter(a.parameters[j].default_value, -infinity));
    for (const double value : illegal) {
      auto parameters = a.default_parameters();
      parameters[i] = value;
      const std::string message = message_of(a, parameters);
      EXPECT_NE(message.find(a.parameters[i].name), std::string::npos) << value << ": " << message;
      EXPECT_NE(message.find(a.name), std::string::npos) << value << ": " << message;
      EXPECT_NE(message.find(fmt::format("{}", value)), std::string::npos) << value << ": " << message;
    }
  }
  for (const auto& trial : a.trial_parameters()) EXPECT_EQ(message_of(a, trial), "") << "a trial value must be legal";
}

TEST(oracle, refuses_parameters_in_one_clear_line) {
  EXPECT_EQ(message_of(get_activation("clipped_relu"), {0}),
            "parameter max_value of clipped_relu must be finite and above 0, got 0");
  EXPECT_EQ(message_of(get_activation("hard_shrink"), {-1}), "parameter lambda of hard_shrink must be finite and at least 0, got -1");
  EXPECT_EQ(message_of(get_activation("hard_tanh"), {1, -1}),
            "parameter max of hard_tanh must be finite and at least min, got -1 with min = 1");
  EXPECT_EQ(message_of(get_activation("rrelu"), {0.5, 0.25}),
            "parameter upper of rrelu must be finite and at least lower, got 0.25 with lower = 0.5");
  EXPECT_EQ(message_of(get_activation("hard_tanh"), {0.5, 0.5}), "");
}

}  // namespace
}  // namespace actcheck::test
