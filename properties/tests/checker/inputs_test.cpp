// Inputs of sweeps and calls: in order, without repetition, holding what matters, drawn again by the same seed.
#include "generators/inputs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "actcheck/catalogue.hpp"
#include "engine/plan.hpp"
#include "generators/seed.hpp"

namespace actcheck {
namespace {

std::vector<std::int64_t> all_of(const stratified_sample& s) {
  std::vector<std::int64_t> ordinals(s.size());
  s.copy(0, ordinals);
  return ordinals;
}

/// Every activation, format and pass.
class sampled : public testing::TestWithParam<std::tuple<const activation*, format, pass>> {
 protected:
  reference truth_{*std::get<0>(GetParam()), std::get<2>(GetParam()), std::get<1>(GetParam()),
                   std::get<0>(GetParam())->default_parameters()};
  const format f_ = std::get<1>(GetParam());
};

std::string case_name(const testing::TestParamInfo<sampled::ParamType>& info) {
  const auto& [a, f, p] = info.param;
  return fmt::format("{}_{}_{}", a->name, name(f), name(p));
}

const auto every_target =
    testing::Combine(testing::ValuesIn(catalogue(activation_kind::elementwise).begin(), catalogue(activation_kind::elementwise).end()), testing::ValuesIn(all_formats),
                     testing::Values(pass::forward, pass::backward));
INSTANTIATE_TEST_SUITE_P(inputs, sampled, every_target, case_name);

TEST_P(sampled, increase_strictly_and_are_finite) {
  const auto inputs = sampled_inputs(truth_, 3000, 1);
  ASSERT_FALSE(inputs.exhaustive);
  const auto sample = all_of(inputs.sample);
  ASSERT_EQ(inputs.size(), sample.size());
  for (std::size_t i = 0; i < sample.size(); ++i) {
    ASSERT_TRUE(std::isfinite(value_of_ordinal(f_, sample[i]))) << sample[i];
    ASSERT_TRUE(i == 0 || sample[i - 1] < sample[i]) << sample[i];
  }
}

TEST_P(sampled, hold_the_interesting_points_and_their_neighbours) {
  const auto sample = all_of(sampled_inputs(truth_, 100, 1).sample);
  auto points = interesting_points(truth_);
  const auto& claims = truth_.claims();
  for (const auto& k : claims.kinks) points.push_back(k.x);
  for (const auto& piece : claims.pieces) points.push_back(piece.to);
  for (const double v : {-0.0, smallest(f_), -smallest(f_)}) points.push_back(v);
  for (const double point : points) {
    if (!std::isfinite(round_to(f_, point))) continue;
    const std::int64_t centre = ordinal_of(f_, round_to(f_, point));
    for (const std::int64_t o : {centre - 1, centre, centre + 1}) {
      if (!std::isfinite(value_of_ordinal(f_, o))) continue;
      EXPECT_TRUE(std::binary_search(sample.begin(), sample.end(), o)) << value_of_ordinal(f_, o);
    }
  }
}

TEST_P(sampled, are_drawn_again_by_the_same_seed_and_no_other) {
  EXPECT_EQ(all_of(sampled_inputs(truth_, 2000, 7).sample), all_of(sampled_inputs(truth_, 2000, 7).sample));
  if (shape(f_).bits == 8) return;  // all of its few numbers are in any sample
  EXPECT_NE(all_of(sampled_inputs(truth_, 2000, 7).sample), all_of(sampled_inputs(truth_, 2000, 8).sample));
}

/// A third is spread over the bit patterns: no binade, positive or negative, small or huge, may be left out.
TEST_P(sampled, reach_every_binade_of_both_signs) {
  const auto s = shape(f_);
  const int binades = s.max_exponent - s.min_exponent + 1;
  const auto inputs = sampled_inputs(truth_, 30 * static_cast<std::size_t>(binades), 1);
  std::set<int> reached[2];
  for (const std::int64_t o : all_of(inputs.sample)) {
    const double v = value_of_ordinal(f_, o);
    if (v != 0 && std::fabs(v) >= smallest_normal(f_)) reached[v < 0 ? 1 : 0].insert(std::ilogb(v));
  }
  EXPECT_EQ(reached[0].size(), static_cast<std::size_t>(binades)) << "positive";
  EXPECT_EQ(reached[1].size(), static_cast<std::size_t>(binades)) << "negative";
}

/// The counts that the efforts ask for, in formats that have as many numbers.
TEST(inputs, are_about_as_many_as_asked_for) {
  for (const auto& [f, count] : {std::pair{format::f32, std::size_t{1} << 20}, {format::f64, std::size_t{1} << 18}}) {
    const reference truth(get_activation("tanh"), pass::forward, f, {});
    const auto inputs = sampled_inputs(truth, count, 1);
    EXPECT_GE(inputs.size(), count) << name(f);
    EXPECT_LE(inputs.size(), count + 4096) << name(f);
    std::size_t near = 0;
    for (const std::int64_t o : all_of(inputs.sample)) near += std::fabs(value_of_ordinal(f, o)) <= 20 ? 1 : 0;
    // Two thirds by value, and the half of the others that is less than 1.
    EXPECT_NEAR(static_cast<double>(near) / static_cast<double>(count), 2.0 / 3 + 1.0 / 6, 0.02) << name(f);
  }
}

TEST(stratified, draws_one_of_each_stratum_and_merges_the_points_in) {
  // Ten ordinals in four strata of 3, 3, 2 and 2; then five of one each; points before, among and after them.
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto drawn = all_of(stratified_sample({{-10, 10, 4}, {0, 7, 0}, {20, 5, 5}}, {}, seed));
    ASSERT_EQ(drawn.size(), 9U);
    const std::int64_t ends[] = {-10, -7, -4, -2, 0};
    for (std::size_t i = 0; i < 4; ++i) ASSERT_TRUE(drawn[i] >= ends[i] && drawn[i] < ends[i + 1]) << drawn[i];
    for (std::size_t i = 0; i < 5; ++i) ASSERT_EQ(drawn[4 + i], 20 + static_cast<std::int64_t>(i));
    const std::vector<std::int64_t> points{22, -99, -5, 3, -5, -10, -1, 4, 25, 99};
    std::set<std::int64_t> expected(drawn.begin(), drawn.end());
    expected.insert(points.begin(), points.end());
    const auto merged = all_of(stratified_sample({{-10, 10, 4}, {0, 7, 0}, {20, 5, 5}}, points, seed));
    ASSERT_EQ(merged, std::vector<std::int64_t>(expected.begin(), expected.end())) << "seed " << seed;
  }
}

TEST(stratified, draws_every_number_of_a_stratum_alike) {
  std::map<std::int64_t, int> times;
  for (std::uint64_t seed = 0; seed < 30000; ++seed) ++times[stratified_sample({{5, 3, 1}}, {}, seed)[0]];
  ASSERT_EQ(times.size(), 3U);
  for (const auto& [ordinal, count] : times) EXPECT_NEAR(count, 10000, 400) << ordinal;
}

TEST(stratified, gives_the_same_for_any_split_into_parts) {
  for (const format f : {format::f32, format::f64, format::f8e4m3fn}) {
    const reference truth(get_activation("gelu"), pass::backward, f, {});
    const auto sample = sampled_inputs(truth, 20000, 3).sample;
    const auto whole = all_of(sample);
    random_bits random(1);
    std::vector<std::int64_t> joined(whole.size());
    for (std::size_t begin = 0; begin < whole.size();) {
      const std::size_t count = std::min<std::size_t>(whole.size() - begin, 1 + random() % 40);
      sample.copy(begin, std::span(joined).subspan(begin, count));
      ASSERT_EQ(sample[begin], joined[begin]);
      begin += count;
    }
    EXPECT_EQ(joined, whole) << name(f);
  }
}

TEST(inputs, listed_are_in_order_and_once) {
  EXPECT_EQ(all_of(listed_inputs({3, -7, 3, 0}).sample), (std::vector<std::int64_t>{-7, 0, 3}));
  EXPECT_EQ(listed_inputs({}).size(), 0U);
}

TEST(inputs, every_finite_input_is_every_finite_input) {
  for (const format f : {format::f16, format::bf16, format::f8e4m3fn, format::f8e5m2}) {
    const auto inputs = every_finite_input(f);
    ASSERT_TRUE(inputs.exhaustive);
    std::uint64_t finite = 0;
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << shape(f).bits; ++bits) finite += std::isfinite(decode(f, bits)) ? 1 : 0;
    EXPECT_EQ(inputs.size(), finite) << name(f);
    EXPECT_EQ(value_of_ordinal(f, inputs.first), -largest(f));
    EXPECT_EQ(value_of_ordinal(f, inputs.last), largest(f));
  }
  EXPECT_EQ(every_finite_input(format::f32).size(), (std::uint64_t{1} << 32) - (std::uint64_t{1} << 24));
  EXPECT_EQ(every_finite_input(format::f8e4m3fn).size(), 254U);
  EXPECT_EQ(every_finite_input(format::f8e5m2).size(), 248U);
}

TEST(inputs, random_patterns_hold_every_kind_of_number) {
  for (const format f : all_formats) {
    const auto values = random_patterns(f, 20000, 3);
    ASSERT_EQ(values.size(), 20000U);
    std::size_t negative = 0, large = 0, special = 0;
    for (const double v : values) {
      negative += std::signbit(v) ? 1 : 0;
      large += std::fabs(v) > 1 ? 1 : 0;
      special += std::isfinite(v) ? 0 : 1;
    }
    EXPECT_NEAR(static_cast<double>(large) / 20000, f == format::f8e4m3fn ? 70.0 / 128 : 0.5, 0.05) << name(f);
    EXPECT_NEAR(static_cast<double>(negative) / 20000, 0.5, 0.05) << name(f);
    EXPECT_GT(special, 0U) << name(f);
    const auto again = random_patterns(f, 20000, 3);
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(encode(f, values[i]), encode(f, again[i])) << i;
  }
}

TEST(inputs, spread_values_increase_within_their_ends) {
  for (const format f : all_formats) {
    const auto values = spread_values(f, -20, 20, 500, 5);
    ASSERT_EQ(values.size(), 500U);
    EXPECT_TRUE(std::is_sorted(values.begin(), values.end())) << name(f);
    EXPECT_GE(values.front(), -20);
    EXPECT_LE(values.back(), 20);
    EXPECT_LT(values.front(), -19);
    EXPECT_GT(values.back(), 19);
    for (const double v : values) EXPECT_EQ(round_to(f, v), v);
    EXPECT_EQ(values, spread_values(f, -20, 20, 500, 5));
  }
  EXPECT_TRUE(spread_values(format::f32, -1, 1, 0, 5).empty());
}

TEST(seeds, differ_by_stream_and_by_global_seed) {
  std::set<std::uint64_t> seeds;
  for (const std::uint64_t global : {0, 1, 2})
    for (const char* stream :
         {"", "sweep", "batch/relu.f32.forward", "batch/relu.f32.backward", "batch/relu.f16.forward"})
      seeds.insert(derive_seed(global, stream));
  EXPECT_EQ(seeds.size(), 15U);
}

TEST(plan, narrow_formats_are_swept_whole_at_every_effort) {
  for (const effort e : {effort::smoke, effort::quick, effort::full, effort::exhaustive}) {
    EXPECT_TRUE(sweeps_whole(e, format::f16));
    EXPECT_TRUE(sweeps_whole(e, format::bf16));
    EXPECT_TRUE(sweeps_whole(e, format::f8e4m3fn));
    EXPECT_TRUE(sweeps_whole(e, format::f8e5m2));
    EXPECT_EQ(sweeps_whole(e, format::f32), e == effort::exhaustive);
    EXPECT_FALSE(sweeps_whole(e, format::f64));
    EXPECT_EQ(find_effort(name(e)), e);
  }
}

TEST(plan, targets_are_what_is_selected_and_there) {
  check_options options;
  const auto has_forward_only = [](const activation&, format, pass p) { return p == pass::forward; };
  EXPECT_EQ(plan_targets(options, has_forward_only).size(), catalogue().size() * all_formats.size());
  EXPECT_TRUE(plan_targets(options, [](const activation&, format, pass) { return false; }).empty());
  options.activations = {&get_activation("prelu")};
  options.formats = {format::bf16};
  const auto targets = plan_targets(options, has_forward_only);
  ASSERT_EQ(targets.size(), 1U);
  EXPECT_EQ(targets[0].parameters, std::vector<double>{0.25});
  options.passes = {pass::backward};
  EXPECT_TRUE(plan_targets(options, has_forward_only).empty());
}

TEST(plan, trial_parameters_leave_the_defaults) {
  for (const activation* a : catalogue())
    for (const auto& values : a->trial_parameters()) {
      EXPECT_NE(values, a->default_parameters()) << a->name;
      EXPECT_NO_THROW(a->require_valid(values)) << a->name;
    }
  EXPECT_TRUE(get_activation("relu").trial_parameters().empty());
  EXPECT_FALSE(get_activation("leaky_relu").trial_parameters().empty());
}

TEST(plan, a_requirement_of_one_activation_beats_that_of_all) {
  check_options options;
  options.required = grade::tight;
  options.required_of["gelu"] = grade::coarse;
  EXPECT_EQ(options.requirement(get_activation("gelu"), format::f32), grade::coarse);
  EXPECT_EQ(options.requirement(get_activation("gelu"), format::f8e5m2), grade::coarse);
  EXPECT_EQ(options.requirement(get_activation("relu"), format::f32), grade::tight);
  EXPECT_EQ(options.requirement(get_activation("relu"), format::f8e5m2), grade::tight);
}

TEST(plan, where_nothing_is_required_8_bit_formats_must_be_faithful_and_others_absolute) {
  for (const format f : all_formats) {
    const grade expected = shape(f).bits == 8 ? grade::faithful : grade::absolute;
    EXPECT_EQ(check_options{}.requirement(get_activation("gelu"), f), expected) << name(f);
  }
}

}  // namespace
}  // namespace actcheck
