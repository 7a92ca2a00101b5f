// Row-wise activations: NaN, infinities, empty and single-column rows, arrays in place and in threads, bad arguments.
#include <cmath>

#include "actcheck/activations.hpp"
#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "rows.hpp"

namespace actcheck::test {
namespace {

constexpr double inf = infinity;

template <class T>
bool all_nan(const std::vector<T>& values) {
  return std::all_of(values.begin(), values.end(), [](T v) { return std::isnan(v); });
}

TEST(rows_special, nan_poisons_its_row) {
  for (const auto* f : {&softmax, &log_softmax, &softmin}) {
    EXPECT_TRUE(all_nan((*f)(row{1, not_a_number, 2}))) << f->entry().name;
    EXPECT_TRUE(all_nan(f->backward(row{1, not_a_number, 2}, row{1, 1, 1})));
    EXPECT_TRUE(all_nan(f->backward(row{1, 0, 2}, row{1, not_a_number, 1})));
    const double all = f == &softmin ? -inf : inf;
    EXPECT_TRUE(all_nan((*f)(row{1, all, 2}))) << "an infinity that takes everything";
    EXPECT_TRUE(all_nan((*f)(row{-all, -all}))) << "no finite element";
    EXPECT_TRUE(all_nan(f->backward(row{-all, -all}, row{1, 2})));
    EXPECT_TRUE(all_nan((*f)(row{-all})));
  }
}

/// A format without infinities: what overflows is NaN, whatever the way to it.
TEST(rows_special, overflow_in_f8e4m3fn_is_nan_beyond_that_side) {
  const auto check = [](pass p, const row& x, const row& dy, std::int8_t side) {
    std::vector<reference_value> fast(x.size()), exact(x.size());
    row_reference(log_softmax.entry(), p, format::f8e4m3fn).evaluate(x, dy, fast);
    row_oracle(log_softmax.entry(), p).evaluate(format::f8e4m3fn, x, dy, exact);
    for (const auto& got : {fast[0], exact[0]}) {
      EXPECT_TRUE(std::isnan(got.rounded)) << got.rounded;
      EXPECT_EQ(got.beyond, side);
    }
  };
  check(pass::forward, {-448, 448}, {}, -1);
  check(pass::backward, {7, 7, 7}, {-448, 448, 448}, -1);     // all equal: -448 - 448/3
  check(pass::backward, {448, 1, 1}, {0, -448, -448}, +1);    // nearly the whole total of the others
}

TEST(rows_special, masked_elements_have_no_share) {
  EXPECT_EQ(softmax(row{-inf, 0, 0}), (row{0, 0.5, 0.5}));
  EXPECT_EQ(softmin(row{inf, 0, 0}), (row{0, 0.5, 0.5}));
  EXPECT_EQ(log_softmax(row{-inf, 4}), (row{-inf, 0}));
  EXPECT_TRUE(same(log_softmax(row{-inf, 4})[1], 0.0));
  EXPECT_EQ(softmax.backward(row{-inf, 0, 0}, row{7, 1, 3}), (row{0, -0.5, 0.5}));
  EXPECT_EQ(log_softmax.backward(row{-inf, 0, 0}, row{7, 1, 3}), (row{7, -4.5, -2.5})) << "y_0 still depends on x_1 and x_2";
}

TEST(rows_special, single_columns_and_empty_rows) {
  EXPECT_EQ(softmax(row{-3e300}), row{1});
  EXPECT_EQ(softmin(row{5}), row{1});
  EXPECT_TRUE(same(log_softmax(row{17})[0], 0.0));
  EXPECT_TRUE(same(softmax.backward(row{1}, row{-5})[0], 0.0));
  EXPECT_TRUE(same(log_softmax.backward(row{1}, row{-5})[0], 0.0));
  EXPECT_TRUE(softmax(row{}).empty());
  EXPECT_TRUE(softmax.backward(row{}, row{}).empty());
}

/// Every infinite dy_j meets the entries of its column of the Jacobian: signs on and off the diagonal, and zeros.
TEST(rows_special, infinite_gradients_multiply_the_jacobian) {
  EXPECT_EQ(softmax.backward(row{1, 2, 3}, row{inf, 0, 1}), (row{inf, -inf, -inf}));
  EXPECT_EQ(softmin.backward(row{1, 2, 3}, row{inf, 0, 1}), (row{-inf, inf, inf}));
  EXPECT_EQ(log_softmax.backward(row{1, 2, 3}, row{inf, 0, 1}), (row{inf, -inf, -inf}));
  const auto two = softmax.backward(row{1, 2, 3}, row{inf, inf, 1});
  EXPECT_TRUE(std::isnan(two[0]) && std::isnan(two[1]));
  EXPECT_EQ(two[2], -inf);
  const auto opposite = softmax.backward(row{1, 2, 3}, row{inf, -inf, 1});
  EXPECT_EQ(opposite[0], inf);
  EXPECT_EQ(opposite[1], -inf);
  EXPECT_TRUE(std::isnan(opposite[2]));
  EXPECT_TRUE(all_nan(softmax.backward(row{1}, row{inf}))) << "0 times infinity";
  EXPECT_TRUE(all_nan(softmax.backward(row{1, 2, -inf}, row{1, 1, inf})));
  const auto masked = log_softmax.backward(row{1, 2, -inf}, row{1, 1, inf});
  EXPECT_EQ(masked, (row{-inf, -inf, inf}));
}

/// Stored arrays: each row by itself, whatever the threads, in and out of place; no rows and no columns are legal.
TEST(rows_arrays, equal_single_rows_in_place_too) {
  random_numbers draw("row arrays");
  const std::size_t count = 700, cols = 13;
  std::vector<std::uint16_t> x(count * cols), dy(count * cols);
  for (auto* v : {&x, &dy})
    for (auto& bits : *v) bits = static_cast<std::uint16_t>(encode(format::bf16, draw.lively(format::bf16)));
  x[20] = static_cast<std::uint16_t>(encode(format::bf16, not_a_number));
  for (const pass p : {pass::forward, pass::backward}) {
    const row_reference r(softmax.entry(), p, format::bf16);
    std::vector<std::uint16_t> want(x.size()), got(x.size());
    for (std::size_t k = 0; k < count; ++k) {
      row values(cols), upstream(cols);
      decode_array(format::bf16, x.data() + k * cols, values);
      decode_array(format::bf16, dy.data() + k * cols, upstream);
      const row results = by_reference(softmax.entry(), p, format::bf16, values, upstream);
      encode_array(format::bf16, results, want.data() + k * cols);
    }
    for (const unsigned threads : {1u, 3u, 64u}) {
      r.apply(x.data(), dy.data(), got.data(), count, cols, threads);
      EXPECT_EQ(got, want) << threads;
    }
    auto in_x = x, in_dy = dy;
    r.apply(in_x.data(), dy.data(), in_x.data(), count, cols, 2);
    EXPECT_EQ(in_x, want);
    if (p == pass::backward) {
      r.apply(x.data(), in_dy.data(), in_dy.data(), count, cols);
      EXPECT_EQ(in_dy, want);
    }
    EXPECT_NO_THROW(r.apply(nullptr, nullptr, nullptr, 0, 5));
    EXPECT_NO_THROW(r.apply(nullptr, nullptr, nullptr, 5, 0));
  }
}

TEST(rows_arguments, are_checked) {
  std::vector<float> x(8);
  std::vector<reference_value> results(2);
  const row_reference forward(softmax.entry(), pass::forward, format::f32), backward(softmax.entry(), pass::backward, format::f32);
  EXPECT_EQ(complaint_of([] { row_reference(gelu.entry(), pass::forward, format::f32); }), "gelu is elementwise, not row-wise");
  EXPECT_EQ(complaint_of([] { row_oracle(glu.entry(), pass::forward); }), "glu is gated, not row-wise");
  EXPECT_EQ(complaint_of([] { reference(softmax.entry(), pass::forward, format::f32, {}); }), "softmax is row-wise, not elementwise");
  EXPECT_EQ(complaint_of([] { softmax.entry().facts_for({}); }), "softmax is row-wise, not elementwise");
  EXPECT_EQ(complaint_of([] { softmax.backward(row{1, 2}, row{1}); }), "row and dy must have the same size");
  EXPECT_EQ(complaint_of([&] { forward.evaluate(row{1, 2, 3}, {}, results); }), "reference: row, dy and results must have the same size");
  EXPECT_EQ(complaint_of([&] { backward.evaluate(row{1, 2}, row{1}, results); }), "reference: row, dy and results must have the same size");
  EXPECT_EQ(complaint_of([&] { backward.apply(x.data(), nullptr, x.data(), 2, 2); }), "reference: dy or the result is null");
  EXPECT_EQ(complaint_of([&] { forward.apply(x.data(), nullptr, x.data() + 1, 2, 3); }),
            "reference: x and the result overlap in part; they may be the same array or apart");
  EXPECT_EQ(complaint_of([&] { forward.apply(reinterpret_cast<char*>(x.data()) + 2, nullptr, x.data() + 4, 1, 1); }),
            "reference: x and the result must be aligned to 4 bytes");
  EXPECT_EQ(complaint_of([&] { forward.apply(x.data(), nullptr, x.data(), SIZE_MAX / 2, 16); }),
            "reference: rows times cols is larger than memory");
}

TEST(rows_calls, take_every_format_and_kind_of_row) {
  EXPECT_EQ(softmax(std::array{0.0f, 0.0f}), (std::vector{0.5f, 0.5f}));
  EXPECT_EQ(softmax(std::vector<f16>(4, f16{0x3c00}))[3], f16{0x3400});
  EXPECT_EQ(softmax(std::vector<bf16>(4, bf16{0x3f80}))[3], bf16{0x3e80});
  std::vector<double> modifiable{1, 1};
  EXPECT_EQ(softmax(std::span(modifiable)), (std::vector{0.5, 0.5}));
  EXPECT_EQ(&softmax.entry(), find_activation("softargmax"));
}

}  // namespace
}  // namespace actcheck::test
