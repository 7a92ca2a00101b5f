// What double_double_functions-inl.hpp takes from its tables is proven here, from the numbers alone and by interval arithmetic.
#include "arithmetic/double_double_tables.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "arithmetic/interval.hpp"

namespace actcheck::test {
namespace {

namespace tables = arithmetic::double_double_tables;
using arithmetic::interval;
constexpr int bits = 220;

double size(const interval& v) { return std::max(std::fabs(v.lower_double()), std::fabs(v.upper_double())); }
interval ln2() {
  interval result;
  mpfi_const_log2(result.raw());
  return result;
}

int significant_bits(double v) {
  int count = 0;
  for (double rest = std::frexp(std::fabs(v), &count); rest != 0; ++count) rest = 2 * rest - std::floor(2 * rest);
  int exponent = 0;
  (void)std::frexp(std::fabs(v), &exponent);
  return count - exponent;
}

TEST(double_double_tables, logarithms_of_2_are_near_and_short_enough) {
  const interval::working_precision scope(bits);
  EXPECT_LT(size(ln2() / interval(64.0) - interval(tables::exp_step_high) - interval(tables::exp_step_low)), 0x1p-97);
  EXPECT_LT(size(interval(64.0) / ln2() - interval(tables::exp_steps)), 0x1p-46);
  EXPECT_LT(size(ln2() - interval(tables::ln2_high) - interval(tables::ln2_low)), 0x1p-96);
  EXPECT_LE(significant_bits(tables::exp_step_high), 36);
  EXPECT_LE(significant_bits(tables::ln2_high), 42);
  EXPECT_EQ(significant_bits(0.75), 2);
  EXPECT_EQ(significant_bits(0x1.0000000000001p-7), 53);
}

TEST(double_double_tables, powers_are_within_their_bound) {
  const interval::working_precision scope(bits);
  for (int i = 0; i < 64; ++i) {
    const auto& [high, low] = tables::exp_powers[i];
    const interval exact = exp(ln2() * interval(i) / interval(64.0));
    EXPECT_LT(size(exact - interval(high) - interval(low)), i == 0 ? 0x1p-200 : high * 0x1p-106) << i;
    EXPECT_EQ(high + low, high);
    EXPECT_EQ(low == 0, i == 0) << "a low part of 0 stands for an exact power";
  }
}

TEST(double_double_tables, logarithms_are_within_their_bound_and_reduce_their_cell) {
  const interval::working_precision scope(bits);
  for (int i = 0; i < 128; ++i) {
    const auto& [c, high, low] = tables::log_points[i];
    interval exact;
    mpfi_log(exact.raw(), interval(c).raw());
    EXPECT_LT(size(-exact - interval(high) - interval(low)), 0x1p-106) << i;
    EXPECT_EQ(high + low, high);
    const interval cell = interval(1 + i / 128.0, 1 + (i + 1) / 128.0);
    EXPECT_LE(size(cell * interval(c) - interval(1.0)), 0x1p-7) << i;
  }
}

/// One of the polynomials: its coefficients, exactly.
struct piece {
  double centre, half_width;
  std::array<interval, 14> coefficients;

  explicit piece(int i) : centre(tables::erfc_pieces[i][0]), half_width(std::ldexp(1 + 0x1p-30, i / 32 - 4)) {
    const auto& row = tables::erfc_pieces[i];
    for (std::size_t j = 0; j < 6; ++j) coefficients[j] = interval(row[2 * j + 1]) + interval(row[2 * j + 2]);
    for (std::size_t j = 6; j < 14; ++j) coefficients[j] = interval(row[j + 7]);
  }
  interval at(const interval& s) const {
    interval sum = coefficients[13];
    for (std::size_t j = 13; j > 0; --j) sum = sum * s + coefficients[j - 1];
    return sum;
  }
};

interval scaled_erfc(const interval& z) { return exp(z * z) * erfc(z); }

/// A polynomial as coefficients.
using polynomial = std::vector<interval>;

/// g = e^(z^2) erfc z solves g' = 2 z g - 2/sqrt(pi); this is what is missing for p to solve it.
polynomial residual_of(const piece& p, const interval& source) {
  polynomial r(15);
  r[0] = source;
  for (std::size_t j = 0; j < 14; ++j) {
    if (j > 0) r[j - 1] = r[j - 1] + interval(static_cast<double>(j)) * p.coefficients[j];
    r[j] = r[j] - interval(2 * p.centre) * p.coefficients[j];
    r[j + 1] = r[j + 1] - interval(2.0) * p.coefficients[j];
  }
  return r;
}

/// A bound on |p| within `radius` of `middle`: the sum of the sizes of its terms there.
double largest_near(polynomial p, const interval& middle, double radius) {
  for (std::size_t i = 0; i + 1 < p.size(); ++i)  // Taylor's shift
    for (std::size_t j = p.size() - 1; j > i; --j) p[j - 1] = p[j - 1] + middle * p[j];
  double sum = 0, power = 1;
  for (const auto& c : p) {
    sum += size(c) * power;
    power *= radius;
  }
  return sum * (1 + 0x1p-40);
}

// If q solves the equation but for a residual R, then e = q - g has e' = 2 z e + R, which shrinks towards smaller z:
// |e(z)| <= |e(b)| + (b - z) max|R| for z <= b. So one exact value and a bound on R prove a whole step.
TEST(double_double_tables, erfc_polynomials_are_within_their_bound_on_whole_pieces) {
  const interval::working_precision scope(bits);
  const interval source = interval(2.0) / sqrt(arithmetic::pi_interval());
  constexpr int steps = 64;
  double worst = 0, worst_rest = 0;
  for (int i = 0; i < 96; ++i) {
    const piece p(i);
    const polynomial residual = residual_of(p, source);
    const double radius = p.half_width / steps;
    const double smallest = scaled_erfc(interval(p.centre) + interval(p.half_width)).lower_double();
    for (int k = 1; k <= steps; ++k) {
      const interval end = interval(p.half_width) * interval(2.0 * k - steps) / interval(steps);
      const double error = size(p.at(end) - scaled_erfc(interval(p.centre) + end)) +
                           largest_near(residual, end - interval(radius), radius * (1 + 0x1p-40)) * 2 * radius;
      worst = std::max(worst, error * (1 + 0x1p-40) / smallest);
    }
    double rest = 0;
    for (std::size_t j = 6; j < 14; ++j) rest += size(p.coefficients[j]) * std::pow(p.half_width, static_cast<double>(j));
    worst_rest = std::max(worst_rest, rest / smallest);
    const double lower = i < 32 ? i / 8.0 : i < 64 ? 4 + (i - 32) / 4.0 : 12 + (i - 64) / 2.0;
    EXPECT_EQ(p.centre, lower + std::ldexp(1.0, i / 32 - 4)) << i;
  }
  fmt::print("e^(z^2) erfc z: error up to 2^{:.2f}, terms from the sixth on up to 2^{:.2f}\n", std::log2(worst),
             std::log2(worst_rest));
  EXPECT_LT(worst, 0x1p-77);
  EXPECT_LT(worst_rest, 0x1p-26);
}

}  // namespace
}  // namespace actcheck::test
