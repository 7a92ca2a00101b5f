// What the second opinion is sure of is what the oracle says, in every format and on every instruction set; and it is sure of
// nearly everything.
#include "oracle/second_opinion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "kernels/lane_kernels.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

class second_opinion_on : public testing::TestWithParam<evaluation> {};
INSTANTIATE_TEST_SUITE_P(, second_opinion_on, testing::ValuesIn(every_evaluation({all_formats.begin(), all_formats.end()})),
                         evaluation_name);

struct opinions {
  std::vector<reference_value> results;
  std::vector<std::uint8_t> sure;
  std::size_t count;

  opinions(const second_opinion& of, std::span<const double> x, std::span<const double> dy) : results(x.size()), sure(x.size()) {
    count = of.evaluate(x, dy, results, sure);
  }
};

TEST_P(second_opinion_on, any_input_is_the_oracle_s_where_it_is_sure) {
  const auto& [a, direction, f] = GetParam();
  random_numbers draw("second opinion " + GetParam().name());
  for (const auto& parameters : parameter_sets(*a)) {
    const second_opinion second(*a, direction, f, parameters);
    const oracle truth(*a, direction, parameters);
    std::vector<double> x(scaled(1500)), dy(x.size());
    for (double& v : x) v = draw.below(50) == 0 ? not_a_number : draw.any(f);
    for (double& v : dy) v = draw.upstream(f);
    mismatches wrong(fmt::format("{} {} {}", call_text(*a, parameters), name(f), name(direction)));
    for (const bool with_dy : {false, true}) {
      const opinions got(second, x, with_dy ? std::span<const double>(dy) : std::span<const double>{});
      EXPECT_EQ(got.count, static_cast<std::size_t>(std::count(got.sure.begin(), got.sure.end(), 1)));
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (got.sure[i] == 0) continue;
        const reference_value want = truth.evaluate(f, x[i], with_dy ? dy[i] : 1.0);
        const bool residual_agrees = std::fabs(got.results[i].residual - want.residual) <= 1e-3f;
        if (same(got.results[i].rounded, want.rounded) && residual_agrees) continue;
        wrong.add([&] {
          return fmt::format("x = {}, dy = {}: {} residual {}, oracle {} residual {}", show(f, x[i]),
                             show(f, with_dy ? dy[i] : 1.0), show(f, got.results[i].rounded), got.results[i].residual, show(f, want.rounded), want.residual);
        });
      }
    }
  }
}

// For dy = 1 and narrow formats, which is what certificates ask about, hardly anything is left open.
class second_opinion_in_narrow_formats : public testing::TestWithParam<evaluation> {};
INSTANTIATE_TEST_SUITE_P(, second_opinion_in_narrow_formats,
                         testing::ValuesIn(every_evaluation({all_formats.begin() + 1, all_formats.end()})), evaluation_name);

TEST_P(second_opinion_in_narrow_formats, is_sure) {
  const auto& [a, direction, f] = GetParam();
  random_numbers draw("sure " + GetParam().name());
  const second_opinion second(*a, direction, f, a->default_parameters());
  std::vector<double> x(scaled(100'000));
  for (double& v : x) v = draw.any(f);
  const opinions got(second, x, {});
  RecordProperty("open", static_cast<int>(x.size() - got.count));
  EXPECT_LE(x.size() - got.count, x.size() / 10'000) << GetParam().name();
}

TEST_P(second_opinion_on, every_target_has_the_same_results) {
  const auto& [a, direction, f] = GetParam();
  random_numbers draw("targets " + GetParam().name());
  const second_opinion second(*a, direction, f, a->default_parameters());
  std::vector<double> x(scaled(3000)), dy(x.size());
  for (double& v : x) v = draw.any(f);
  for (double& v : dy) v = draw.upstream(f);
  const opinions best(second, x, dy);
  for (const auto& target : kernels::available_targets()) {
    kernels::choose_target(target);
    const opinions here(second, x, dy);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (best.sure[i] != 0 && here.sure[i] != 0) {
        EXPECT_TRUE(same(best.results[i].rounded, here.results[i].rounded)) << target << " x = " << x[i] << " dy = " << dy[i];
      }
  }
  kernels::choose_target("");
}

TEST(second_opinion, of_one_input_is_that_of_an_array) {
  random_numbers draw("one input");
  const second_opinion second(get_activation("gelu"), pass::backward, format::f64, {});
  for (int i = 0; i < 200; ++i) {
    const double x = draw.any(format::f64), dy = draw.upstream(format::f64);
    const opinions got(second, {&x, 1}, {&dy, 1});
    reference_value one;
    ASSERT_EQ(second.rounds_surely(x, dy, one), got.sure[0] != 0);
    if (got.sure[0] != 0) {
      ASSERT_TRUE(same(one.rounded, got.results[0].rounded));
    }
  }
}

TEST(second_opinion, refuses_arrays_of_different_sizes) {
  const second_opinion second(get_activation("gelu"), pass::forward, format::f64, {});
  const std::vector<double> two{1, 2}, three{1, 2, 3};
  std::vector<reference_value> results(2);
  std::vector<std::uint8_t> sure(2);
  EXPECT_THROW(second.evaluate(three, {}, results, sure), std::invalid_argument);
  EXPECT_THROW(second.evaluate(two, three, results, sure), std::invalid_argument);
  EXPECT_THROW(second.evaluate(two, {}, results, std::span(sure).first(1)), std::invalid_argument);
}

}  // namespace
}  // namespace actcheck::test
