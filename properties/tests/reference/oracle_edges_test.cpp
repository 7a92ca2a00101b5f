// Where an oracle could slip: exact midpoints, saturation thresholds, results that vanish, gradients of parameters.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "actcheck/oracle.hpp"
#include "actcheck/reference.hpp"
#include "independent.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

double forward_of(std::string_view activation_name, format f, double x) {
  const auto& a = get_activation(activation_name);
  return oracle(a, pass::forward, a.default_parameters()).evaluate(f, x).rounded;
}
double backward_of(std::string_view activation_name, format f, double x, double dy = 1) {
  const auto& a = get_activation(activation_name);
  return oracle(a, pass::backward, a.default_parameters()).evaluate(f, x, dy).rounded;
}

// f(x) = x/2 + c x^2 with c > 0: at an odd subnormal x the first term is halfway between two numbers and the second,
// hundreds of digits further down, says up.
TEST(oracle_edges, gelu_and_silu_of_an_odd_subnormal_lie_just_above_the_midpoint) {
  for (const auto* name_of : {"gelu", "silu"})
    for (const format f : all_formats) {
      const std::int64_t last = std::min<std::int64_t>(2001, (std::int64_t{1} << (shape(f).precision - 1)) - 1);
      for (std::int64_t k = 1; k <= last; k += k < 33 ? 2 : 98) {
        const double step = smallest(f), x = static_cast<double>(k) * step;
        ASSERT_EQ(forward_of(name_of, f, x), static_cast<double>((k + 1) / 2) * step) << name_of << ' ' << show(f, x);
        ASSERT_TRUE(same(forward_of(name_of, f, -x), -static_cast<double>(k / 2) * step))
            << name_of << ' ' << show(f, -x);
      }
    }
}

// f'(x) = 1/2 + 2c x near 0: times an odd subnormal dy again halfway, and the sign of x decides; at x = 0 nothing does.
TEST(oracle_edges, a_gradient_of_half_an_odd_subnormal_is_decided_by_the_next_term) {
  for (const auto* name_of : {"gelu", "silu"})
    for (const format f : all_formats)
      for (const double x : {smallest(f), 3 * smallest(f), smallest_normal(f)}) {
        const double step = smallest(f);
        EXPECT_EQ(backward_of(name_of, f, x, step), step) << name_of << ' ' << name(f) << ' ' << x;
        EXPECT_TRUE(same(backward_of(name_of, f, -x, step), 0.0)) << name_of << ' ' << name(f) << ' ' << x;
        EXPECT_TRUE(same(backward_of(name_of, f, -x, -step), -0.0)) << name_of << ' ' << name(f) << ' ' << x;
        EXPECT_EQ(backward_of(name_of, f, x, 3 * step), 2 * step) << name_of << ' ' << name(f) << ' ' << x;
        EXPECT_EQ(backward_of(name_of, f, -x, 3 * step), step) << name_of << ' ' << name(f) << ' ' << x;
        EXPECT_EQ(backward_of(name_of, f, 0, 3 * step), 2 * step) << "a true midpoint goes to even";
        EXPECT_TRUE(same(backward_of(name_of, f, 0, step), 0.0)) << "a true midpoint goes to even";
      }
}

// sigmoid' = 1/4 - x^2/16: from a true midpoint at 0, every other x is just below it, by a term in x^2.
TEST(oracle_edges, a_quarter_of_a_subnormal_gradient_needs_the_square_of_x) {
  for (const format f : all_formats)
    for (const double x : {smallest(f), -smallest(f), smallest_normal(f)}) {
      const double step = smallest(f);
      EXPECT_EQ(backward_of("sigmoid", f, x, 6 * step), step) << name(f) << ' ' << x;
      EXPECT_EQ(backward_of("sigmoid", f, 0, 6 * step), 2 * step) << name(f);
      EXPECT_EQ(backward_of("sigmoid", f, x, -6 * step), -step) << name(f) << ' ' << x;
    }
}

// x/(1+x) = 1 - 2^-(p+1), halfway between 1 and the number below it, at x = 2^(p+1) - 1, which has one bit too many for
// the format: its neighbours below and above are on both sides of the midpoint.
TEST(oracle_edges, softsign_reaches_one_right_after_the_midpoint) {
  for (const format f : all_formats) {
    const double first = power_of_two(shape(f).precision + 1), before = first * (1 - epsilon(f) / 2);
    EXPECT_EQ(round_to(f, before), before);
    EXPECT_EQ(forward_of("softsign", f, before), 1 - epsilon(f) / 2) << name(f);
    EXPECT_EQ(forward_of("softsign", f, first), 1) << name(f);
    EXPECT_EQ(forward_of("softsign", f, -before), -1 + epsilon(f) / 2) << name(f);
    EXPECT_EQ(forward_of("softsign", f, -first), -1) << name(f);
  }
}

// (1475 * 2^-17) / (1 + 79)^2 = 59 * 2^-25, halfway between 29 and 30 steps of 2^-24. An enclosure of 1/6400 is never a point,
// so only the exact fraction decides.
TEST(oracle_edges, a_fraction_times_a_gradient_can_lie_exactly_halfway) {
  EXPECT_EQ(backward_of("softsign", format::f16, -79, 1475 * 0x1p-17), 30 * 0x1p-24);
  EXPECT_EQ(backward_of("softsign", format::f16, 79, -1475 * 0x1p-17), -30 * 0x1p-24);
}

/// Past `from` (in the direction of `side`) the rounded result is `constant`, just inside it is not.
/// The decimal thresholds were solved from the formulas with multiple precision, apart from this project's code.
struct threshold {
  const char* activation_name;
  pass direction;
  format number_format;
  const char* from;
  int side;
  double constant;
};

constexpr auto fwd = pass::forward, bwd = pass::backward;
constexpr auto f32 = format::f32, f64 = format::f64;
constexpr std::array thresholds{
    threshold{"sigmoid", fwd, f32, "17.32867948419630990365", +1, 1},
    threshold{"sigmoid", fwd, f32, "-103.9720770839917964126", -1, 0.0},
    threshold{"sigmoid", bwd, f32, "103.9720770839917964126", +1, 0.0},
    threshold{"sigmoid", bwd, f32, "-103.9720770839917964126", -1, 0.0},
    threshold{"tanh", fwd, f32, "9.010913339828708369989", +1, 1},
    threshold{"tanh", fwd, f32, "-9.010913339828708369989", -1, -1},
    threshold{"tanh", bwd, f32, "52.67918572255584351571", +1, 0.0},
    threshold{"tanh", bwd, f32, "-52.67918572255584351571", -1, 0.0},
    threshold{"gelu", fwd, f32, "-14.35606798215869340726", -1, -0.0},
    threshold{"silu", fwd, f32, "-108.660303619325567125", -1, -0.0},
    threshold{"softsign", fwd, f32, "33554431", +1, 1},
    threshold{"softsign", fwd, f32, "-33554431", -1, -1},
    threshold{"sigmoid", fwd, f64, "37.42994775023704665302", +1, 1},
    threshold{"sigmoid", fwd, f64, "-745.1332191019412076235", -1, 0.0},
    threshold{"sigmoid", bwd, f64, "745.1332191019412076235", +1, 0.0},
    threshold{"tanh", fwd, f64, "19.0615474653984959951", +1, 1},
    threshold{"tanh", fwd, f64, "-19.0615474653984959951", -1, -1},
    threshold{"tanh", bwd, f64, "373.2597567315305491212", +1, 0.0},
    threshold{"gelu", fwd, f64, "-38.58014022378235894771", -1, -0.0},
    threshold{"silu", fwd, f64, "-751.7556304135237651924", -1, -0.0},
    threshold{"softsign", fwd, f64, "18014398509481983", +1, 1},
};

TEST(oracle_edges, results_saturate_exactly_where_they_should) {
  for (const auto& t : thresholds) {
    const format f = t.number_format;
    const real::precision scope(256);
    const real limit = real::of(t.from);
    double x = round_once(f, limit);
    const auto is_past = [&](double v) { return t.side > 0 ? !(real(v) < limit) : !(real(v) > limit); };
    const auto neighbour = [&](double v, int steps) { return value_of_ordinal(f, ordinal_of(f, v) + steps); };
    if (!is_past(x)) x = neighbour(x, t.side);
    const auto& a = get_activation(t.activation_name);
    const oracle truth(a, t.direction, a.default_parameters());
    SCOPED_TRACE(fmt::format("{} {} {} at {}", t.activation_name, name(t.direction), name(f), show(f, x)));
    EXPECT_TRUE(is_past(x));
    EXPECT_FALSE(is_past(neighbour(x, -t.side)));
    EXPECT_TRUE(same(truth.evaluate(f, x).rounded, t.constant)) << truth.evaluate(f, x).rounded;
    EXPECT_FALSE(same(truth.evaluate(f, neighbour(x, -t.side)).rounded, t.constant));
    for (const double further : {neighbour(x, t.side), 2 * x, round_to(f, x * 1e9), t.side * largest(f)})
      EXPECT_TRUE(same(truth.evaluate(f, further).rounded, t.constant)) << further;
  }
}

// In [4, 8) the spacing of f32 is 2^-21: gelu(x) = x from where what is missing, x Phi(-x), is at most half of it.
TEST(oracle_edges, gelu_becomes_the_identity_where_too_little_is_missing) {
  const real::precision scope(256);
  const auto missing = [](double x) { return real(x) * erfc(real(x) / sqrt(real(2.0))) / real(2.0); };
  std::int64_t identity = ordinal_of(f32, 8), changed = ordinal_of(f32, 4);
  while (identity - changed > 1) {
    const std::int64_t middle = (identity + changed) / 2;
    (missing(value_of_ordinal(f32, middle)) > real(0x1p-22) ? changed : identity) = middle;
  }
  for (std::int64_t steps = 0; steps < 200; ++steps) {
    const double x = value_of_ordinal(f32, identity + steps), smaller = value_of_ordinal(f32, changed - steps);
    ASSERT_EQ(forward_of("gelu", f32, x), x);
    ASSERT_EQ(forward_of("gelu", f32, smaller), smaller - 0x1p-21) << show(f32, smaller);
  }
}

// x - 1 for even x in [2^p, 2^(p+1)) lies halfway between two numbers, and x - tanh x above it by 2e^-2x, which for f32 needs
// 48 million bits to show.
TEST(oracle_edges, tanh_shrink_lies_just_above_the_midpoint) {
  for (const format f : all_formats) {
    const double first = power_of_two(shape(f).precision);
    if (2 * first > largest(f)) continue;
    const auto& a = get_activation("tanh_shrink");
    const reference fast(a, pass::forward, f, {});
    for (const double x : {first + 2, first + 4, first + 6, 2 * first - 2, 2 * first}) {
      if (round_to(f, x) != x) continue;
      EXPECT_EQ(forward_of("tanh_shrink", f, x), x) << name(f) << ' ' << x;
      EXPECT_EQ(forward_of("tanh_shrink", f, -x), -x) << name(f) << ' ' << x;
      EXPECT_EQ(fast.evaluate(x).rounded, x) << name(f) << ' ' << x;
      EXPECT_EQ(fast.evaluate(-x).rounded, -x) << name(f) << ' ' << x;
    }
  }
}

// A limit halfway between two numbers, from which e^-x far out differs by less than any precision shows: what is rounded is
// the side from which it is approached.
TEST(oracle_edges, a_limit_at_a_midpoint_is_approached_from_one_side) {
  for (const format f : all_formats) {
    if (f == format::f64) continue;  // a midpoint is no double
    const double p = shape(f).precision, below = 1, above = 1 + std::exp2(1 - p), midpoint = 1 + std::exp2(-p);
    const auto at = [&](std::string_view activation_name, std::vector<double> parameters, double x) {
      const auto& a = get_activation(activation_name);
      EXPECT_TRUE(same(reference(a, pass::forward, f, parameters).evaluate(x).rounded, oracle(a, pass::forward, parameters).evaluate(f, x).rounded));
      return oracle(a, pass::forward, parameters).evaluate(f, x).rounded;
    };
    for (const double far : {largest(f), round_to(f, std::min(60000.0, largest(f))), round_to(f, 200.0)}) {
      EXPECT_EQ(at("elu", {midpoint}, -far), -below) << name(f) << ' ' << far;
      EXPECT_EQ(at("elu", {-midpoint}, -far), below) << name(f) << ' ' << far;
      EXPECT_EQ(at("celu", {midpoint}, -far), -below) << name(f) << ' ' << far;
      EXPECT_EQ(at("selu", {midpoint, 1}, -far), -below) << name(f) << ' ' << far;
      EXPECT_EQ(at("scaled_tanh", {midpoint, 1}, far), below) << name(f) << ' ' << far;
      EXPECT_EQ(at("scaled_tanh", {-midpoint, 1}, far), -below) << name(f) << ' ' << far;
      EXPECT_EQ(at("scaled_tanh", {midpoint, -1}, far), -below) << name(f) << ' ' << far;
    }
    EXPECT_EQ(round_to(f, midpoint), below) << "an even number is below";
    EXPECT_EQ(at("elu", {above + std::exp2(-p)}, -largest(f)), -above) << name(f) << ": here the even number is above";
  }
}

// The smallest result keeps its sign when it rounds to 0, as far out as the format goes.
TEST(oracle_edges, vanishing_results_keep_their_sign) {
  for (const format f : all_formats)
    for (const double far : {largest(f), largest(f) / 2, round_to(f, std::min(largest(f), 60000.0))}) {
      for (const auto* name_of : {"gelu", "silu"}) {
        EXPECT_TRUE(same(forward_of(name_of, f, -far), -0.0)) << name_of << ' ' << name(f) << ' ' << far;
        EXPECT_TRUE(same(backward_of(name_of, f, -far), -0.0)) << name_of << ' ' << name(f) << ' ' << far;
        EXPECT_TRUE(same(backward_of(name_of, f, -far, -largest(f)), 0.0)) << name_of << ' ' << name(f) << ' ' << far;
        EXPECT_TRUE(same(backward_of(name_of, f, -far, infinity), round_to(f, -infinity)))
            << name_of << ' ' << name(f) << ' ' << far;
      }
      EXPECT_TRUE(same(forward_of("sigmoid", f, -far), 0.0)) << name(f) << ' ' << far;
      for (const auto* name_of : {"sigmoid", "tanh"})
        for (const double x : {far, -far}) {
          EXPECT_TRUE(same(backward_of(name_of, f, x), 0.0)) << name_of << ' ' << name(f) << ' ' << x;
          EXPECT_TRUE(same(backward_of(name_of, f, x, -1), -0.0)) << name_of << ' ' << name(f) << ' ' << x;
          EXPECT_TRUE(same(backward_of(name_of, f, x, -infinity), round_to(f, -infinity)))
              << name_of << ' ' << name(f) << ' ' << x;
        }
    }
}

// dy = 0 times a slope that is not 0 is a zero with the sign of the product, wherever the slope is taken.
TEST(oracle_edges, a_zero_gradient_has_the_sign_of_the_product) {
  for (const auto* a : catalogue(activation_kind::elementwise)) {
    const auto* formula = find_independent(a->name);
    if (formula == nullptr) continue;
    const auto parameters = a->default_parameters();
    const oracle truth(*a, pass::backward, parameters);
    for (const format f : all_formats)
      for (const double x :
           {-largest(f), -1000.0, -100.0, -40.0, -20.0, -3.0, -1.0, -smallest(f), smallest(f), 1.0, 40.0, largest(f)})
        for (const double dy : {0.0, -0.0}) {
          const double got = truth.evaluate(f, x, dy).rounded,
                       want = expected(*formula, pass::backward, f, x, dy, parameters);
          EXPECT_TRUE(same(got, want)) << a->name << ' ' << name(f) << " x = " << x << ", dy = " << dy << ": got "
                                       << got << ", want " << want;
        }
  }
}

// squared_relu' is infinite at infinity: there a zero gradient has no product, as 0 * inf in IEEE 754.
TEST(oracle_edges, an_infinite_slope_times_a_zero_gradient_is_nan) {
  for (const format f : all_formats) {
    if (!shape(f).has_infinity) continue;
    EXPECT_TRUE(std::isnan(backward_of("squared_relu", f, infinity, 0)));
    EXPECT_TRUE(std::isnan(backward_of("squared_relu", f, infinity, -0.0)));
    EXPECT_EQ(backward_of("squared_relu", f, infinity, -smallest(f)), -infinity);
  }
}

// Around a kink a coarse enclosure holds the slopes of both sides. Both times a tiny dy may round to 0, but what rounding took
// away is known only once the side is.
TEST(oracle_edges, what_rounding_takes_away_is_known_next_to_a_kink) {
  const oracle truth(get_activation("hard_sigmoid"), pass::backward, std::vector{1.0 / 6, 1.0});  // the kink is at 0
  for (const format f : all_formats) {
    EXPECT_NEAR(truth.evaluate(f, -smallest(f), smallest(f)).residual, 1.0 / 6, 1e-6) << name(f);
    EXPECT_EQ(truth.evaluate(f, smallest(f), smallest(f)).residual, 0) << name(f);
  }
}

// With b = 0 the formula in double is 0/0 where x*x underflows. The zero on the dead side is +0 all the same.
TEST(oracle_edges, a_zero_slope_has_a_sign_where_the_formula_in_double_is_nan) {
  const oracle truth(get_activation("squareplus"), pass::backward, std::vector{0.0});
  for (const format f : all_formats) {
    EXPECT_TRUE(same(truth.evaluate(f, -smallest(f), 1).rounded, 0.0)) << name(f);
    EXPECT_TRUE(same(truth.evaluate(f, -smallest(f), -1).rounded, -0.0)) << name(f);
    EXPECT_TRUE(same(truth.evaluate(f, -smallest(f), 0).rounded, 0.0)) << name(f);
  }
}

TEST(oracle_edges, dead_units_pass_no_gradient_and_no_infinity) {
  for (const format f : all_formats) {
    EXPECT_TRUE(same(backward_of("relu", f, -1, 5), 0.0));
    EXPECT_TRUE(same(backward_of("relu", f, -1, -5), -0.0));
    EXPECT_TRUE(same(backward_of("relu", f, 0, 5), 0.0));
    EXPECT_TRUE(same(backward_of("relu", f, -0.0, 5), 0.0));
    EXPECT_TRUE(std::isnan(backward_of("relu", f, -1, infinity)));
    EXPECT_TRUE(same(backward_of("relu", f, 1, -infinity), round_to(f, -infinity))) << "NaN where there is no infinity";
    EXPECT_EQ(backward_of("relu", f, smallest(f), smallest(f)), smallest(f));
    EXPECT_EQ(backward_of("tanh", f, 0, largest(f)), largest(f));
  }
  EXPECT_EQ(backward_of("gelu", format::f16, 1.4140625, 65504), infinity) << "f' > 1: the product overflows";
}

// softsign'(5) = 1/36 has no finite expansion, and 18 k times it is exactly k/2: for odd k and the smallest number as unit,
// halfway between two results.
TEST(oracle_edges, exact_ties_of_quotients_go_to_even) {
  for (const format f : all_formats)
    for (const double x : {5.0, -5.0})
      for (const int k : {1, 3, 5, 7, 9, 11}) {
        const double step = smallest(f), dy = 18 * k * step, even = (k % 4 == 1 ? k - 1 : k + 1) / 2 * step;
        EXPECT_TRUE(same(backward_of("softsign", f, x, dy), even)) << name(f) << ' ' << x << ' ' << k;
        EXPECT_TRUE(same(backward_of("softsign", f, x, -dy), -even)) << name(f) << ' ' << x << ' ' << k;
        const auto& a = get_activation("softsign");
        const auto result = oracle(a, pass::backward, a.default_parameters()).evaluate(f, x, dy);
        EXPECT_EQ(result.residual, k % 4 == 1 ? 0.5F : -0.5F) << name(f);
      }
}

TEST(oracle_edges, overflow_of_8_bit_results_is_by_policy) {
  const auto& a = get_activation("leaky_relu");
  const oracle forward(a, pass::forward, std::vector{100.0});
  const auto e4m3 = format::f8e4m3fn, e5m2 = format::f8e5m2;
  EXPECT_EQ(forward.evaluate(e4m3, -4).rounded, -384) << "400 is halfway between 384 and 416";
  EXPECT_TRUE(std::isnan(forward.evaluate(e4m3, -5).rounded));
  EXPECT_EQ(forward.evaluate(e4m3, -5).beyond, -1);
  EXPECT_EQ(forward.evaluate(e4m3, -5, 1, overflow::saturate).rounded, -448);
  EXPECT_EQ(forward.evaluate(e5m2, -1024).rounded, -infinity);
  EXPECT_EQ(forward.evaluate(e5m2, -1024, 1, overflow::saturate).rounded, -57344);
  EXPECT_EQ(forward.evaluate(e5m2, infinity, 1, overflow::saturate).rounded, 57344) << "an infinity saturates too";
  EXPECT_TRUE(std::isnan(forward.evaluate(e5m2, not_a_number, 1, overflow::saturate).rounded));
  EXPECT_THROW(forward.evaluate(format::f16, 1, 1, overflow::saturate), std::invalid_argument);
  // 464/448 as a slope: the midpoint past the largest number, which is even, keeps the result finite.
  EXPECT_EQ(oracle(a, pass::forward, std::vector{1.03125}).evaluate(e4m3, -448).rounded, -448) << "462";
  EXPECT_EQ(oracle(a, pass::forward, std::vector{58.0}).evaluate(e4m3, -8).rounded, -448) << "464";
  EXPECT_TRUE(std::isnan(oracle(a, pass::forward, std::vector{58.0 + 0x1p-46}).evaluate(e4m3, -8).rounded));
}

TEST(oracle_edges, odd_functions_keep_minus_zero) {
  for (const format f : all_formats) {
    for (const auto* name_of : {"tanh", "softsign", "gelu", "silu", "leaky_relu", "prelu"}) {
      EXPECT_TRUE(same(forward_of(name_of, f, -0.0), -0.0)) << name_of << ' ' << name(f);
      EXPECT_TRUE(same(forward_of(name_of, f, 0.0), 0.0)) << name_of << ' ' << name(f);
    }
    EXPECT_EQ(forward_of("sigmoid", f, -0.0), 0.5);
    EXPECT_TRUE(same(forward_of("relu", f, -0.0), 0.0)) << "as IEEE 754 maximum of -0 and +0";
    EXPECT_TRUE(same(forward_of("relu", f, -3), 0.0));
  }
}

// hard_swish'(x) = (2x+3)/6 is no binary fraction for most x, but times a dy with a factor 3 it may be halfway between two
// numbers, which no precision of an enclosure decides.
TEST(oracle_edges, a_third_times_a_multiple_of_three_may_be_an_exact_midpoint) {
  for (const format f : all_formats) {
    const double step = smallest(f);
    // f'(-1) = 1/6, f'(-1.75) = -1/12
    EXPECT_EQ(backward_of("hard_swish", f, -1, 9 * step), 2 * step) << name(f) << ": 1.5 steps, to even";
    EXPECT_EQ(backward_of("hard_swish", f, -1, 15 * step), 2 * step) << name(f) << ": 2.5 steps, to even";
    EXPECT_EQ(backward_of("hard_swish", f, -1, 21 * step), 4 * step) << name(f) << ": 3.5 steps, to even";
    EXPECT_TRUE(same(backward_of("hard_swish", f, -1.75, 6 * step), -0.0)) << name(f) << ": half a step, to even";
  }
  // squareplus'(-2) = (1 - 2/5)/2 with b = 21
  const oracle truth(get_activation("squareplus"), pass::backward, std::vector{21.0});
  for (const format f : all_formats) EXPECT_EQ(truth.evaluate(f, -2, 5 * smallest(f)).rounded, 2 * smallest(f)) << name(f);
}

// Parameters are compared as the doubles they are, not as the numbers of the format nearest to them.
TEST(oracle_edges, jumps_and_kinks_lie_where_the_parameters_say_not_where_the_format_rounds_them) {
  for (const format f : all_formats)
    for (const double point : {0.1, 0.3, 1.7, 3.0, -0.7}) {
      const oracle switched(get_activation("thresholded_relu"), pass::forward, std::vector{point});
      const oracle slope(get_activation("thresholded_relu"), pass::backward, std::vector{point});
      const std::int64_t middle = ordinal_of(f, round_to(f, point));
      for (std::int64_t o = middle - 2; o <= middle + 2; ++o) {
        const double x = value_of_ordinal(f, o);
        EXPECT_EQ(switched.evaluate(f, x).rounded, x > point ? x : 0) << name(f) << ' ' << point << ' ' << x;
        EXPECT_EQ(slope.evaluate(f, x).rounded, x > point ? 1 : 0) << name(f) << ' ' << point << ' ' << x;
      }
    }
  // The double nearest to 1/6 is below it: 3 is still on the ramp, and f there just below 1.
  for (const format f : all_formats) {
    EXPECT_EQ(backward_of("hard_sigmoid", f, 3), round_to(f, 1.0 / 6)) << name(f);
    EXPECT_EQ(backward_of("hard_sigmoid", f, value_of_ordinal(f, ordinal_of(f, 3) + 1)), 0) << name(f);
    EXPECT_EQ(forward_of("hard_sigmoid", f, 3), 1) << name(f);
  }
}

TEST(oracle_edges, zeros_of_piecewise_functions_have_the_documented_sign) {
  for (const format f : all_formats) {
    for (const auto* name_of : {"identity", "hard_tanh", "hard_swish", "hard_shrink", "soft_shrink", "shrink"}) {
      EXPECT_TRUE(same(forward_of(name_of, f, -0.0), -0.0)) << name_of << ' ' << name(f);
      EXPECT_TRUE(same(forward_of(name_of, f, 0.0), 0.0)) << name_of << ' ' << name(f);
    }
    for (const auto* name_of : {"hard_shrink", "soft_shrink", "shrink"}) {
      EXPECT_TRUE(same(forward_of(name_of, f, -0.25), -0.0)) << name_of << ' ' << name(f);
      EXPECT_TRUE(same(forward_of(name_of, f, 0.5), 0.0)) << name_of << ' ' << name(f);
      EXPECT_TRUE(same(forward_of(name_of, f, -0.5), -0.0)) << name_of << ' ' << name(f);
    }
    for (const auto* name_of : {"binary_step", "relu6", "clipped_relu", "threshold", "thresholded_relu", "hard_swish", "squared_relu"})
      EXPECT_TRUE(same(forward_of(name_of, f, -4), 0.0)) << name_of << ' ' << name(f);
    for (const auto* name_of : {"binary_step", "relu6", "clipped_relu", "threshold", "thresholded_relu", "squared_relu"})
      EXPECT_TRUE(same(forward_of(name_of, f, -0.0), 0.0)) << name_of << ' ' << name(f);
  }
}

TEST(oracle_edges, the_gradient_of_a_slope_is_the_exact_sum_over_negative_inputs) {
  const auto& prelu = get_activation("prelu");
  const oracle truth(prelu, pass::backward, std::vector{0.25});
  random_numbers draw("gradient");
  for (std::size_t round = 0, n = scaled(300); round < n; ++round) {
    const format f = all_formats[draw.below(all_formats.size())];
    std::vector<double> x, dy;
    for (std::uint64_t i = draw.below(40); i > 0; --i) {
      x.push_back(draw.any(f));
      if (std::isinf(x.back())) x.back() = -largest(f);
      dy.push_back(draw.lively(f));
      if (draw.below(4) == 0) {  // cancels exactly, so that what remains is far smaller than what was added
        x.push_back(x.back());
        dy.push_back(-dy.back());
      }
    }
    const real::precision scope(5000);  // every product of two doubles and their sums, exactly
    real sum;
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] < 0) sum = sum + real(x[i]) * real(dy[i]);
    const double got = truth.parameter_gradient(0, x, dy);
    ASSERT_EQ(got, round_once(f64, sum)) << "round " << round << ", " << x.size() << " inputs, seed " << seed();
  }
  EXPECT_EQ(truth.parameter_gradient(0, {}, {}), 0);
  EXPECT_EQ(truth.parameter_gradient(0, std::vector{-1e300, -1.0, -1e300}, std::vector{1.0, 1.0, -1.0}), -1);
  EXPECT_EQ(truth.parameter_gradient(0, std::vector{3.0, 0.0, -0.0}, std::vector{1.0, 1.0, 1.0}), 0);
  EXPECT_TRUE(std::isnan(truth.parameter_gradient(0, std::vector{not_a_number}, std::vector{1.0})));
  EXPECT_TRUE(std::isnan(truth.parameter_gradient(0, std::vector{-1.0}, std::vector{not_a_number})));
  EXPECT_THROW(truth.parameter_gradient(1, std::vector{-1.0}, std::vector{1.0}), std::out_of_range);
}

}  // namespace
}  // namespace actcheck::test
