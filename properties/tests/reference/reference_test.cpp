// The fast reference equals the oracle, bit for bit: every 16-bit input, random f32 inputs, the neighbourhoods of all
// points that facts name, every kind of upstream gradient, other parameters. ACTCHECK_PATTERNS=10000000 is the large run.
#include "actcheck/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "actcheck/catalogue.hpp"
#include "independent.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

/// Compares the reference with the oracle on arrays, and keeps what differs.
class comparison {
 public:
  comparison(const evaluation& e, const std::vector<double>& parameters)
      : format_(e.number_format), backward_(e.direction == pass::backward),
        fast_(*e.of, e.direction, format_, parameters), truth_(*e.of, e.direction, parameters),
        wrong_(fmt::format("{} {} {}", call_text(*e.of, parameters), name(format_), name(e.direction))) {}

  const reference& fast() const { return fast_; }
  bool clean() const { return wrong_.count() == 0; }

  /// An empty `dy` means 1 everywhere.
  void check(std::span<const double> x, std::span<const double> dy = {}) {
    results_.resize(x.size());
    fast_.evaluate(x, dy, results_);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double upstream = dy.empty() ? 1 : dy[i];
      compare(x[i], upstream, results_[i], truth_.evaluate(format_, x[i], upstream));
    }
  }

  /// Independent formulas judge the reference and, where they agree, the oracle with it.
  void check_independently(const independent_formula& formula, std::span<const double> x, std::span<const double> dy) {
    results_.resize(x.size());
    fast_.evaluate(x, dy, results_);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double upstream = dy.empty() ? 1 : dy[i];
      const double want = expected(formula, fast_.direction(), format_, x[i], upstream, fast_.parameters());
      compare(x[i], upstream, {results_[i].rounded, 0}, {want, 0});
    }
  }

  /// One at a time, which takes another way through the code.
  void check_single(double x, double dy) { compare(x, dy, fast_.evaluate(x, dy), truth_.evaluate(format_, x, dy)); }

 private:
  void compare(double x, double dy, const reference_value& got, const reference_value& want) {
    const bool residual_agrees =
        std::fabs(static_cast<double>(got.residual) - static_cast<double>(want.residual)) <= 1e-3;
    if (encode(format_, got.rounded) == encode(format_, want.rounded) && residual_agrees) return;
    wrong_.add([&] {
      const std::string upstream = backward_ ? fmt::format(", dy = {}", show(format_, dy)) : "";
      return fmt::format("x = {}{}: got {} residual {}, oracle {} residual {}", show(format_, x), upstream,
                         show(format_, got.rounded), got.residual, show(format_, want.rounded), want.residual);
    });
  }

  format format_;
  bool backward_;
  reference fast_;
  oracle truth_;
  mismatches wrong_;
  std::vector<reference_value> results_;
};

class reference_on_every_input : public testing::TestWithParam<evaluation> {};
INSTANTIATE_TEST_SUITE_P(, reference_on_every_input, testing::ValuesIn(every_evaluation({format::f16, format::bf16})),
                         evaluation_name);

TEST_P(reference_on_every_input, equals_the_oracle) {
  const format f = GetParam().number_format;
  random_numbers draw("16 bits " + GetParam().name());
  std::vector<double> x, dy;
  for (std::uint64_t bits = draw.below(stride()); bits < 65536; bits += stride()) x.push_back(decode(f, bits));
  comparison defaults(GetParam(), GetParam().of->default_parameters());
  defaults.check(x);
  if (GetParam().direction == pass::forward) return;
  std::vector<double> some;
  for (std::size_t i = draw.below(4); i < x.size(); i += 4) {
    some.push_back(x[i]);
    dy.push_back(draw.upstream(f));
  }
  defaults.check(some, dy);
}

TEST_P(reference_on_every_input, equals_the_oracle_for_other_parameters) {
  const auto& [a, direction, f] = GetParam();
  random_numbers draw("16 bits, parameters " + GetParam().name());
  for (const auto& parameters : parameter_sets(*a)) {
    if (parameters == a->default_parameters()) continue;
    comparison here(GetParam(), parameters);
    std::vector<double> x, dy;
    for (std::uint64_t bits = draw.below(3); bits < 65536; bits += 3 * stride()) {
      x.push_back(decode(f, bits));
      dy.push_back(draw.upstream(f));
    }
    here.check(x);
    if (direction == pass::backward) here.check(x, dy);
  }
}

class reference_on : public testing::TestWithParam<evaluation> {};
INSTANTIATE_TEST_SUITE_P(, reference_on, testing::ValuesIn(every_evaluation({all_formats.begin(), all_formats.end()})),
                         evaluation_name);

TEST_P(reference_on, special_inputs_equals_the_oracle) {
  const format f = GetParam().number_format;
  std::vector<double> special{0, 1, smallest(f), smallest_normal(f), largest(f), infinity};
  for (std::size_t i = special.size(); i > 0; --i) special.push_back(-special[i - 1]);
  special.push_back(not_a_number);
  for (const auto& parameters : parameter_sets(*GetParam().of)) {
    comparison here(GetParam(), parameters);
    std::vector<double> x, dy;
    for (const double input : special)
      for (const double upstream : special) {
        x.push_back(input);
        dy.push_back(upstream);
        here.check_single(input, upstream);
      }
    here.check(x);
    here.check(x, dy);
  }
}

/// Every number within `reach` of the points that facts name, of the tails, and of the ends of the format.
std::vector<double> neighbourhoods(const reference& r, format f, std::int64_t reach) {
  auto points = named_points(r.claims());
  for (const double v : {r.lower_tail(), r.upper_tail(), smallest_normal(f), -smallest_normal(f), largest(f),
                         -largest(f), 0x1p-40, -0x1p-40})
    points.push_back(std::clamp(v, -largest(f), largest(f)));
  std::vector<double> near;
  for (const double p : points) {
    const std::int64_t middle = ordinal_of(f, round_to(f, p)), last = infinity_ordinal(f);
    for (std::int64_t o = std::max(middle - reach, -last - 1); o <= std::min(middle + reach, last); ++o)
      near.push_back(value_of_ordinal(f, o));
  }
  return near;
}

TEST_P(reference_on, neighbourhoods_of_facts_equals_the_oracle) {
  const auto& [a, direction, f] = GetParam();
  random_numbers draw("neighbourhoods " + GetParam().name());
  for (const auto& parameters : parameter_sets(*a)) {
    comparison here(GetParam(), parameters);
    const bool narrow = f != format::f64;
    const auto x = neighbourhoods(here.fast(), f, static_cast<std::int64_t>(scaled(narrow ? 100 : 5, 3)));
    here.check(x);
    if (direction == pass::forward) continue;
    std::vector<double> dy(x.size());
    for (double& v : dy) v = draw.upstream(f);
    here.check(x, dy);
  }
}

// From the tail's end on the result is constant, one step before it is not.
TEST_P(reference_on, tails_begin_where_the_result_becomes_constant) {
  const auto& [a, direction, f] = GetParam();
  for (const auto& parameters : parameter_sets(*a)) {
    const reference r(*a, direction, f, parameters);
    const oracle truth(*a, direction, parameters);
    for (const int side : {-1, +1}) {
      const double end = side < 0 ? r.lower_tail() : r.upper_tail();
      if (std::isinf(end)) continue;
      SCOPED_TRACE(fmt::format("{} {} {} from {} on", call_text(*a, parameters), name(direction), name(f), show(f, end)));
      const double constant = truth.evaluate(f, side * largest(f)).rounded;
      EXPECT_TRUE(same(truth.evaluate(f, end).rounded, constant));
      const auto points = turning_points(r.claims(), direction);
      const double before = value_of_ordinal(f, ordinal_of(f, end) - side);
      const double before_that = value_of_ordinal(f, ordinal_of(f, before) - side);
      const double inner_end = points.empty() ? 0.0 : side < 0 ? points.front() : points.back();
      if (side < 0 ? before_that < inner_end : before_that > inner_end) {
        EXPECT_FALSE(same(truth.evaluate(f, before).rounded, constant));
      }
    }
  }
}

/// Tells a terminal or a log every 10 s that the large run is alive, and how to go on with a part of it.
class progress {
 public:
  progress(std::string name, std::size_t total) : name_(std::move(name)), total_(total) {}
  void at(std::size_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::seconds(10)) return;
    last_ = now;
    fmt::print(stderr, "{}: {} of {} (seed {})\n", name_, done, total_, seed());
  }

 private:
  std::string name_;
  std::size_t total_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

class reference_on_random_inputs : public testing::TestWithParam<evaluation> {};
INSTANTIATE_TEST_SUITE_P(, reference_on_random_inputs, testing::ValuesIn(every_evaluation({format::f64, format::f32})),
                         evaluation_name);

// Half bit patterns, half where activations live. A third of the backward blocks has upstream gradients of all kinds.
// The large run is split by test names: --gtest_filter='*random_inputs*gelu_f32*'.
TEST_P(reference_on_random_inputs, equals_the_oracle) {
  const auto& [a, direction, f] = GetParam();
  const std::size_t total = pattern_count(f == format::f64 ? 3000 : 200'000);
  const auto* formula = f == format::f64 ? find_independent(a->name) : nullptr;
  random_numbers draw(GetParam().name());
  progress shown(GetParam().name(), total);
  comparison here(GetParam(), a->default_parameters());
  constexpr std::size_t block = 1000;
  std::vector<double> x(block), dy(block);
  for (std::size_t done = 0; done < total && here.clean(); done += block) {
    for (std::size_t i = 0; i < block; ++i) {
      x[i] = draw.any(f);
      dy[i] = draw.upstream(f);
    }
    const bool upstream = direction == pass::backward && done / block % 3 == 0;
    const std::span<const double> gradients = upstream ? std::span<const double>(dy) : std::span<const double>{};
    here.check(x, gradients);
    if (formula != nullptr) here.check_independently(*formula, x, gradients);
    shown.at(done);
  }
}

// The oracle takes some 10 to 100 microseconds, so a fast reference may ask it about few ordinary inputs only.
TEST_P(reference_on_random_inputs, rarely_asks_the_oracle) {
  const auto& [a, direction, f] = GetParam();
  random_numbers draw("rarely " + GetParam().name());
  const reference r(*a, direction, f, a->default_parameters());
  std::vector<double> x(scaled(50'000)), dy(x.size());
  for (double& v : x) v = draw.lively(f);
  for (double& v : dy) v = draw.lively(f);
  std::vector<reference_value> results(x.size());
  const std::uint64_t before = reference::undecided();
  r.evaluate(x, dy, results);
  const std::uint64_t asked = reference::undecided() - before;
  fmt::print("{}: the oracle decided {} of {}\n", GetParam().name(), asked, x.size());
  RecordProperty("oracle_calls", static_cast<int>(asked));
  EXPECT_LE(asked, x.size() / 100);
}

TEST_P(reference_on_random_inputs, equals_the_oracle_for_other_parameters) {
  const auto& [a, direction, f] = GetParam();
  random_numbers draw("parameters " + GetParam().name());
  for (const auto& parameters : parameter_sets(*a)) {
    if (parameters == a->default_parameters()) continue;
    comparison here(GetParam(), parameters);
    std::vector<double> x(scaled(f == format::f64 ? 500 : 10'000)), dy(x.size());
    for (double& v : x) v = draw.any(f);
    for (double& v : dy) v = draw.upstream(f);
    here.check(x);
    if (direction == pass::backward) here.check(x, dy);
  }
}

TEST(reference_arrays, of_different_sizes_are_refused) {
  const reference r(get_activation("gelu"), pass::backward, format::f32, {});
  const std::vector<double> two{1, 2}, three{1, 2, 3};
  std::vector<reference_value> results(2);
  EXPECT_THROW(r.evaluate(three, {}, results), std::invalid_argument);
  EXPECT_THROW(r.evaluate(two, three, results), std::invalid_argument);
  EXPECT_NO_THROW(r.evaluate(two, {}, results));
  EXPECT_NO_THROW(r.evaluate({}, {}, {}));
}

TEST(reference_arrays, of_any_length_give_what_single_calls_give) {
  random_numbers draw("lengths");
  for (const format f : all_formats) {
    const reference r(get_activation("silu"), pass::backward, f, {});
    for (const std::size_t size : {1, 2, 255, 256, 257, 511, 513}) {
      std::vector<double> x(size), dy(size);
      for (double& v : x) v = draw.any(f);
      for (double& v : dy) v = draw.upstream(f);
      std::vector<reference_value> results(size);
      r.evaluate(x, dy, results);
      for (std::size_t i = 0; i < size; ++i) ASSERT_TRUE(same(results[i].rounded, r.evaluate(x[i], dy[i]).rounded));
    }
  }
}

TEST(reference_arrays, a_reference_knows_what_it_was_made_of) {
  const auto& a = get_activation("leaky_relu");
  const reference r(a, pass::backward, format::bf16, std::vector{0.5});
  EXPECT_EQ(&r.subject(), &a);
  EXPECT_EQ(r.direction(), pass::backward);
  EXPECT_EQ(r.number_format(), format::bf16);
  EXPECT_EQ(r.parameters()[0], 0.5);
  EXPECT_EQ(r.claims().derivative_at_minus_infinity, 0.5);
  EXPECT_THROW(reference(a, pass::forward, format::f32, {}), std::invalid_argument);
}

}  // namespace
}  // namespace actcheck::test
