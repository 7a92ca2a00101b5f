// The error bounds that functions on SIMD lanes state hold, on each target of this machine: against MPFR, with arguments that
// are exact and arguments that are known to within an error.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/lane_kernels.hpp"
#include "lanes_under_test.hpp"
#include "real.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

constexpr int working_bits = 256;
constexpr std::size_t block = 64;

struct tested_function {
  const char* name;
  lane_operation operation;
  real (*exact)(const real&);
  double low, high;        ///< where the function is claimed
  std::size_t count;
  std::vector<double> edges;
};

real exp_of_negative(const real& x) { return exp(-x); }
real logistic(const real& x) { return real(1) / (real(1) + exp(-x)); }
real normal_distribution(const real& x) { return erfc(-x / sqrt(real(2))) / real(2); }
real gelu(const real& x) { return x * normal_distribution(x); }
real normal_density(const real& x) { return exp(-(x * x / real(2))) / sqrt(real(2) * pi()); }

const std::vector<tested_function>& tested_functions() {
  constexpr double half_log_2 = 0.34657359027997264, step = half_log_2 / 16;
  static const std::vector<tested_function> all{
      {"exp", lane_operation::exp, exp, -700, 700, 20'000, {half_log_2, -half_log_2, 3 * half_log_2, step, -step, 700, -700}},
      {"exp for a square", lane_operation::exp_for_square, exp, -300, 300, 20'000, {half_log_2, step, 300, -300}},
      {"exp of the negative", lane_operation::exp_of_negative, exp_of_negative, -700, 700, 20'000, {half_log_2, step, -step, 700, -700}},
      {"expm1", lane_operation::expm1, expm1, -700, 700, 20'000,
       {half_log_2, -half_log_2, 3 * half_log_2, step, -step, 3 * step, -3 * step, -40, 700, -700}},
      {"tanh", lane_operation::tanh, tanh, -300, 300, 20'000, {half_log_2 / 2, -half_log_2 / 2, step / 2, -step / 2, 22, -22}},
      {"logistic", lane_operation::logistic, logistic, -700, 700, 20'000, {half_log_2, -half_log_2, step, -step, 700, -700}},
      {"normal distribution", lane_operation::normal_distribution, normal_distribution, -20.5, 37, 15'000, {4, 20.5, -20.5, -6, 37}},
      {"gelu", lane_operation::gelu, gelu, -20.5, 0x1p100, 15'000, {4, 20.5, -20.5, -6, 37}},
      {"normal density", lane_operation::normal_density, normal_density, -37, 37, 20'000, {4, 37, -37}},
      {"log1p", lane_operation::log1p, log1p, 0, 0x1p900, 20'000,
       {0.41421356237309503, 0.41421356237309515, 1, 1.8284271247461898, 3, 0x1p53, 0x1p54}},
      {"log1p of a fraction", lane_operation::log1p_of_fraction, log1p, 0, 1, 20'000, {1.0 / 30, 0.1, 0.5, 29.0 / 30, 1}},
      {"x_minus_tanh", lane_operation::x_minus_tanh, x_minus_tanh, -0x1p120, 0x1p120, 15'000, {1, -1, 0x1.0000000000001p+0, 0.5, 20}},
  };
  return all;
}

class lanes_on : public testing::TestWithParam<std::string> {
 protected:
  lanes_on() { kernels::choose_target(GetParam()); }
  ~lanes_on() override { kernels::choose_target(""); }
};
INSTANTIATE_TEST_SUITE_P(, lanes_on, testing::ValuesIn(kernels::available_targets()), [](const auto& target) {
  std::string name = target.param;
  std::erase(name, '-');
  return name;
});

/// Where activations live, all magnitudes, the neighbours of edges, and the whole domain.
double argument(random_numbers& draw, const tested_function& f) {
  const double sign = f.low < 0 && draw.below(2) == 0 ? -1 : 1;
  double x = 0;
  switch (draw.below(5)) {
    case 0: x = sign * std::exp2(draw.between(-149, 0)); break;
    case 1: x = sign * draw.between(0, 4); break;
    case 2: {
      const double edge = f.edges[draw.below(f.edges.size())];
      x = edge * (1 + (static_cast<double>(draw.below(9)) - 4) * 0x1p-52);
      break;
    }
    case 3: x = draw.below(8) == 0 ? sign * 0.0 : sign * std::exp2(draw.between(-10, std::log2(std::max(-f.low, f.high)))); break;
    default: x = draw.between(std::max(f.low, -40.0), std::min(f.high, 40.0));
  }
  return std::clamp(x, f.low, f.high);
}

bool holds(double value, double bound, const real& exact) {
  if (std::isnan(value) || !std::isfinite(bound)) return true;  // claims nothing
  return !(abs(exact - real(value)) > real(bound));
}

TEST_P(lanes_on, functions_stay_within_their_bounds) {
  const real::precision scope(working_bits);
  for (const auto& f : tested_functions()) {
    random_numbers draw(fmt::format("lanes {}", f.name));
    mismatches wrong(fmt::format("{} on {}", f.name, GetParam()));
    double worst = 0, worst_at = 0;
    std::size_t unknown = 0;
    for (std::size_t done = 0, n = scaled(f.count); done < n; done += block) {
      double x[block], value[block], bound[block];
      for (double& v : x) v = argument(draw, f);
      run_lanes(f.operation, {x}, {x}, block, value, bound);
      for (std::size_t i = 0; i < block; ++i) {
        const real exact = f.exact(real(x[i]));
        unknown += std::isnan(value[i]) || !std::isfinite(bound[i]) ? 1 : 0;
        if (!holds(value[i], bound[i], exact))
          wrong.add([&] { return fmt::format("at {:a}: {:a} within {:a}, exact {:a}", x[i], value[i], bound[i], exact.nearest_double()); });
        const double share = bound[i] == 0 ? 0 : (abs(exact - real(value[i])) / real(bound[i])).nearest_double();
        if (share > worst) worst = share, worst_at = x[i];
      }
    }
    EXPECT_EQ(unknown, 0) << f.name;
    fmt::print("{} on {}: at most {:.2f} of the stated bound, at {:a}\n", f.name, GetParam(), worst, worst_at);
  }
}

/// A number within `units` of 2^-53 of `size` around the value; one of the ends in a half of the cases.
real member(random_numbers& draw, double value, double size, double units) {
  const double at = draw.below(2) == 0 ? (draw.below(2) == 0 ? -1.0 : 1.0) : draw.between(-1, 1);
  return real(value) + real(at) * real(units * 0x1p-53) * real(size);
}

// The argument is wrong by up to its bound: relative to itself, or to a larger magnitude.
TEST_P(lanes_on, functions_stay_within_their_bounds_for_uncertain_arguments) {
  const real::precision scope(working_bits);
  for (const auto& f : tested_functions()) {
    random_numbers draw(fmt::format("uncertain lanes {}", f.name));
    mismatches wrong(fmt::format("{} of uncertain arguments on {}", f.name, GetParam()));
    for (std::size_t done = 0, n = scaled(f.count); done < n; done += block) {
      double x[block], magnitude[block], value[block], bound[block];
      const int sign = f.low == 0 || draw.below(3) == 0 ? (f.low < 0 && draw.below(2) == 0 ? -1 : 1) : 0;
      for (std::size_t i = 0; i < block; ++i) {
        // Away from the ends, so that the true argument is in the domain too.
        x[i] = argument(draw, f) * (1 - 0x1p-10);
        if (sign != 0) x[i] = std::clamp(std::copysign(x[i], sign), f.low * (1 - 0x1p-10), f.high * (1 - 0x1p-10));
        magnitude[i] = std::fabs(x[i]) * (draw.below(2) == 0 ? 1 : std::exp2(draw.between(0, 12)));
      }
      const bool cancels = f.low < 0 && draw.below(2) == 0;
      const double units = std::exp2(draw.between(0, 20));
      const lane_operand a{x, cancels ? magnitude : nullptr, units, sign};
      run_lanes(f.operation, a, a, block, value, bound);
      for (std::size_t i = 0; i < block; ++i) {
        const real exact = f.exact(member(draw, x[i], cancels ? magnitude[i] : std::fabs(x[i]), units));
        if (!holds(value[i], bound[i], exact))
          wrong.add([&] {
            return fmt::format("at {:a} known to {} units of {:a}: {:a} within {:a}, exact {:a}", x[i], units,
                               cancels ? magnitude[i] : std::fabs(x[i]), value[i], bound[i], exact.nearest_double());
          });
      }
    }
  }
}

TEST_P(lanes_on, a_logarithm_below_one_is_unknown) {
  const double x[32] = {-0.5, -0.25, -1, -2, -0x1p-60, 1, 0, -0x1p-1000};
  double value[32], bound[32];
  run_lanes(lane_operation::log1p, {x}, {x}, 32, value, bound);
  for (const int i : {0, 1, 2, 3, 4, 7}) EXPECT_TRUE(std::isnan(value[i])) << x[i];
  for (const int i : {5, 6}) EXPECT_FALSE(std::isnan(value[i])) << x[i];
}

TEST_P(lanes_on, comparisons_are_unknown_where_they_could_go_either_way) {
  const double a[32] = {1, 1, 1 + 0x1p-52, 1 - 0x1p-53, 2, -3, 0x1p100, 5};
  const double b[32] = {1, 2, 1, 1, 1, -3, infinity, -infinity};
  double value[32], bound[32];
  run_lanes(lane_operation::if_greater, {a}, {b}, 32, value, bound);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(value[i], a[i] > b[i] ? a[i] : b[i]) << a[i] << " > " << b[i];
  run_lanes(lane_operation::if_greater, {a, nullptr, 8}, {b}, 32, value, bound);
  for (const int i : {0, 2, 3, 5}) EXPECT_TRUE(std::isnan(value[i])) << a[i] << " > " << b[i];
  for (const int i : {1, 4, 6, 7}) EXPECT_EQ(value[i], a[i] > b[i] ? a[i] : b[i]) << a[i] << " > " << b[i];
}

TEST_P(lanes_on, arithmetic_stays_within_its_bounds) {
  const real::precision scope(working_bits);
  constexpr lane_operation operations[] = {lane_operation::add, lane_operation::multiply, lane_operation::divide};
  for (const auto operation : operations) {
    random_numbers draw(fmt::format("lanes {}", static_cast<int>(operation)));
    mismatches wrong(fmt::format("operation {} on {}", static_cast<int>(operation), GetParam()));
    for (std::size_t done = 0, n = scaled(20'000); done < n; done += block) {
      double x[2][block], magnitude[2][block], value[block], bound[block];
      lane_operand operands[2];
      for (int k = 0; k < 2; ++k) {
        const int sign = static_cast<int>(draw.below(3)) - 1;
        for (std::size_t i = 0; i < block; ++i) {
          x[k][i] = std::exp2(draw.between(-20, 20)) * (draw.below(2) == 0 ? 1 : -1);
          if (sign != 0) x[k][i] = std::copysign(x[k][i], sign);
          magnitude[k][i] = std::fabs(x[k][i]) * std::exp2(draw.between(0, 8));
        }
        operands[k] = {x[k], draw.below(2) == 0 ? nullptr : magnitude[k], draw.below(3) == 0 ? 0 : std::exp2(draw.between(0, 20)), sign};
      }
      run_lanes(operation, operands[0], operands[1], block, value, bound);
      for (std::size_t i = 0; i < block; ++i) {
        const auto of = [&](int k) {
          return member(draw, x[k][i], operands[k].magnitudes == nullptr ? std::fabs(x[k][i]) : magnitude[k][i], operands[k].units);
        };
        const real a = of(0), b = of(1);
        const real exact = operation == lane_operation::add ? a + b : operation == lane_operation::multiply ? a * b : a / b;
        if (!holds(value[i], bound[i], exact))
          wrong.add([&] { return fmt::format("{:a} and {:a}: {:a} within {:a}, exact {:a}", x[0][i], x[1][i], value[i], bound[i], exact.nearest_double()); });
      }
    }
  }
}

}  // namespace
}  // namespace actcheck::test
