// The reference in the 8-bit formats equals the oracle on all 256 inputs, for many upstream gradients, under both overflow
// policies, on values and on stored bytes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

class reference_on_every_8_bit_input : public testing::TestWithParam<evaluation> {
 protected:
  /// Compares values and bytes with the oracle for one dy (nothing: no upstream gradient at all).
  void compare(const reference& fast, const oracle& truth, std::optional<double> dy) {
    const format f = fast.number_format();
    std::vector<double> x(256), upstream(256, dy.value_or(1));
    for (std::size_t bits = 0; bits < x.size(); ++bits) x[bits] = decode(f, bits);
    std::vector<std::uint8_t> stored_x(256), stored_dy(256), stored(256);
    encode_array(f, x, stored_x.data());
    encode_array(f, upstream, stored_dy.data());
    std::vector<reference_value> got(256);
    fast.evaluate(x, dy ? std::span<const double>(upstream) : std::span<const double>(), got);
    fast.apply(stored_x.data(), dy ? stored_dy.data() : nullptr, stored.data(), stored.size());
    mismatches wrong(fmt::format("{}, dy = {}, {}", GetParam().name(), upstream[0],
                                 fast.policy() == overflow::saturate ? "saturating" : "standard"));
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto want = truth.evaluate(f, x[i], upstream[i], fast.policy());
      const bool residual_agrees = std::fabs(got[i].residual - want.residual) <= 1e-3F;
      if (!same(got[i].rounded, want.rounded) || got[i].beyond != want.beyond || !residual_agrees ||
          stored[i] != encode(f, want.rounded))
        wrong.add([&] {
          return fmt::format("x = {}: got {} residual {} beyond {}, stored 0x{:02x}; oracle {} residual {} beyond {}",
                             show(f, x[i]), got[i].rounded, got[i].residual, got[i].beyond, stored[i],
                             show(f, want.rounded), want.residual, want.beyond);
        });
    }
  }

  std::vector<double> upstream_gradients(format f) const {
    std::vector<double> all{1,  -1, 0, -0.0, largest(f), -largest(f), smallest(f), -3 * smallest(f), smallest_normal(f),
                            18 * smallest(f), -2.5, round_to(f, infinity), not_a_number};
    random_numbers draw("8 bits dy " + GetParam().name());
    for (std::size_t i = 0, n = scaled(20, 3); i < n; ++i) all.push_back(draw.any(f));
    for (double& dy : all) dy = round_to(f, dy);
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(, reference_on_every_8_bit_input,
                         testing::ValuesIn(every_evaluation({format::f8e4m3fn, format::f8e5m2})), evaluation_name);

TEST_P(reference_on_every_8_bit_input, equals_the_oracle) {
  const auto& [a, direction, f] = GetParam();
  for (const auto& parameters : parameter_sets(*a))
    for (const overflow policy : {overflow::standard, overflow::saturate}) {
      const reference fast(*a, direction, f, parameters, policy);
      const oracle truth(*a, direction, parameters);
      compare(fast, truth, std::nullopt);
      if (direction == pass::forward) continue;
      for (const double dy : upstream_gradients(f)) compare(fast, truth, dy);
    }
}

// Long arrays on several threads, and results written over their inputs, give what short calls give.
TEST(reference_8_bit_arrays, of_any_length_and_place_give_the_same_bytes) {
  random_numbers draw("8 bit arrays");
  for (const format f : {format::f8e4m3fn, format::f8e5m2}) {
    const reference fast(get_activation("gelu"), pass::backward, f, {});
    std::vector<std::uint8_t> x(100'003), dy(x.size()), once(x.size()), again(x.size());
    for (auto& v : x) v = static_cast<std::uint8_t>(draw.bits());
    for (auto& v : dy) v = static_cast<std::uint8_t>(draw.bits());
    for (const bool scaled_by_dy : {false, true}) {
      const std::uint8_t* upstream = scaled_by_dy ? dy.data() : nullptr;
      for (std::size_t i = 0; i < x.size(); i += 17)
        fast.apply(x.data() + i, scaled_by_dy ? dy.data() + i : nullptr, once.data() + i, std::min<std::size_t>(17, x.size() - i));
      fast.apply(x.data(), upstream, again.data(), x.size(), 3);
      EXPECT_EQ(once, again) << name(f);
      auto in_place = x;
      fast.apply(in_place.data(), upstream, in_place.data(), x.size());
      EXPECT_EQ(once, in_place) << name(f) << ", over x";
      if (!scaled_by_dy) continue;
      in_place = dy;
      fast.apply(x.data(), in_place.data(), in_place.data(), x.size());
      EXPECT_EQ(once, in_place) << name(f) << ", over dy";
    }
    fast.apply(nullptr, nullptr, nullptr, 0);
  }
}

TEST(reference_8_bit_arrays, only_8_bit_formats_saturate) {
  for (const format f : {format::f64, format::f32, format::f16, format::bf16})
    EXPECT_THROW(reference(get_activation("relu"), pass::forward, f, {}, overflow::saturate), std::invalid_argument);
  EXPECT_EQ(reference(get_activation("relu"), pass::forward, format::f8e5m2, {}, overflow::saturate).policy(), overflow::saturate);
}

}  // namespace
}  // namespace actcheck::test
