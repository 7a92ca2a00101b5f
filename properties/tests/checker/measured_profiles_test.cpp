// Do the libraries that were found do what their profiles say? Every rule for kinks and special inputs, in f32, in the body of
// an array and in its tail.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "actcheck/catalogue.hpp"
#include "actcheck/profiles.hpp"
#include "subjects/subject.hpp"

// The build defines the files of the adapters that it makes.
#ifndef actcheck_peer_torch_file
#define actcheck_peer_torch_file ""
#endif
#ifndef actcheck_peer_onednn_file
#define actcheck_peer_onednn_file ""
#endif

namespace actcheck::tests {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct library {
  const char *profile_name, *file, *version;
  std::string_view later_key;  ///< of the source of rules that hold for later versions only
};

double value_of(special_input input) {
  switch (input) {
    case special_input::not_a_number: return not_a_number;
    case special_input::plus_infinity: return infinity;
    case special_input::minus_infinity: return -infinity;
    case special_input::plus_zero: return 0.0;
    case special_input::minus_zero: return -0.0;
  }
  return not_a_number;
}

class comparison {
 public:
  comparison(const library& l, const subject& s) : rules_(get_profile(l.profile_name)), later_(rules_, l), subject_(s) {}

  void compare(const activation& a) {
    const auto kernels = part_of_one_number(a, format::f32, subject_.find(a, format::f32));
    if (rules_.find(a) == nullptr || a.kind != activation_kind::elementwise) return;
    auto sets = a.trial_parameters();
    sets.push_back(rules_.parameters_for(a, format::f32));
    for (const auto& parameters : sets) {
      for (const auto& r : rules_.find(a)->results)
        expect(a, kernels, parameters, r.direction, value_of(r.input),
               rules_.required_result(a, parameters, r.direction, r.input));
      for (const auto& k : a.facts_for(parameters).kinks)
        if (round_to(format::f32, k.x) == k.x)
          expect(a, kernels, parameters, pass::backward, k.x, rules_.required_slope(a, parameters, k.x));
    }
  }
  std::size_t compared() const { return compared_; }

 private:
  /// The source of rules that the library's version is too old for.
  struct later_source {
    later_source(const profile& p, const library& l) : text(l.later_key.empty() ? "" : p.source(l.later_key).reference) {}
    std::string_view text;
  };

  void expect(const activation& a, const subject_functions& kernels, const std::vector<double>& parameters, pass direction,
              double x, const std::optional<requirement>& wanted) {
    if (!wanted || !kernels.has(direction) || wanted->source == later_.text) return;
    const std::vector<double> inputs(33, x);  // two whole vectors of AVX-512 and one element more
    const auto got = call_on_values(kernels, direction, format::f32, inputs, {}, parameters);
    const double slack = spacing(wanted->value);
    for (std::size_t i = 0; i < got.size(); ++i)
      EXPECT_TRUE(wanted->met_by(got[i], slack))
          << fmt::format("{} of {} {} ({}) at {}, element {}: {}, not {}", rules_.name, a.name, name(direction),
                         fmt::join(parameters, ", "), x, i, got[i], wanted->value);
    ++compared_;
  }

  /// Of f32 at a value: constants such as scale*alpha are rounded on the way.
  static double spacing(double value) {
    return std::isfinite(value) ? power_of_two(spacing_exponent(format::f32, value)) : 0;
  }

  const profile& rules_;
  later_source later_;
  const subject& subject_;
  std::size_t compared_ = 0;
};

class measured_profiles : public testing::TestWithParam<library> {};

TEST_P(measured_profiles, are_what_the_library_does) {
  const library& l = GetParam();
  if (*l.file == '\0') GTEST_SKIP() << "the library was not found when actcheck was built";
  const auto opened = open_shared_library(l.file, {});
  if (!opened->version().starts_with(l.version))
    GTEST_SKIP() << "rules are for " << l.version << ", this is " << opened->version();
  comparison c(l, *opened);
  for (const activation* a : catalogue()) c.compare(*a);
  EXPECT_GE(c.compared(), 20U);
}

// Newer versions of PyTorch have other slopes of hard_swish, which is what the profile says.
INSTANTIATE_TEST_SUITE_P(libraries, measured_profiles,
                         testing::Values(library{"torch", actcheck_peer_torch_file, "1.13", "hardswish"},
                                         library{"onednn", actcheck_peer_onednn_file, "2.6", ""}),
                         [](const auto& chosen) { return std::string(chosen.param.profile_name); });

}  // namespace
}  // namespace actcheck::tests
