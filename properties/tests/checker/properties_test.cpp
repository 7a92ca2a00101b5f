// Properties on subjects made here: what must pass because the required grade permits it, and what must not.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>

#include "actcheck/catalogue.hpp"
#include "engine/checker.hpp"
#include "reporters/text.hpp"

namespace actcheck {
namespace {

/// Makes one result from the exact one: f(x) or dy * f'(x).
using distortion = std::function<double(double x, double dy, const reference_value& exact)>;

/// A subject that computes what the reference does and then distorts it.
subject_functions distorted(const target& t, const distortion& change) {
  const format f = t.number_format;
  // Made once: finding a reference's tails costs a few dozen oracle calls.
  const auto forward = std::make_shared<reference>(*t.subject_of, pass::forward, f, t.parameters);
  const auto backward = std::make_shared<reference>(*t.subject_of, pass::backward, f, t.parameters);
  const auto run = [f, change](const reference& truth, const void* x, const void* dy, void* out, std::size_t n) {
    std::vector<double> inputs(n), upstream(n, 1.0), results(n);
    std::vector<reference_value> exact(n);
    decode_array(f, x, inputs);
    if (dy != nullptr) decode_array(f, dy, upstream);
    truth.evaluate(inputs, dy != nullptr ? std::span<const double>(upstream) : std::span<const double>(), exact);
    for (std::size_t i = 0; i < n; ++i) results[i] = round_to(f, change(inputs[i], upstream[i], exact[i]));
    encode_array(f, results, out);
  };
  const auto at = [t](const reference& made, const double* parameters) {
    const std::vector<double> values(parameters, parameters + t.parameters.size());
    return values == t.parameters ? made : reference(*t.subject_of, made.direction(), t.number_format, values);
  };
  subject_functions k;
  k.forward = [=](const void* x, void* y, std::size_t n, const double* p) { run(at(*forward, p), x, nullptr, y, n); };
  k.backward = [=](const void* x, const void* dy, void* dx, std::size_t n, const double* p) { run(at(*backward, p), x, dy, dx, n); };
  return k;
}

finding check(std::string_view name, const target& t, const subject_functions& k, grade required, std::size_t samples = 400) {
  const reference truth(*t.subject_of, t.direction, t.number_format, t.parameters);
  const subject_kernels kernels = kernels_of(k);
  return check_property(*find_property(name), {&t, &truth, &k, &kernels, &kernels, required, 1, samples, false},
                        sampled_inputs(truth, samples, 1));
}

std::string text_of(const target& t, const finding& f) {
  return f.message + (f.simplest ? "\n" + counterexample_text(t.number_format, *f.simplest) : "");
}

/// The next number of the format on one side, where the exact value lies on that side, and by enough that the error is
/// less than one spacing by more than a double can lose.
distortion rounded_toward(format f, int side) {
  return [=](double, double, const reference_value& exact) {
    if (!std::isfinite(exact.rounded) || exact.residual * static_cast<float>(side) < 0x1p-10F) return exact.rounded;
    const double next = value_of_ordinal(f, ordinal_of(f, exact.rounded + 0.0) + side);
    return std::isfinite(next) ? next : exact.rounded;
  };
}

/// Rounding up or down instead of to nearest is less than one spacing off: grade `faithful`. Whoever requires no more
/// than that must not be told that another property is broken by it.
class faithful_subject : public testing::TestWithParam<std::tuple<const activation*, format, pass, int>> {};

TEST_P(faithful_subject, passes_every_property_at_grade_faithful) {
  const auto& [a, f, p, side] = GetParam();
  const target t{a, f, p, a->default_parameters()};
  const subject_functions k = distorted(t, rounded_toward(f, side));
  for (const property* checked : all_properties()) {
    if (checked->name == "batch" || checked->name == "bounds") continue;  // about memory, not about values
    const finding found = check(checked->name, t, k, grade::faithful, f == format::f64 ? 60 : 400);
    EXPECT_NE(found.outcome, verdict::fail) << checked->name << ": " << text_of(t, found);
  }
}

std::string case_name(const testing::TestParamInfo<faithful_subject::ParamType>& info) {
  const auto& [a, f, p, side] = info.param;
  return fmt::format("{}_{}_{}_{}", a->name, name(f), name(p), side < 0 ? "down" : "up");
}

const auto both_roundings =
    testing::Combine(testing::ValuesIn(catalogue(activation_kind::elementwise).begin(), catalogue(activation_kind::elementwise).end()), testing::ValuesIn(all_formats),
                     testing::Values(pass::forward, pass::backward), testing::Values(-1, +1));
INSTANTIATE_TEST_SUITE_P(rounded, faithful_subject, both_roundings, case_name);

/// At a slope of 100 the results of large negative inputs overflow to -inf. Anything else there is wrong.
TEST(accuracy, looks_at_results_that_overflow) {
  const target t{&get_activation("leaky_relu"), format::f32, pass::forward, {100}};
  for (const double instead : {std::nan(""), 0.0, 1.0, infinity, 1e30}) {
    const subject_functions k = distorted(t, [=](double, double, const reference_value& exact) {
      return std::isinf(exact.rounded) ? instead : exact.rounded;
    });
    EXPECT_EQ(check("accuracy", t, k, grade::absolute).outcome, verdict::fail) << instead;
  }
  const subject_functions right = distorted(t, [](double, double, const reference_value& exact) { return exact.rounded; });
  EXPECT_EQ(check("accuracy", t, right, grade::exact).outcome, verdict::pass);
}

/// Where a format has no infinity, a subject may return NaN or the largest number, and nothing else.
TEST(overflow_without_infinity, is_a_convention_of_every_property) {
  for (const pass p : {pass::forward, pass::backward}) {
    const target t{&get_activation("leaky_relu"), format::f8e4m3fn, p, {100}};
    const auto subject_with = [&](double instead) {
      return distorted(t, [=](double, double, const reference_value& exact) {
        return exact.beyond != 0 ? std::copysign(1.0, exact.beyond) * instead : exact.rounded;
      });
    };
    for (const double legal : {std::nan(""), 448.0})
      for (const property* checked : all_properties()) {
        const finding f = check(checked->name, t, subject_with(legal), grade::exact, 4000);
        EXPECT_NE(f.outcome, verdict::fail) << checked->name << ", " << legal << ": " << text_of(t, f);
      }
    const std::string_view judge_of_pass = p == pass::forward ? "accuracy" : "derivative";
    for (const double illegal : {0.0, -448.0, 256.0})
      EXPECT_EQ(check(judge_of_pass, t, subject_with(illegal), grade::faithful, 4000).outcome, verdict::fail) << illegal;
  }
}

TEST(derivative, looks_at_gradients_that_overflow) {
  const target t{&get_activation("leaky_relu"), format::f32, pass::backward, {100}};
  for (const double instead : {std::nan(""), 0.0, 1e30}) {
    const subject_functions k = distorted(t, [=](double, double, const reference_value& exact) {
      return std::isinf(exact.rounded) ? instead : exact.rounded;
    });
    EXPECT_EQ(check("derivative", t, k, grade::absolute, 4000).outcome, verdict::fail) << instead;
  }
}

/// An error of eps*|dy| is what grade `absolute` permits, however small dy * f'(x) itself is.
TEST(derivative, permits_an_error_relative_to_dy_in_every_format) {
  for (const format f : all_formats) {
    const target t{&get_activation("sigmoid"), f, pass::backward, {}};
    const subject_functions k = distorted(t, [f](double, double dy, const reference_value& exact) {
      const double off = exact.rounded + epsilon(f) * std::fabs(dy);
      return std::isfinite(round_to(f, off)) && std::fabs(exact.rounded) < largest(f) / 4 ? off : exact.rounded;
    });
    const finding found = check("derivative", t, k, grade::absolute, 4000);
    EXPECT_NE(found.outcome, verdict::fail) << name(f) << ": " << text_of(t, found);
  }
}

/// Requiring less must never find more.
TEST(requirements, a_laxer_grade_fails_nothing_that_a_stricter_one_passes) {
  for (const format f : {format::f32, format::f16, format::bf16, format::f8e4m3fn, format::f8e5m2})
    for (const pass p : {pass::forward, pass::backward})
      for (const char* name : {"gelu", "tanh", "sigmoid"}) {
        const target t{&get_activation(name), f, p, {}};
        const subject_functions k = distorted(t, [f](double x, double dy, const reference_value& exact) {
          if (std::isnan(x) || std::fabs(exact.rounded) > 100) return exact.rounded;
          return std::copysign(
              std::max(0.0, std::fabs(exact.rounded) - 1.5 * epsilon(f) * std::min(1.0, std::fabs(dy))), exact.rounded);
        });
        for (const property* checked : all_properties()) {
          if (checked->name == "batch" || checked->name == "bounds") continue;  // no grade matters there
          bool passed = false;
          for (const grade g : {grade::exact, grade::faithful, grade::tight, grade::absolute, grade::coarse}) {
            const bool passes = check(checked->name, t, k, g).outcome != verdict::fail;
            EXPECT_TRUE(passes || !passed) << checked->name << " of " << name << " " << actcheck::name(f) << " "
                                           << actcheck::name(p) << " fails at " << actcheck::name(g);
            passed = passes;
          }
        }
      }
}

}  // namespace
}  // namespace actcheck
