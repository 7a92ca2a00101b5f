// The running error bounds hold: |exact - value| <= bound for each operation and library function, against MPFR, with
// arguments that are exact and arguments that are known to within an error. And how good the C library really is.
#include "arithmetic/bounded.hpp"

#include <fmt/format.h>

#include <cmath>

#include "arithmetic/constants.hpp"
#include "real.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

using arithmetic::bounded;
constexpr int working_bits = 128;

/// A number with a random exponent and sign; half of them have few bits, which makes exact and halfway cases frequent.
double random_value(random_numbers& draw, int exponents) {
  const double fraction = draw.below(2) == 0 ? draw.between(1, 2) : 1 + static_cast<double>(draw.below(8)) / 8;
  const int exponent = static_cast<int>(draw.below(static_cast<std::uint64_t>(2 * exponents + 1))) - exponents;
  return std::ldexp(draw.below(2) == 0 ? fraction : -fraction, exponent);
}

/// A ball: exact in a third of the cases, else with a relative error of 2^-20 to 2^-55.
bounded random_ball(random_numbers& draw, int exponents) {
  const double value = random_value(draw, exponents);
  return {value, draw.below(3) == 0 ? 0.0 : std::fabs(value) * std::exp2(draw.between(-55, -20))};
}

/// A number in the ball: its ends in a half of the cases.
real member(random_numbers& draw, const bounded& ball) {
  if (ball.error == 0) return real(ball.value);
  const double at = draw.below(2) == 0 ? (draw.below(2) == 0 ? -1.0 : 1.0) : draw.between(-1, 1);
  return real(ball.value) + real(at) * real(ball.error);
}

/// Does the result's claim hold? An infinite or NaN bound claims nothing.
bool holds(const bounded& result, const real& exact, double bound) {
  if (!std::isfinite(bound)) return true;
  if (!std::isfinite(result.value)) return false;
  return !(abs(exact - real(result.value)) > real(bound));
}

template <class Fast, class Exact>
void check_operation(const char* name, int exponents, Fast fast, Exact exact) {
  const real::precision scope(working_bits + 2 * exponents);
  random_numbers draw(fmt::format("{} {}", name, exponents));
  mismatches wrong(name);
  for (std::size_t i = 0, n = scaled(exponents > 100 ? 20'000 : 300'000); i < n; ++i) {
    const bounded a = random_ball(draw, exponents), b = random_ball(draw, exponents);
    const bounded result = fast(a, b);
    const bool exact_arguments = a.error == 0 && b.error == 0;
    if (!holds(result, exact(member(draw, a), member(draw, b)), exact_arguments ? result.error : result.certain_bound()))
      wrong.add([&] {
        return fmt::format("{{{:a}, {:a}}} and {{{:a}, {:a}}} give {{{:a}, {:a}}}", a.value, a.error, b.value, b.error,
                           result.value, result.error);
      });
  }
}

TEST(bounded, arithmetic_stays_within_its_bounds) {
  const auto root = [](const bounded& a, const bounded&) { return sqrt(abs(a)); };
  for (const int exponents : {3, 30, 480}) {
    check_operation(
        "+", exponents, [](const auto& a, const auto& b) { return a + b; },
        [](const auto& a, const auto& b) { return a + b; });
    check_operation(
        "-", exponents, [](const auto& a, const auto& b) { return a - b; },
        [](const auto& a, const auto& b) { return a - b; });
    check_operation(
        "*", exponents, [](const auto& a, const auto& b) { return a * b; },
        [](const auto& a, const auto& b) { return a * b; });
    check_operation(
        "/", exponents, [](const auto& a, const auto& b) { return a / b; },
        [](const auto& a, const auto& b) { return a / b; });
    check_operation("sqrt", exponents, root, [](const auto& a, const auto&) { return sqrt(abs(a)); });
  }
}

TEST(bounded, products_and_quotients_of_exact_numbers_hold_up_to_the_ends_of_double) {
  const real::precision scope(4500);
  random_numbers draw("ends");
  mismatches wrong("* and / at the ends of double");
  for (std::size_t i = 0, n = scaled(20'000); i < n; ++i) {
    const bounded a{draw.pattern(format::f64)}, b{draw.pattern(format::f64)};
    if (!std::isfinite(a.value) || !std::isfinite(b.value) || b.value == 0) continue;
    if (!holds(a * b, real(a.value) * real(b.value), (a * b).error))
      wrong.add([&] { return fmt::format("{:a} * {:a}", a.value, b.value); });
    if (!holds(a / b, real(a.value) / real(b.value), (a / b).error))
      wrong.add([&] { return fmt::format("{:a} / {:a}", a.value, b.value); });
  }
}

// A quotient whose numerator is nearly 0 while the divisor is uncertain: the bound's own terms must not underflow away.
TEST(bounded, quotients_hold_where_their_error_terms_underflow) {
  const real::precision scope(4500);
  random_numbers draw("underflow");
  mismatches wrong("/ with a tiny numerator");
  for (int i = 0; i < 2000; ++i) {
    const bounded a{std::ldexp(draw.between(1, 2), -1022 - static_cast<int>(draw.below(50)))};
    bounded b{std::ldexp(draw.between(1, 2), -static_cast<int>(draw.below(600)))};
    b.error = std::ldexp(b.value, -static_cast<int>(draw.below(20)) - 20);
    const bounded quotient = a / b;
    if (!holds(quotient, real(a.value) / (real(b.value) - real(b.error)), quotient.certain_bound()))
      wrong.add([&] {
        return fmt::format("{:a} / {{{:a}, {:a}}} gives {{{:a}, {:a}}}", a.value, b.value, b.error, quotient.value,
                           quotient.error);
      });
  }
}

TEST(bounded, a_divisor_or_root_that_may_be_zero_is_unknown) {
  EXPECT_EQ((bounded{1.0} / bounded{0.0}).error, infinity);
  EXPECT_EQ((bounded{1.0} / bounded{1e-3, 1e-3}).error, infinity);
  EXPECT_EQ(sqrt(bounded{1e-3, 1e-3}).error, infinity);
  EXPECT_TRUE(std::isfinite((bounded{1.0} / bounded{1e-3, 1e-4}).error));
  EXPECT_EQ((bounded{0.0} * bounded{3.0, 1.0}).error, 0) << "an exact 0 stays exact";
}

TEST(bounded, a_comparison_is_undecided_where_the_ball_holds_both_signs) {
  const bounded yes{1.0}, no{2.0};
  EXPECT_EQ(if_positive(bounded{1.0, 0.5}, yes, no).value, 1);
  EXPECT_EQ(if_positive(bounded{-1.0, 0.5}, yes, no).value, 2);
  EXPECT_EQ(if_positive(bounded{0.0}, yes, no).value, 2);
  EXPECT_EQ(if_positive(bounded{1.0, 0.5}, yes, no).error, 0);
  EXPECT_EQ(if_positive(bounded{0.1, 0.1}, yes, no).error, infinity);
  EXPECT_EQ(if_positive(bounded{-0.1, 0.2}, yes, no).error, infinity);
  EXPECT_EQ(if_positive(bounded{not_a_number}, yes, no).error, infinity);
}

TEST(bounded, a_comparison_of_two_is_undecided_where_the_balls_overlap) {
  const bounded yes{1.0}, no{2.0};
  const auto of = [&](const bounded& a, const bounded& b) { return if_greater(a, b, yes, no); };
  EXPECT_EQ(of(bounded{2.0}, bounded{1.0}).value, 1);
  EXPECT_EQ(of(bounded{1.0}, bounded{1.0}).value, 2);
  EXPECT_EQ(of(bounded{1.0}, bounded{1.0}).error, 0);
  EXPECT_EQ(of(bounded{2.0, 0.5}, bounded{1.0, 0.25}).value, 1);
  EXPECT_EQ(of(bounded{1.0, 0.25}, bounded{2.0, 0.5}).value, 2);
  EXPECT_EQ(of(bounded{1.0, 0.25}, bounded{2.0, 0.5}).error, 0);
  EXPECT_EQ(of(bounded{2.0, 0.5}, bounded{1.0, 0.5}).error, infinity);
  EXPECT_EQ(of(bounded{1.0, 0.5}, bounded{1.0}).error, infinity);
  EXPECT_EQ(of(bounded{1e300, 1e290}, bounded{infinity}).value, 2);
  EXPECT_EQ(of(bounded{1e300, 1e290}, bounded{infinity}).error, 0);
  EXPECT_EQ(of(bounded{not_a_number}, bounded{1.0, 0.5}).error, infinity);
}

// Exact operations stay exact, so that ties of exact results are decided without the oracle.
TEST(bounded, operations_on_exact_numbers_are_exact_where_the_result_is_a_double) {
  EXPECT_EQ((bounded{1.5} * bounded{0x1.000002p-40}).error, 0);
  EXPECT_EQ((bounded{1.5} + bounded{0x1p-50}).error, 0);
  EXPECT_EQ((bounded{3.0} / bounded{-4.0}).error, 0);
  EXPECT_EQ(exp(bounded{-0.0}).error, 0);
  EXPECT_GT((bounded{0.1} * bounded{0.1}).error, 0);
  EXPECT_GT((bounded{1.5} + bounded{0x1p-53}).error, 0);
  EXPECT_GT((bounded{1.0} / bounded{3.0}).error, 0);
  EXPECT_GT((bounded{0x1p-600} * bounded{0x1.8p-474}).error, 0) << "underflow hides the residual";
  EXPECT_GT((bounded{0x1p-1074} / bounded{0x1p1}).error, 0);
}

TEST(bounded, pi_is_within_its_bound) {
  const real::precision scope(working_bits);
  EXPECT_TRUE(holds(arithmetic::pi<bounded>(), pi(), arithmetic::pi<bounded>().error));
}

struct library_function {
  const char* name;
  bounded (*fast)(const bounded&);
  real (*exact)(const real&);
  double low, high;  ///< where arguments are drawn from
  std::size_t count;
  double most_ulp = 5;  ///< the GNU manual lists at most 5 for the library's own, and 8 are assumed
};

constexpr std::array library{
    library_function{"exp", arithmetic::exp, exp, -760, 720, 300'000},
    library_function{"expm1", arithmetic::expm1, expm1, -60, 60, 200'000},
    library_function{"tanh", arithmetic::tanh, tanh, -25, 25, 200'000},
    library_function{"erfc", arithmetic::erfc, erfc, -7, 29, 40'000},
    library_function{"log1p", arithmetic::log1p, log1p, -0.99, 2, 200'000},
    library_function{"x_minus_tanh", arithmetic::x_minus_tanh, x_minus_tanh, -3, 3, 100'000, 44},
};

class bounded_library : public testing::TestWithParam<library_function> {};
INSTANTIATE_TEST_SUITE_P(, bounded_library, testing::ValuesIn(library),
                         [](const auto& i) { return std::string(i.param.name); });

/// Arguments: evenly in the range, small ones of all magnitudes, and now and then any pattern.
double argument(random_numbers& draw, const library_function& f) {
  switch (draw.below(8)) {
    case 0: return draw.lively(format::f32);
    case 1: return std::exp2(draw.between(-60, 0)) * (draw.below(2) == 0 ? 1 : -1);
    case 2: return draw.pattern(draw.below(2) == 0 ? format::f32 : format::f64);
    default: return draw.between(f.low, f.high);
  }
}

TEST_P(bounded_library, stays_within_its_bounds) {
  const auto& f = GetParam();
  const real::precision scope(working_bits);
  random_numbers draw(f.name);
  mismatches wrong(f.name);
  double worst = 0, worst_at = 0;
  for (std::size_t i = 0, n = scaled(f.count); i < n; ++i) {
    const double x = argument(draw, f);
    if (!std::isfinite(x)) continue;
    const bounded result = f.fast(bounded{x});
    const real exact = f.exact(real(x));
    if (!holds(result, exact, result.error))
      wrong.add([&] {
        return fmt::format("at {:a}: {{{:a}, {:a}}}, exact {:a}", x, result.value, result.error, exact.nearest_double());
      });
    const double near = exact.nearest_double();
    if (!std::isfinite(near) || std::fabs(near) < smallest_normal(format::f64)) continue;
    const double error =
        (abs(exact - real(result.value)) / real::power_of_two(1, spacing_exponent(format::f64, near))).nearest_double();
    if (error > worst) {
      worst = error;
      worst_at = x;
    }
  }
  RecordProperty("worst_error_in_ulp", fmt::format("{:.4f}", worst));
  fmt::print("{}: worst error {:.4f} ulp, at {:a}\n", f.name, worst, worst_at);
  EXPECT_LT(worst, f.most_ulp) << "at " << worst_at;
}

TEST_P(bounded_library, stays_within_its_bounds_for_uncertain_arguments) {
  const auto& f = GetParam();
  const real::precision scope(working_bits);
  random_numbers draw(std::string("uncertain ") + f.name);
  mismatches wrong(f.name);
  for (std::size_t i = 0, n = scaled(f.count / 2); i < n; ++i) {
    const double value = argument(draw, f);
    if (!std::isfinite(value)) continue;
    const bounded x{value, draw.below(4) == 0 ? bounded::widest_argument : std::exp2(draw.between(-60, -9.9))};
    const bounded result = f.fast(x);
    const real exact = f.exact(member(draw, x));
    if (!holds(result, exact, result.certain_bound()))
      wrong.add([&] {
        return fmt::format("at {{{:a}, {:a}}}: {{{:a}, {:a}}}, exact {:a}", x.value, x.error, result.value,
                           result.error, exact.nearest_double());
      });
  }
  EXPECT_EQ(f.fast(bounded{0.5, 0.25}).error, infinity) << "too uncertain an argument";
}

}  // namespace
}  // namespace actcheck::test
