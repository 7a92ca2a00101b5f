// Gated activations: the oracle against other formulas in plain MPFR, the reference against the oracle, both against the gates'
// own references, special values and ties, arrays, and bad arguments.
#include "actcheck/gated.hpp"

#include <fmt/format.h>

#include <cmath>

#include "actcheck/activations.hpp"
#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "real.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

constexpr std::array all_results{gated_result::y, gated_result::da, gated_result::db};
constexpr std::array<std::string_view, 3> result_names{"y", "da", "db"};
std::string_view name_of(gated_result r) { return result_names[static_cast<std::size_t>(r)]; }

/// Everything the independent formulas lose to cancellation is far below these.
constexpr int working_bits = 1400;
/// Differs from 1 by less than any product of the tests shows, on the side of `sign`.
real nearly_one(double sign) { return real(1.0) + real::power_of_two(sign, -1000); }

/// The gates and their derivatives, by other formulas than the reference's.
real sigmoid_value(const real& x) {
  if (x > real(500.0)) return nearly_one(-1);
  const real e = exp(x);
  return e / (real(1.0) + e);
}
real sigmoid_slope(const real& x) {
  const real half_cosh = exp(x / real(2.0)) + exp(-x / real(2.0));
  return real(1.0) / (half_cosh * half_cosh);
}
real silu_slope(const real& x) { return x > real(500.0) ? nearly_one(+1) : sigmoid_value(x) + x * sigmoid_slope(x); }
real normal_value(const real& x) {
  if (x > real(32.0)) return nearly_one(-1);
  if (x < real(-32.0)) return erfc(-x / sqrt(real(2.0))) / real(2.0);
  return (real(1.0) + erf(x / sqrt(real(2.0)))) / real(2.0);
}
real gelu_slope(const real& x) {
  if (x > real(32.0)) return nearly_one(+1);
  return normal_value(x) + x * exp(-x * x / real(2.0)) / sqrt(real(2.0) * pi());
}
real relu_slope(const real& x) { return real(x.sign() > 0 ? 1.0 : 0.0); }

struct independent_gated {
  std::string_view name;
  bool gates_b;
  real (*value)(const real&);
  real (*slope)(const real&);
  double sign_far_below;  ///< of a gate too small for MPFR, and of its slope
};
const std::array<independent_gated, 4> independent{{
    {"glu", true, sigmoid_value, sigmoid_slope, 1},
    {"reglu", false, [](const real& x) { return x.sign() > 0 ? x : real(0.0); }, relu_slope, 1},
    {"geglu", false, [](const real& x) { return x * normal_value(x); }, gelu_slope, -1},
    {"swiglu", false, [](const real& x) { return x * sigmoid_value(x); }, silu_slope, -1},
}};

/// What the result should be at finite inputs.
double expected(const independent_gated& g, gated_result which, format f, double a, double b, double dy) {
  const real::precision scope(working_bits);
  const double gated = g.gates_b ? b : a, linear = g.gates_b ? a : b;
  const bool in_gated = which != gated_result::y && (which == gated_result::db) == g.gates_b;
  const real gate = in_gated ? g.slope(real(gated)) : g.value(real(gated));
  const double sign = gate.is_zero() ? (std::fabs(gated) > 1 ? g.sign_far_below : std::copysign(1.0, g.sign_far_below < 0 ? gated : 1.0))
                                     : gate.sign();
  double sign_of_factors = sign;
  real product = gate;
  for (const auto& [factor, counts] : {std::pair{linear, which == gated_result::y || in_gated}, std::pair{dy, which != gated_result::y}}) {
    if (!counts) continue;
    product = product * real(factor);
    sign_of_factors *= std::copysign(1.0, factor);
  }
  return product.is_zero() ? std::copysign(0.0, sign_of_factors) : round_once(f, product);
}

class gated : public testing::TestWithParam<const activation*> {
 protected:
  const activation& of() const { return *GetParam(); }
  std::string text(gated_result which, format f, double a, double b, double dy, double got, double want) const {
    return fmt::format("{} {} of {}({}, {}), dy = {}: got {}, want {}", name(f), name_of(which), of().name, show(f, a), show(f, b), show(f, dy),
                       show(f, got), show(f, want));
  }
};
const auto every_gated = testing::ValuesIn(catalogue(activation_kind::gated).begin(), catalogue(activation_kind::gated).end());
INSTANTIATE_TEST_SUITE_P(, gated, every_gated, activation_name);

/// Numbers whose products are often halfway between two others: few bits, and large enough for the gate to be open or shut.
double tie_prone(random_numbers& draw, format f) {
  const double fraction = 1 + static_cast<double>(draw.below(64)) * epsilon(f);
  const double value = std::ldexp(fraction, static_cast<int>(draw.below(16)));
  return round_to(f, draw.below(2) == 0 ? value : -value);
}

TEST_P(gated, oracle_agrees_with_other_formulas) {
  const auto found = std::find_if(independent.begin(), independent.end(), [&](const auto& g) { return g.name == of().name; });
  ASSERT_NE(found, independent.end());
  const gated_oracle truth(of(), of().default_parameters());
  random_numbers draw(fmt::format("gated oracle {}", of().name));
  for (const format f : all_formats) {
    mismatches wrong(fmt::format("{} {}", of().name, name(f)));
    for (std::size_t i = 0, n = scaled(150); i < n; ++i) {
      const bool ties = i % 2 == 0;
      const double a = ties ? tie_prone(draw, f) : draw.any(f), b = ties ? tie_prone(draw, f) : draw.any(f), dy = draw.any(f);
      if (!std::isfinite(a) || !std::isfinite(b) || !std::isfinite(dy)) continue;
      for (const auto which : all_results) {
        const double got = truth.evaluate(f, which, a, b, dy).rounded, want = expected(*found, which, f, a, b, dy);
        if (!same(got, want)) wrong.add([&] { return text(which, f, a, b, dy, got, want); });
      }
    }
  }
}

TEST_P(gated, reference_equals_the_oracle) {
  const auto parameters = of().default_parameters();
  const gated_oracle truth(of(), parameters);
  random_numbers draw(fmt::format("gated reference {}", of().name));
  for (const format f : all_formats) {
    const gated_reference fast(of(), f, parameters);
    const std::array edges{0.0, -0.0, 1.0, -1.0, infinity, -infinity, not_a_number, largest(f), -largest(f), smallest(f), -smallest(f),
                           smallest_normal(f), 17.0, -88.0, -104.0};
    mismatches wrong(fmt::format("{} {}", of().name, name(f)));
    const auto compare = [&](double a, double b, double dy) {
      for (const auto which : all_results) {
        const auto got = fast.evaluate(which, a, b, dy), want = truth.evaluate(f, which, a, b, dy);
        if (!same(got.rounded, want.rounded)) wrong.add([&] { return text(which, f, a, b, dy, got.rounded, want.rounded); });
        EXPECT_NEAR(got.residual, want.residual, 0x1p-8);
      }
    };
    for (const double a : edges)
      for (const double b : edges)
        for (const double dy : {1.0, -0.0, infinity, not_a_number, largest(f)}) compare(round_to(f, a), round_to(f, b), dy);
    const std::size_t n = 3000;
    for (std::size_t i = 0; i < scaled(n); ++i) compare(draw.any(f), draw.any(f), draw.upstream(f));
    for (std::size_t i = 0; i < scaled(n); ++i) compare(tie_prone(draw, f), tie_prone(draw, f), tie_prone(draw, f));
  }
}

/// With a linear input of 1 the result is the gate's own, and its gradient too: that of the elementwise reference.
TEST_P(gated, is_its_gate_where_the_other_input_is_1) {
  for (const format f : {format::f16, format::bf16}) {
    const gated_reference r(of(), f, of().default_parameters());
    const reference value(of().gates.gate(), pass::forward, f, of().default_parameters());
    const reference slope(of().gates.gate(), pass::backward, f, of().default_parameters());
    const auto in_gate = of().gates.gates_b ? gated_result::db : gated_result::da;
    mismatches wrong(fmt::format("{} {}", of().name, name(f)));
    for (std::uint64_t bits = 0; bits < 1 << 16; bits += stride()) {
      const double x = decode(f, bits), a = of().gates.gates_b ? 1.0 : x, b = of().gates.gates_b ? x : 1.0;
      const double y = r.evaluate(gated_result::y, a, b).rounded, dx = r.evaluate(in_gate, a, b, -3).rounded;
      if (!same(y, value.evaluate(x).rounded)) wrong.add([&] { return text(gated_result::y, f, a, b, 1, y, value.evaluate(x).rounded); });
      if (!same(dx, slope.evaluate(x, -3).rounded)) wrong.add([&] { return text(in_gate, f, a, b, -3, dx, slope.evaluate(x, -3).rounded); });
    }
  }
}

TEST(gated_identities, glu_of_equal_inputs_is_silu) {
  const gated_reference r(glu.entry(), format::f16, {});
  const reference same_function(silu.entry(), pass::forward, format::f16, {});
  for (std::uint64_t bits = 0; bits < 1 << 16; bits += stride()) {
    const double x = decode(format::f16, bits);
    if (std::isfinite(x)) {
      ASSERT_TRUE(same(r.evaluate(gated_result::y, x, x).rounded, same_function.evaluate(x).rounded)) << x;
    }
  }
}

/// The gate is nearly the identity, and a*b lies halfway between two numbers: the exact value is just below (a SiLU or GELU is
/// less than its input), a slope just above 1. No precision would show by how much.
TEST(gated_ties, are_settled_by_the_side_from_which_the_gate_approaches) {
  const float odd = 1 + 0x1p-23f, half = 1.5f;  // product 1.5 + 1.5*2^-23: halfway
  for (const float scale : {0x1p13f, 0x1p17f, 0x1p60f, 0x1p120f}) {
    EXPECT_EQ(swiglu(odd * scale, half), (1.5f + 0x1p-23f) * scale);
    EXPECT_EQ(geglu(odd * scale, half), (1.5f + 0x1p-23f) * scale);
    EXPECT_EQ(reglu(odd * scale, half), (1.5f + 0x1p-22f) * scale) << "exactly halfway: to even";
    EXPECT_EQ(swiglu(odd * scale, -half), -(1.5f + 0x1p-23f) * scale);
    EXPECT_EQ(swiglu.backward(scale, odd, half).first, 1.5f + 0x1p-22f);
    EXPECT_EQ(geglu.backward(scale, odd, -half).first, -(1.5f + 0x1p-22f));
    EXPECT_EQ(swiglu.backward(odd * scale, 1.0f, half).second, (1.5f + 0x1p-23f) * scale);
  }
  EXPECT_EQ(swiglu(1e300, 1e-300), 1.0000000000000000250 * 1e300 * 1e-300);
}

TEST(gated_special_values, follow_ieee_products_of_exact_factors) {
  const double inf = infinity;
  EXPECT_EQ(glu(inf, -1e308), inf) << "the gate is tiny, not 0";
  EXPECT_TRUE(std::isnan(glu(inf, -inf))) << "infinity times 0";
  EXPECT_TRUE(same(glu(-2.0, -inf), -0.0));
  EXPECT_EQ(glu(-2.0, inf), -2);
  EXPECT_TRUE(same(glu(-2.0f, -1e30f), -0.0f)) << "underflow keeps the sign";
  EXPECT_EQ(glu(3e38f, -100.0f), static_cast<float>(3e38f * 3.7200759760208359630e-44)) << "a tiny gate, a huge input";
  EXPECT_TRUE(std::isnan(reglu(-1.0, inf)));
  EXPECT_TRUE(same(reglu(-1.0, -2.0), -0.0));
  EXPECT_TRUE(same(reglu(-1.0, 2.0), 0.0));
  EXPECT_TRUE(std::isnan(swiglu(-inf, inf)));
  EXPECT_TRUE(same(swiglu(-inf, 2.0), -0.0));
  EXPECT_EQ(swiglu(inf, -2.0), -inf);
  EXPECT_TRUE(std::isnan(swiglu(inf, 0.0)));
  for (const auto* f : {&glu, &reglu, &geglu, &swiglu}) {
    EXPECT_TRUE(std::isnan((*f)(not_a_number, 1.0)) && std::isnan((*f)(1.0, not_a_number))) << f->entry().name;
    for (const auto& [a, b, dy] : {std::tuple{not_a_number, 1.0, 1.0}, {1.0, not_a_number, 1.0}, {1.0, 1.0, not_a_number}}) {
      const auto [da, db] = f->backward(a, b, dy);
      EXPECT_TRUE(std::isnan(da) && std::isnan(db)) << f->entry().name;
    }
  }
  EXPECT_TRUE(same(reglu.backward(0.0, 5.0, -1.0).first, -0.0)) << "the kink's convention is 0";
  EXPECT_EQ(glu.backward(inf, 0.0, 1.0).second, inf);
  EXPECT_TRUE(std::isnan(glu.backward(inf, 0.0, 0.0).second)) << "an infinite input times a gradient of 0";
}

TEST(gated_calls, take_every_format) {
  EXPECT_EQ(glu(1.0, 0.0), 0.5);
  EXPECT_EQ(glu(1.0f, 0.0f), 0.5f);
  EXPECT_EQ(detail::as_double(glu(f16{0x3c00}, f16{0})), 0.5);
  EXPECT_EQ(detail::as_double(glu(bf16{0x3f80}, bf16{0})), 0.5);
  EXPECT_EQ(swiglu(1.0, 2.0), 1.4621171572600098);  // 2/(1+1/e) = 1.46211715726000975850...
  EXPECT_EQ(glu.derivatives(2.0, 0.0), (std::pair{0.5, 0.5}));
  EXPECT_EQ(&glu.entry(), find_activation("gated_linear_unit"));
}

/// Arrays in and out of place, in one thread and several: always what single calls give.
TEST_P(gated, arrays_equal_single_calls_in_place_too) {
  const gated_reference r(of(), format::f16, of().default_parameters());
  random_numbers draw("gated arrays");
  const std::size_t n = 20000;
  std::vector<std::uint16_t> a(n), b(n), dy(n), y(n), da(n), db(n);
  for (std::size_t i = 0; i < n; ++i)
    for (auto* v : {&a, &b, &dy}) (*v)[i] = static_cast<std::uint16_t>(draw.bits());
  for (std::size_t i = 0; i < n; ++i) {
    const double left = decode(format::f16, a[i]), right = decode(format::f16, b[i]), up = decode(format::f16, dy[i]);
    y[i] = static_cast<std::uint16_t>(encode(format::f16, r.evaluate(gated_result::y, left, right).rounded));
    da[i] = static_cast<std::uint16_t>(encode(format::f16, r.evaluate(gated_result::da, left, right, up).rounded));
    db[i] = static_cast<std::uint16_t>(encode(format::f16, r.evaluate(gated_result::db, left, right, up).rounded));
  }
  std::vector<std::uint16_t> out(n), out_b(n);
  r.apply(a.data(), b.data(), out.data(), n, 3);
  EXPECT_EQ(out, y);
  r.apply_backward(a.data(), b.data(), dy.data(), out.data(), out_b.data(), n, 2);
  EXPECT_EQ(out, da);
  EXPECT_EQ(out_b, db);
  auto in_a = a, in_b = b, in_dy = dy;
  r.apply(in_a.data(), b.data(), in_a.data(), n);
  EXPECT_EQ(in_a, y);
  in_a = a;
  r.apply_backward(in_a.data(), in_b.data(), dy.data(), in_b.data(), in_a.data(), n);  // da where b was, db where a was
  EXPECT_EQ(in_b, da);
  EXPECT_EQ(in_a, db);
  r.apply_backward(a.data(), b.data(), in_dy.data(), out.data(), in_dy.data(), n);
  EXPECT_EQ(in_dy, db);
  EXPECT_NO_THROW(r.apply(nullptr, nullptr, nullptr, 0));
}

TEST(gated_arguments, are_checked) {
  const gated_reference r(glu.entry(), format::f32, {});
  std::vector<float> x(8);
  EXPECT_EQ(complaint_of([] { gated_reference(gelu.entry(), format::f32, {}); }), "gelu is elementwise, not gated");
  EXPECT_EQ(complaint_of([] { gated_oracle(softmax.entry(), {}); }), "softmax is row-wise, not gated");
  EXPECT_EQ(complaint_of([] { reference(glu.entry(), pass::forward, format::f32, {}); }), "glu is gated, not elementwise");
  EXPECT_EQ(complaint_of([] { glu.entry().facts_for({}); }), "glu is gated, not elementwise");
  EXPECT_EQ(complaint_of([] { glu.entry().plain(pass::forward, 1, {}); }), "glu is gated, not elementwise");
  EXPECT_EQ(complaint_of([] { glu(1.0, 2.0, 3.0); }), "sigmoid takes 0 parameters, got 1");
  EXPECT_EQ(complaint_of([&] { r.apply(x.data(), nullptr, x.data(), 2); }), "reference: b or the result is null");
  EXPECT_EQ(complaint_of([&] { r.apply(x.data(), x.data(), x.data() + 1, 4); }),
            "reference: a and the result overlap in part; they may be the same array or apart");
  EXPECT_EQ(complaint_of([&] { r.apply_backward(x.data(), x.data(), nullptr, x.data() + 4, x.data() + 4, 4); }), "reference: da and db overlap");
  EXPECT_EQ(complaint_of([&] { r.apply(reinterpret_cast<char*>(x.data()) + 1, x.data(), x.data() + 4, 1); }),
            "reference: a and the result must be aligned to 4 bytes");
}

}  // namespace
}  // namespace actcheck::test
