// The kernels give the same bits on every instruction set that this machine has, whole or split over threads, in place or
// not, at any length and alignment; and those bits are what single evaluations give, which other tests compare with the
// oracle.
#include "kernels/lane_kernels.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <cstring>

#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

/// Uses one target while it lives.
class target_in_use {
 public:
  explicit target_in_use(const std::string& name) { kernels::choose_target(name); }
  ~target_in_use() { kernels::choose_target(""); }
  target_in_use(const target_in_use&) = delete;
  target_in_use& operator=(const target_in_use&) = delete;
};

/// Stored inputs: random ones of all kinds with every special value among them, so that specials stand in every lane.
struct stored_inputs {
  std::vector<char> x, dy;
  std::size_t size;

  stored_inputs(format f, const std::string& stream, std::size_t n) : x(n * bytes(f)), dy(n * bytes(f)), size(n) {
    random_numbers draw(stream);
    const double specials[] = {0.0, -0.0, infinity, -infinity, not_a_number, smallest(f), -smallest(f), largest(f), -largest(f)};
    for (std::size_t i = 0; i < n; ++i) {
      const bool special = draw.below(11) == 0;
      store_bits(f, x.data(), i, encode(f, special ? specials[draw.below(std::size(specials))] : draw.any(f)));
      store_bits(f, dy.data(), i, encode(f, draw.upstream(f)));
    }
  }
};

std::vector<char> applied(const reference& r, const stored_inputs& in, bool with_dy, unsigned threads = 1) {
  std::vector<char> out(in.x.size(), '\x5a');
  r.apply(in.x.data(), with_dy ? in.dy.data() : nullptr, out.data(), in.size, threads);
  return out;
}

/// Where the arrays differ first, for failure messages; nothing if they are equal.
std::string first_difference(format f, const stored_inputs& in, const std::vector<char>& got, const std::vector<char>& want) {
  for (std::size_t i = 0; i < in.size; ++i) {
    const auto bits = load_bits(f, got.data(), i), expected = load_bits(f, want.data(), i);
    if (bits != expected)
      return fmt::format("[{}]: x = {}, dy = {}: got {}, want {}", i, show(f, decode(f, load_bits(f, in.x.data(), i))),
                         show(f, decode(f, load_bits(f, in.dy.data(), i))), show(f, decode(f, bits)), show(f, decode(f, expected)));
  }
  return "";
}

const std::vector<format> narrow_formats{format::f32, format::f16, format::bf16, format::f8e4m3fn, format::f8e5m2};

class kernels_of : public testing::TestWithParam<evaluation> {};
INSTANTIATE_TEST_SUITE_P(, kernels_of, testing::ValuesIn(every_evaluation(narrow_formats)), evaluation_name);

TEST_P(kernels_of, give_what_single_evaluations_give_on_every_target) {
  const auto& [a, direction, f] = GetParam();
  for (const auto& parameters : parameter_sets(*a)) {
    const stored_inputs in(f, "kernels " + GetParam().name(), scaled(6'007));
    for (const bool with_dy : {false, true}) {
      if (with_dy && direction == pass::forward) continue;
      std::vector<char> want(in.x.size());
      const reference best(*a, direction, f, parameters);
      for (std::size_t i = 0; i < in.size; ++i) {
        const double x = decode(f, load_bits(f, in.x.data(), i)), dy = decode(f, load_bits(f, in.dy.data(), i));
        store_bits(f, want.data(), i, encode(f, best.evaluate(x, with_dy ? dy : 1).rounded));
      }
      for (const auto& target : kernels::available_targets()) {
        const target_in_use in_use(target);
        const reference here(*a, direction, f, parameters);
        const auto difference = first_difference(f, in, applied(here, in, with_dy), want);
        EXPECT_EQ(difference, "") << call_text(*a, parameters) << ' ' << name(direction) << ' ' << name(f) << " on " << target;
      }
    }
  }
}

TEST(kernels, give_the_same_on_any_number_of_threads) {
  for (const auto& e : every_evaluation({format::f32, format::bf16, format::f8e4m3fn})) {
    const reference r(*e.of, e.direction, e.number_format, e.of->default_parameters());
    const stored_inputs in(e.number_format, "threads", (1 << 16) + 13);
    const auto alone = applied(r, in, true);
    EXPECT_EQ(first_difference(e.number_format, in, applied(r, in, true, 3), alone), "") << e.name();
  }
}

// The first call of a 16-bit reference evaluates, later ones look up.
TEST(kernels, give_the_same_from_their_tables) {
  for (const auto& e : every_evaluation({format::f16, format::bf16})) {
    const stored_inputs in(e.number_format, "tables", (1 << 15) + 11);
    const auto sets = parameter_sets(*e.of);
    for (const auto& parameters : {sets.front(), sets.back()}) {
      const reference r(*e.of, e.direction, e.number_format, parameters);
      for (const bool with_dy : {false, e.direction == pass::backward}) {
        const auto evaluated = applied(r, in, with_dy);
        for (int call = 0; call < 2; ++call)
          EXPECT_EQ(first_difference(e.number_format, in, applied(r, in, with_dy), evaluated), "") << e.name() << ' ' << with_dy;
      }
    }
  }
}

TEST(kernels, give_the_same_in_place_and_at_any_length_and_offset) {
  for (const auto& e : every_evaluation(narrow_formats)) {
    const format f = e.number_format;
    const reference r(*e.of, e.direction, f, e.of->default_parameters());
    for (std::size_t n = 0; n <= 40; ++n) {
      const stored_inputs in(f, fmt::format("length {}", n), n);
      const auto want = applied(r, in, true);
      auto over_x = in.x, over_dy = in.dy;
      r.apply(over_x.data(), in.dy.data(), over_x.data(), n);
      r.apply(in.x.data(), over_dy.data(), over_dy.data(), n);
      EXPECT_EQ(first_difference(f, in, over_x, want), "") << e.name() << " over x, " << n;
      if (e.direction == pass::backward) {
        EXPECT_EQ(first_difference(f, in, over_dy, want), "") << e.name() << " over dy, " << n;
      }
      // Off every vector's alignment, with guards on both sides.
      const std::size_t offset = (1 + n % 3) * bytes(f);
      std::vector<char> x(in.x.size() + 2 * offset), out(x.size(), '\x5a');
      if (n > 0) std::memcpy(x.data() + offset, in.x.data(), in.x.size());
      r.apply(x.data() + offset, in.dy.data(), out.data() + offset, n);
      EXPECT_TRUE(n == 0 || std::memcmp(out.data() + offset, want.data(), want.size()) == 0) << e.name() << " shifted, " << n;
      for (std::size_t i = 0; i < offset; ++i) {
        EXPECT_EQ(out[i], '\x5a') << e.name() << " writes before, " << n;
        EXPECT_EQ(out[out.size() - 1 - i], '\x5a') << e.name() << " writes behind, " << n;
      }
    }
  }
}

TEST(kernels, refuse_arrays_that_are_null_misaligned_or_overlap_in_part) {
  const reference r(get_activation("silu"), pass::backward, format::f32, {});
  alignas(16) float a[16] = {}, b[16] = {}, c[16] = {};
  EXPECT_THROW(r.apply(nullptr, b, c, 4), std::invalid_argument);
  EXPECT_THROW(r.apply(a, b, nullptr, 4), std::invalid_argument);
  EXPECT_THROW(r.apply(reinterpret_cast<char*>(a) + 1, b, c, 4), std::invalid_argument);
  EXPECT_THROW(r.apply(a, reinterpret_cast<char*>(b) + 2, c, 4), std::invalid_argument);
  EXPECT_THROW(r.apply(a, b, a + 1, 4), std::invalid_argument);
  EXPECT_THROW(r.apply(a, b, b + 3, 4), std::invalid_argument);
  EXPECT_NO_THROW(r.apply(a, b, a, 4));
  EXPECT_NO_THROW(r.apply(a, b, b, 4));
  EXPECT_NO_THROW(r.apply(a, a, c, 4));
  EXPECT_NO_THROW(r.apply(a, nullptr, c, 4));
  EXPECT_NO_THROW(r.apply(nullptr, nullptr, nullptr, 0));
}

TEST(kernels, refuse_a_target_that_is_not_there) {
  const auto before = kernels::current_target();
  try {
    kernels::choose_target("AVX-1024");
    FAIL() << "accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("AVX-1024"), std::string::npos);
    for (const auto& target : kernels::available_targets()) EXPECT_NE(std::string(error.what()).find(target), std::string::npos);
  }
  EXPECT_EQ(kernels::current_target(), before);
  EXPECT_EQ(before, kernels::available_targets().front());
}

}  // namespace
}  // namespace actcheck::test
