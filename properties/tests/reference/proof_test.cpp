// Proofs of all results: Taylor series enclose the function, every way of settling inputs agrees with the oracle and finds
// a single wrong bit, and the hardest inputs are the hardest.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "arithmetic/formula_table.hpp"
#include "claims.hpp"
#include "oracle/proof.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

using arithmetic::series;
using arithmetic::series_order;

std::vector<const activation*> elementwise() {
  std::vector<const activation*> found;
  std::copy_if(catalogue().begin(), catalogue().end(), std::back_inserter(found),
               [](const auto* a) { return a->formulas != nullptr; });
  return found;
}

std::vector<evaluation> every_elementwise(const std::vector<format>& formats) {
  auto all = every_evaluation(formats);
  std::erase_if(all, [](const evaluation& e) { return e.of->formulas == nullptr; });
  return all;
}

// Series.

class series_of : public testing::TestWithParam<const activation*> {};
INSTANTIATE_TEST_SUITE_P(, series_of, testing::ValuesIn(elementwise()), activation_name);

/// c0 + c1*t + ... with `last` for the highest coefficient.
interval sum_of(const series<interval>& at_center, const interval& last, std::size_t order, double t) {
  interval sum = last;
  for (std::size_t k = order; k-- > 0;) sum = sum * interval(t) + (k < at_center.size() ? at_center[k] : interval(0.0));
  return sum;
}

TEST_P(series_of, encloses_the_function_on_the_cell) {
  constexpr std::size_t order = 6;
  const interval::working_precision scope(200);
  const series_order kept(order);
  for (const auto& c : every_claim(*GetParam())) {
    random_numbers draw(fmt::format("series of {}", c.of.name));
    const auto parameters = arithmetic::parameters_as<series<interval>>(c.parameters);
    for (int i = 0; i < 200; ++i) {
      const double center = draw.lively(format::f32), radius = std::fabs(center) * std::exp2(-draw.between(1, 12));
      for (const int pass_index : {0, 1}) {
        const auto expand = c.of.formulas->expand[pass_index];
        const auto at_center = expand(series<interval>(interval(center), interval(radius)), parameters);
        const auto over_cell = expand(series<interval>(interval(center - radius, center + radius), interval(radius)), parameters);
        const interval last = over_cell.size() > order ? over_cell[order] : interval(0.0);
        const double t = draw.between(-1, 1);
        const interval x = interval(center) + interval(radius) * interval(t);
        const interval exact = pass_index == 0 ? c.value(x) : c.slope(x);
        ASSERT_TRUE(intersect(exact, sum_of(at_center, last, order, t)))
            << c.about("series") << fmt::format("pass {} at {} + {} * {}: ", pass_index, center, radius, t) << show(exact)
            << ", series " << show(sum_of(at_center, last, order, t));
        const bool bounded = mpfr_number_p(last.lower()) != 0 && mpfr_number_p(last.upper()) != 0;
        if (bounded && radius < std::fabs(center) * 0x1p-8 && std::fabs(center) < 4) {
          ASSERT_LT(width(sum_of(at_center, last, order, t)), 0x1p-20 * (1 + std::fabs(exact.upper_double())))
              << c.about("series") << "useless at " << center;
        }
      }
    }
  }
}

TEST(series, knows_nothing_across_a_kink) {
  const interval::working_precision scope(128);
  const series_order kept(3);
  const series<interval> across(interval(-1.0, 1.0), interval(1.0));
  const auto bent = abs(across);
  ASSERT_EQ(bent.size(), 4U);
  EXPECT_EQ(bent[1].lower_double(), -infinity);
  EXPECT_EQ(bent[3].upper_double(), infinity);
  const auto beside = abs(series<interval>(interval(-2.0, 0.0), interval(1.0)));
  EXPECT_EQ(beside[1].lower_double(), -1);
  EXPECT_EQ(beside[1].upper_double(), -1);
  // Nor where the argument is no interval at all.
  const series<interval> nothing(interval(0.0) / interval(0.0));
  ASSERT_NE(mpfi_nan_p(nothing[0].raw()), 0);
  EXPECT_EQ(if_positive(nothing, across, across)[1].upper_double(), infinity);
}

TEST(series, have_the_known_coefficients) {
  const interval::working_precision scope(200);
  const series_order kept(5);
  const series<interval> x(interval(0.0), interval(1.0));
  const auto expect = [](const series<interval>& got, const std::vector<double>& want) {
    for (std::size_t k = 0; k < want.size(); ++k) {
      const interval coefficient = k < got.size() ? got[k] : interval(0.0);
      EXPECT_TRUE(is_near(coefficient, want[k], 0x1p-52)) << k << ": " << show(coefficient);
    }
  };
  expect(exp(x), {1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120});
  expect(expm1(x), {0, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120});
  expect(tanh(x), {0, 1, 0, -1.0 / 3, 0, 2.0 / 15});
  expect(sqrt(series<interval>(1.0) + x), {1, 0.5, -1.0 / 8, 1.0 / 16, -5.0 / 128, 7.0 / 256});
  expect(series<interval>(1.0) / (series<interval>(1.0) - x), {1, 1, 1, 1, 1, 1});
  const double c = 2 / std::sqrt(std::numbers::pi);
  expect(erfc(x), {1, -c, 0, c / 3, 0, -c / 10});
  expect(x * x / series<interval>(2.0), {0, 0, 0.5, 0});
}

// Proofs.

stored_function results_of(const reference& r) {
  return [&r](const void* x, void* y, std::size_t n) { r.apply(x, nullptr, y, n); };
}

/// The same with the result for one input changed in one bit.
stored_function with_a_wrong_bit(const reference& r, std::uint64_t wrong_x, int bit) {
  const format f = r.number_format();
  return [&r, f, wrong_x, bit](const void* x, void* y, std::size_t n) {
    r.apply(x, nullptr, y, n);
    for (std::size_t i = 0; i < n; ++i)
      if (load_bits(f, x, i) == wrong_x) store_bits(f, y, i, load_bits(f, y, i) ^ (std::uint64_t{1} << bit));
  };
}

class proofs : public testing::TestWithParam<evaluation> {
 protected:
  const evaluation& e() const { return GetParam(); }
  const reference fast_{*e().of, e().direction, e().number_format, e().of->default_parameters()};
  const oracle truth_{*e().of, e().direction, e().of->default_parameters()};

  prover prover_of(stored_function results) const {
    return {*e().of, e().direction, e().number_format, e().of->default_parameters(), std::move(results)};
  }
  /// One wrong bit somewhere in the block is found, and what was due is what the oracle says.
  void expect_found(std::size_t block, random_numbers& draw) const {
    const format f = e().number_format;
    const std::uint64_t x = block * prover::block_size_of(f) + draw.below(prover::block_size_of(f));
    const int bit = static_cast<int>(draw.below(static_cast<std::uint64_t>(shape(f).bits)));
    const auto found = prover_of(with_a_wrong_bit(fast_, x, bit)).prove(block);
    ASSERT_TRUE(found.wrong) << fmt::format("bit {} of the result at {:x} was changed, and not found", bit, x);
    EXPECT_EQ(found.wrong->x, x);
    const std::uint64_t want = encode(f, truth_.evaluate(f, decode(f, x)).rounded);
    EXPECT_EQ(found.wrong->want, want) << fmt::format("at {:x}", x);
    EXPECT_EQ(found.wrong->got, want ^ (std::uint64_t{1} << bit)) << fmt::format("at {:x}", x);
  }
  void expect_proven(std::size_t block) const {
    const prover p = prover_of(results_of(fast_));
    const auto proof = p.prove(block);
    ASSERT_FALSE(proof.wrong) << fmt::format("block {}: at {:x} got {:x}, want {:x}", block, proof.wrong->x, proof.wrong->got,
                                             proof.wrong->want);
    EXPECT_EQ(proof.counts.total(), p.block_size());
    EXPECT_EQ(proof.digest, p.digest(block));
    EXPECT_TRUE(std::is_sorted(proof.hardest.begin(), proof.hardest.end()));
    for (const auto& h : proof.hardest) {
      const auto exact = truth_.evaluate(e().number_format, decode(e().number_format, h.x));
      EXPECT_EQ(h.result, encode(e().number_format, exact.rounded));
      EXPECT_NEAR(h.distance, std::fabs(0.5 - std::fabs(static_cast<double>(exact.residual))), 0x1p-22);
      EXPECT_GT(h.distance, 0);
    }
  }
};

class f32_proofs : public proofs {};
INSTANTIATE_TEST_SUITE_P(, f32_proofs, testing::ValuesIn(every_elementwise({format::f32})), evaluation_name);

/// Blocks of every kind: subnormal numbers and zero, tiny ones, around 1, the tails where results underflow or saturate,
/// the largest numbers, infinities, NaN; on both sides of 0.
std::vector<std::size_t> telling_blocks() {
  std::vector<std::size_t> blocks;
  for (const std::size_t b : {0, 4, 300, 900, 1000, 1012, 1016, 1023, 1034, 1047, 1050, 1067, 1500, 2039, 2040, 2047}) {
    blocks.push_back(b);
    blocks.push_back(b + 2048);
  }
  return blocks;
}

TEST_P(f32_proofs, hold_and_find_a_wrong_bit) {
  random_numbers draw("wrong bits of " + e().name());
  auto blocks = telling_blocks();
  for (int i = 0; i < 4; ++i) blocks.push_back(draw.below(4096));
  // A few for each activation and pass, drawn anew for each: all of them are proven by the certificates.
  const std::size_t step = blocks.size() / scaled(4, 2);
  for (std::size_t i = draw.below(step); i < blocks.size(); i += step) {
    expect_proven(blocks[i]);
    expect_found(blocks[i], draw);
    if (HasFatalFailure()) return;
  }
}

class narrow_proofs : public proofs {};
INSTANTIATE_TEST_SUITE_P(, narrow_proofs, testing::ValuesIn(every_elementwise({format::bf16})), evaluation_name);

TEST_P(narrow_proofs, find_a_wrong_bit) {
  random_numbers draw("wrong bits of " + e().name());
  expect_found(0, draw);
}

TEST(proof, of_a_whole_narrow_format_lists_the_hardest_inputs) {
  const activation& a = get_activation("sigmoid");
  const reference fast(a, pass::forward, format::f16, {});
  const oracle truth(a, pass::forward, {});
  const auto proof = prover(a, pass::forward, format::f16, {}, results_of(fast)).prove(0);
  ASSERT_FALSE(proof.wrong);
  EXPECT_EQ(proof.counts.trivial, 2U * 1023);
  EXPECT_EQ(proof.counts.oracle, 65536U - 2 * 1023);
  ASSERT_EQ(proof.hardest.size(), hardest_inputs::kept);
  std::vector<double> distances;
  for (std::uint64_t x = 0; x < 65536; ++x) {
    if (is_nan_bits(format::f16, x)) continue;
    const auto exact = truth.evaluate(format::f16, decode(format::f16, x));
    if (std::fabs(exact.rounded) < smallest_normal(format::f16) || std::isinf(decode(format::f16, x))) continue;
    distances.push_back(std::fabs(0.5 - std::fabs(static_cast<double>(exact.residual))));  // no result is a tie
  }
  std::sort(distances.begin(), distances.end());
  for (std::size_t i = 0; i < hardest_inputs::kept; ++i) EXPECT_NEAR(proof.hardest[i].distance, distances[i], 0x1p-22) << i;
}

TEST(proof, of_f64_is_refused) {
  const activation& a = get_activation("relu");
  EXPECT_THROW(prover(a, pass::forward, format::f64, {}, [](const void*, void*, std::size_t) {}), std::invalid_argument);
}

TEST(hardest_inputs, do_not_depend_on_the_order) {
  std::vector<hard_input> some;
  for (std::uint64_t i = 0; i < 40; ++i) some.push_back({i, i, static_cast<double>((i * 7) % 23) / 64 + 0x1p-9});
  hardest_inputs forwards, backwards;
  forwards.add(some);
  std::reverse(some.begin(), some.end());
  for (const auto& one : some) backwards.add(one);
  backwards.add(some);  // nor does adding them twice
  EXPECT_EQ(forwards.list(), backwards.list());
  EXPECT_EQ(forwards.list().size(), hardest_inputs::kept);
  EXPECT_TRUE(std::is_sorted(forwards.list().begin(), forwards.list().end()));
}

// The hash is what its specification says (github.com/Cyan4973/xxHash, doc/xxhash_spec.md): of the empty input.
TEST(digest, is_xxh3) {
  EXPECT_EQ(digest64(nullptr, 0), 0x2d06800538d394c2U);
  EXPECT_EQ(digest128(nullptr, 0), "99aa06d3014798d86001c324468d497f");
}

}  // namespace
}  // namespace actcheck::test
