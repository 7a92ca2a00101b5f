// The bounds of double-double arithmetic hold on every target this machine has: |exact - (high + low)| <= error for each
// operation and function, against MPFR, with arguments that are exact and arguments that are known to within an error.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <span>
#include <string_view>

#include "arithmetic/double_double_tables.hpp"
#include "kernels/lane_kernels.hpp"
#include "real.hpp"
#include "support.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "double_double_test.cpp"
#include "hwy/foreach_target.h"

#include "arithmetic/double_double-inl.hpp"
#include "hwy/highway.h"

#ifndef ACTCHECK_DOUBLE_DOUBLE_TEST_ONCE
#define ACTCHECK_DOUBLE_DOUBLE_TEST_ONCE
namespace actcheck::test {

enum class operation { add, subtract, multiply, divide, root, magnitude, choose, exp, expm1, tanh, x_minus_tanh, log1p, erfc, pi, choose_greater };

/// Numbers of one block, the same on every target.
struct numbers {
  static constexpr std::size_t count = 8;
  alignas(64) double high[count], low[count], error[count];
};

}  // namespace actcheck::test
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {
namespace dd = actcheck::arithmetic;
namespace hn = hwy::HWY_NAMESPACE;
using test::numbers;
using test::operation;

dd::double_double compute(operation what, const dd::double_double& a, const dd::double_double& b) {
  switch (what) {
    case operation::add: return a + b;
    case operation::subtract: return a - b;
    case operation::multiply: return a * b;
    case operation::divide: return a / b;
    case operation::root: return sqrt(abs(a));
    case operation::magnitude: return abs(a);
    case operation::choose: return if_positive(a, a, b);
    case operation::exp: return exp(a);
    case operation::expm1: return expm1(a);
    case operation::tanh: return tanh(a);
    case operation::x_minus_tanh: return x_minus_tanh(a);
    case operation::log1p: return log1p(a);
    case operation::erfc: return erfc(a);
    case operation::pi: return dd::pi_double_double();
    case operation::choose_greater: return if_greater(a, b, a, b);
  }
  return a;
}

/// With the bound for a rounding test.
void run(operation what, const numbers& a, const numbers& b, numbers& result) {
  const auto tag = dd::in_doubles;
  for (std::size_t i = 0; i < numbers::count; i += hn::Lanes(tag)) {
    const auto at = [&](const numbers& v) {
      return dd::double_double(hn::Load(tag, v.high + i), hn::Load(tag, v.low + i), hn::Load(tag, v.error + i));
    };
    const auto computed = compute(what, at(a), at(b));
    hn::Store(computed.high, tag, result.high + i);
    hn::Store(computed.low, tag, result.low + i);
    hn::Store(dd::certain_error(computed), tag, result.error + i);
  }
}

}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace actcheck {
HWY_EXPORT(run);
namespace test {
namespace {

/// One number of a block.
struct ball {
  double high = 0, low = 0, error = 0;
};

numbers block_of(const std::array<ball, numbers::count>& balls) {
  numbers block;
  for (std::size_t i = 0; i < numbers::count; ++i) {
    block.high[i] = balls[i].high;
    block.low[i] = balls[i].low;
    block.error[i] = balls[i].error;
  }
  return block;
}

double either_sign(random_numbers& draw, double v) { return draw.below(2) == 0 ? v : -v; }

/// A sum of two doubles: often a double alone, and often with few bits, which makes exact cases frequent.
ball random_pair(random_numbers& draw, double high) {
  if (!std::isfinite(high) || draw.below(3) == 0) return {high};
  const double low = std::ldexp(high, -53 - static_cast<int>(draw.below(60))) * either_sign(draw, draw.between(0.5, 1));
  return {high + low, low - ((high + low) - high)};
}

/// Exact in a third of the cases, else with a relative error of 2^-30 to 2^-110.
ball random_ball(random_numbers& draw, double high) {
  ball b = random_pair(draw, high);
  if (draw.below(3) != 0) b.error = std::fabs(b.high) * std::exp2(draw.between(-110, -31));
  return b;
}

double random_value(random_numbers& draw, int exponents) {
  const double fraction = draw.below(2) == 0 ? draw.between(1, 2) : 1 + static_cast<double>(draw.below(8)) / 8;
  const int exponent = static_cast<int>(draw.below(static_cast<std::uint64_t>(2 * exponents + 1))) - exponents;
  return std::ldexp(either_sign(draw, fraction), exponent);
}

/// A number in the ball: its ends in a half of the cases.
real member(random_numbers& draw, const ball& b) {
  const real middle = real(b.high) + real(b.low);
  if (b.error == 0) return middle;
  const double at = draw.below(2) == 0 ? either_sign(draw, 1) : draw.between(-1, 1);
  return middle + real(at) * real(b.error);
}

/// Does the result's claim hold, up to what is uncertain about `exact`? An infinite or NaN bound claims nothing.
bool holds(const ball& result, const real& exact) {
  if (!std::isfinite(result.error)) return true;
  if (!std::isfinite(result.high) || !std::isfinite(result.low)) return std::isnan(result.high) && result.error == 0;
  if (std::fabs(result.low) > 0.5 * power_of_two(spacing_exponent(format::f64, result.high))) return false;
  const real off = abs(exact - (real(result.high) + real(result.low)));
  return !(off > real(result.error) + abs(exact) * real::power_of_two(1, 4 - real::precision::bits()));
}

std::string text(const ball& b) { return fmt::format("{{{:a}, {:a}, {:a}}}", b.high, b.low, b.error); }

class double_double : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { kernels::choose_target(GetParam()); }
  void TearDown() override { kernels::choose_target(""); }

  static numbers evaluate(operation what, const numbers& a, const numbers& b) {
    numbers result;
    HWY_DYNAMIC_DISPATCH(run)(what, a, b, result);
    return result;
  }

  /// Draws arguments, evaluates, and compares with the exact value of any numbers in the arguments' balls.
  template <class Draw, class Exact>
  void check(const char* name, operation what, std::size_t count, int bits, Draw draw_value, Exact exact) {
    const real::precision scope(bits);
    random_numbers draw(std::string(name) + GetParam());
    mismatches wrong(fmt::format("{} on {}", name, GetParam()));
    std::size_t known = 0;
    const std::size_t blocks = scaled(count) / numbers::count + 1;
    for (std::size_t n = 0; n < blocks; ++n) {
      std::array<ball, numbers::count> a, b;
      const bool exact_arguments = draw.below(2) == 0;
      for (std::size_t i = 0; i < numbers::count; ++i) {
        a[i] = exact_arguments ? random_pair(draw, draw_value(draw)) : random_ball(draw, draw_value(draw));
        b[i] = exact_arguments ? random_pair(draw, draw_value(draw)) : random_ball(draw, draw_value(draw));
      }
      const numbers results = evaluate(what, block_of(a), block_of(b));
      for (std::size_t i = 0; i < numbers::count; ++i) {
        const ball result{results.high[i], results.low[i], results.error[i]};
        known += std::isfinite(result.error) ? 1 : 0;
        if (!holds(result, exact(member(draw, a[i]), member(draw, b[i]))))
          wrong.add([&] { return fmt::format("{} and {} give {}", text(a[i]), text(b[i]), text(result)); });
      }
    }
    EXPECT_GT(known, blocks * numbers::count / 16) << name << " knows next to nothing";
  }
};
INSTANTIATE_TEST_SUITE_P(, double_double, testing::ValuesIn(kernels::available_targets()), [](const auto& i) {
  std::string name = i.param;
  std::erase(name, '-');
  return name;
});

TEST_P(double_double, arithmetic_stays_within_its_bounds) {
  for (const int exponents : {3, 30, 450}) {
    const auto value = [&](random_numbers& draw) { return random_value(draw, exponents); };
    const std::size_t count = exponents > 100 ? 8'000 : 40'000;
    const int bits = 400 + 3 * exponents;
    check("+", operation::add, count, bits, value, [](const real& a, const real& b) { return a + b; });
    check("-", operation::subtract, count, bits, value, [](const real& a, const real& b) { return a - b; });
    check("*", operation::multiply, count, bits, value, [](const real& a, const real& b) { return a * b; });
    check("/", operation::divide, count, bits, value, [](const real& a, const real& b) { return a / b; });
    check("sqrt", operation::root, count, bits, value, [](const real& a, const real&) { return sqrt(abs(a)); });
    check("abs", operation::magnitude, count, bits, value, [](const real& a, const real&) { return abs(a); });
    check("if greater", operation::choose_greater, count, bits, value, [](const real& a, const real& b) { return a > b ? a : b; });
    check("if positive", operation::choose, count, bits, value,
          [](const real& a, const real& b) { return a.sign() > 0 ? a : b; });
  }
}

TEST_P(double_double, arithmetic_stays_within_its_bounds_to_the_ends_of_double) {
  const auto value = [](random_numbers& draw) {
    if (draw.below(8) == 0) return 0.0;
    const double near_end = draw.below(2) == 0 ? draw.between(-1074, -900) : draw.between(900, 1024);
    return draw.below(2) == 0 ? draw.pattern(format::f64) : either_sign(draw, std::exp2(near_end));
  };
  check("+ at the ends", operation::add, 8'000, 4600, value, [](const real& a, const real& b) { return a + b; });
  check("* at the ends", operation::multiply, 8'000, 4600, value, [](const real& a, const real& b) { return a * b; });
  check("/ at the ends", operation::divide, 8'000, 4600, value, [](const real& a, const real& b) { return a / b; });
  check("sqrt at the ends", operation::root, 8'000, 4600, value, [](const real& a, const real&) { return sqrt(abs(a)); });
}

struct function_case {
  const char* name;
  operation what;
  real (*exact)(const real&);
  double low, high;   ///< where arguments are drawn from
  std::size_t count;
  double relative;    ///< the bound for exact arguments where the result is a normal number
};
constexpr std::array functions{
    function_case{"exp", operation::exp, exp, -720, 720, 20'000, 0x1p-73},
    function_case{"expm1", operation::expm1, expm1, -60, 60, 20'000, 0x1p-73},
    function_case{"tanh", operation::tanh, tanh, -25, 25, 20'000, 0x1p-71},
    function_case{"x_minus_tanh", operation::x_minus_tanh, x_minus_tanh, -25, 25, 20'000, 0x1p-64},
    function_case{"log1p", operation::log1p, log1p, 0, 60, 20'000, 0x1p-68},
    function_case{"erfc", operation::erfc, erfc, -7, 27, 5'000, 0x1p-70},
};

/// Evenly in the range, small ones of all magnitudes, next to the multiples of the tables' steps, and any pattern.
double argument(random_numbers& draw, const function_case& f) {
  switch (draw.below(8)) {
    case 0: return draw.lively(format::f64);
    case 1: return either_sign(draw, std::exp2(draw.between(-100, 0)));
    case 2: return draw.pattern(draw.below(2) == 0 ? format::f32 : format::f64);
    case 3: return std::nextafter(std::round(draw.between(f.low, f.high) * 128) / 128, draw.between(f.low, f.high));
    case 4: return std::round(draw.between(f.low, f.high) * 92.3) * 0.0108304246962491454596;
    default: return draw.between(f.low, f.high);
  }
}

TEST_P(double_double, functions_stay_within_their_bounds) {
  for (const auto& f : functions)
    check(f.name, f.what, f.count, 320, [&](random_numbers& draw) { return argument(draw, f); },
          [&](const real& a, const real&) { return f.exact(a); });
}

/// The bounds are as small as the reference needs them.
TEST_P(double_double, functions_know_seventy_bits) {
  for (const auto& f : functions) {
    random_numbers draw(f.name);
    const double lowest = f.low == 0 ? 0.0 : std::max(f.low, -700.0), highest = std::min(f.high, 700.0);
    double worst = 0, at = 0;
    for (std::size_t n = 0; n < scaled(4'000); ++n) {
      numbers a = block_of({});
      for (double& v : a.high) v = std::clamp(argument(draw, f), lowest, highest);
      const numbers result = evaluate(f.what, a, a);
      for (std::size_t i = 0; i < numbers::count; ++i) {
        const double size = std::fabs(result.high[i]);
        if (size < 0x1p-900) continue;
        if (!(result.error[i] / size <= worst)) {
          worst = result.error[i] / size;
          at = a.high[i];
        }
      }
    }
    fmt::print("{} on {}: error up to 2^{:.1f}, at {:a}\n", f.name, GetParam(), std::log2(worst), at);
    EXPECT_LT(worst, f.relative) << f.name << " at " << at;
  }
}

TEST_P(double_double, pi_is_within_its_bound) {
  const real::precision scope(300);
  const numbers result = evaluate(operation::pi, block_of({}), block_of({}));
  EXPECT_TRUE(holds({result.high[0], result.low[0], result.error[0]}, pi()));
}

TEST_P(double_double, exact_results_say_so) {
  const auto exactly = [&](operation what, double a, double b) {
    numbers x = block_of({}), y = x;
    x.high[0] = a;
    y.high[0] = b;
    const numbers r = evaluate(what, x, y);
    EXPECT_EQ(r.error[0], 0) << a << " " << b;
    return r.high[0];
  };
  EXPECT_EQ(exactly(operation::add, 1, 0x1p-70), 1);
  EXPECT_EQ(exactly(operation::subtract, 0x1.0000000000001p0, 1), 0x1p-52);
  EXPECT_EQ(exactly(operation::multiply, 0.1, 0.1), 0.1 * 0.1);
  EXPECT_EQ(exactly(operation::multiply, 0, 0x1p-1074), 0);
  EXPECT_EQ(exactly(operation::divide, 3, 4), 0.75);
  EXPECT_EQ(exactly(operation::root, 2.25, 0), 1.5);
  EXPECT_EQ(exactly(operation::expm1, 0, 0), 0);
  EXPECT_EQ(exactly(operation::tanh, 0, 0), 0);
  EXPECT_EQ(exactly(operation::log1p, 0, 0), 0);
  EXPECT_EQ(exactly(operation::x_minus_tanh, 0, 0), 0);
  EXPECT_EQ(exactly(operation::choose_greater, 1, 2), 2);
  EXPECT_EQ(exactly(operation::choose_greater, 1e308, -infinity), 1e308);
  EXPECT_EQ(exactly(operation::choose_greater, -1e308, infinity), infinity);
}

TEST_P(double_double, what_cannot_be_known_is_unknown) {
  const auto bound = [&](operation what, ball a, ball b) {
    std::array<ball, numbers::count> x{}, y{};
    x[0] = a;
    y[0] = b;
    return evaluate(what, block_of(x), block_of(y)).error[0];
  };
  EXPECT_FALSE(std::isfinite(bound(operation::divide, {1}, {0})));
  EXPECT_FALSE(std::isfinite(bound(operation::divide, {1}, {1e-3, 0, 1e-3})));
  EXPECT_FALSE(std::isfinite(bound(operation::root, {1e-3, 0, 1e-3}, {})));
  EXPECT_FALSE(std::isfinite(bound(operation::choose, {0.1, 0, 0.1}, {})));
  EXPECT_FALSE(std::isfinite(bound(operation::choose, {-0.1, 0, 0.2}, {})));
  EXPECT_FALSE(std::isfinite(bound(operation::choose_greater, {1.1, 0, 0.1}, {1})));
  EXPECT_FALSE(std::isfinite(bound(operation::log1p, {-0.5}, {})));
  for (const auto& f : functions) {
    EXPECT_FALSE(std::isfinite(bound(f.what, {0.5, 0, 0.25}, {}))) << f.name << " of too uncertain an argument";
    EXPECT_FALSE(std::isfinite(bound(f.what, {0.5, 0, not_a_number}, {}))) << f.name;
    EXPECT_FALSE(std::isfinite(bound(f.what, {not_a_number}, {}))) << f.name;
    EXPECT_FALSE(std::isfinite(bound(f.what, {not_a_number, not_a_number, not_a_number}, {}))) << f.name;
  }
}

}  // namespace
}  // namespace test
}  // namespace actcheck
#endif
