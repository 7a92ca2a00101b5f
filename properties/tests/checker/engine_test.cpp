// The engine's parts: the collector of violations, sweeps on several threads, guarded memory.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include "actcheck/catalogue.hpp"
#include "engine/guarded_memory.hpp"
#include "engine/report.hpp"
#include "engine/screen.hpp"
#include "engine/sweep.hpp"
#include "engine/violations.hpp"

namespace actcheck {
namespace {

TEST(complexity, prefers_few_digits_and_moderate_size) {
  const std::vector<double> in_order{0, 1, 2, 3, 5, 0.1};
  for (std::size_t i = 1; i < in_order.size(); ++i)
    EXPECT_LT(complexity(in_order[i - 1]), complexity(in_order[i])) << in_order[i];
  EXPECT_EQ(complexity(0.5), complexity(2));
  EXPECT_LT(complexity(3), complexity(-3));
  EXPECT_LT(complexity(-3), complexity(3.5));
  EXPECT_LT(complexity(1), complexity(1024));
  EXPECT_LT(complexity(1024), complexity(1e300));
  EXPECT_LT(complexity(1e-3), complexity(0x1p-1074));
  EXPECT_EQ(complexity(-0.0), 0);
  EXPECT_EQ(complexity(std::nan("")), 0);
  EXPECT_LE(complexity(infinity), complexity(-3));
}

/// A violation with the results of interest made up.
struct event {
  std::uint64_t position;
  counterexample what;
};

event at(std::uint64_t position, double got = 0, double ulp = 1) {
  return {position, {static_cast<double>(position), got, 1, ulp}};
}

violations collect(const std::vector<event>& events) {
  violations v;
  for (const auto& e : events) v.add(e.position, e.what);
  return v;
}

TEST(collector, joins_neighbours_to_intervals) {
  const auto v = collect({at(3), at(4), at(5), at(9), at(20), at(21)});
  EXPECT_EQ(v.count(), 6U);
  const auto found = v.intervals();
  ASSERT_EQ(found.size(), 3U);  // most violations first
  EXPECT_EQ(found[0].from, 3);
  EXPECT_EQ(found[0].to, 5);
  EXPECT_EQ(found[0].violations, 3U);
  EXPECT_EQ(found[1].from, 20);
  EXPECT_EQ(found[1].to, 21);
  EXPECT_EQ(found[2].from, 9);
  EXPECT_EQ(found[2].to, 9);
  EXPECT_EQ(v.intervals(1).size(), 1U);
}

TEST(collector, says_what_an_interval_returns_where_it_is_one_thing) {
  const double nan = std::nan("");
  auto same = collect({at(1, 0), at(2, 0)}), other = collect({at(1, 0), at(2, 3)}), single = collect({at(1, 0)});
  auto lost = collect({at(1, nan), at(2, nan)}), mixed = collect({at(1, nan), at(2, 0)}),
       one_lost = collect({at(7, nan)});
  EXPECT_EQ(same.intervals()[0].what, "returns 0");
  EXPECT_EQ(other.intervals()[0].what, "");
  EXPECT_EQ(single.intervals()[0].what, "");
  EXPECT_EQ(lost.intervals()[0].what, "returns nan");
  EXPECT_EQ(mixed.intervals()[0].what, "");
  EXPECT_EQ(one_lost.intervals()[0].what, "returns nan");
}

TEST(collector, keeps_the_simplest_and_the_worst) {
  violations v;
  EXPECT_FALSE(v.simplest());
  for (const auto& [x, ulp] :
       std::vector<std::pair<double, double>>{{0.1, 3}, {-17, 9}, {17, 9}, {2, 1}, {0.5, 1}, {1e9, 2}})
    v.add(static_cast<std::uint64_t>(v.count() * 2), {x, 0, 1, ulp});
  EXPECT_EQ(v.simplest()->x, 0.5);  // as simple as 2, and smaller
  EXPECT_EQ(v.worst()->x, -17);     // the first of two
  v.add(99, {3, std::nan(""), 1, infinity});
  EXPECT_EQ(v.worst()->x, 3);
}

TEST(collector, reports_to_a_finding) {
  finding none, some;
  violations().report_to(none);
  EXPECT_EQ(none.outcome, verdict::pass);
  EXPECT_TRUE(none.intervals.empty());
  some.worst = counterexample{8, 0, 1, 1000};
  collect({at(3, 0, 10), at(4, 0, 20)}).report_to(some);
  EXPECT_EQ(some.outcome, verdict::fail);
  EXPECT_EQ(some.violations, 2U);
  EXPECT_EQ(some.simplest->x, 3);
  EXPECT_EQ(some.worst->x, 8);  // seen elsewhere, and worse
  EXPECT_EQ(some.intervals[0].worst_ulp, 20);
}

std::string text_of(const violations& v) {
  finding f;
  v.report_to(f);
  f.intervals = v.intervals(100000);
  std::string text =
      fmt::format("{} {} {}\n", f.violations, f.simplest ? f.simplest->x : 0.0, f.worst ? f.worst->x : 0.0);
  for (const auto& i : f.intervals)
    text += fmt::format("{} {} {} {} {}\n", i.from, i.to, i.violations, i.worst_ulp, i.what);
  return text;
}

/// Events at random places: runs and single ones.
std::vector<event> random_events(std::mt19937_64& random, std::size_t runs) {
  std::vector<event> events;
  std::uint64_t position = random() % 10;
  for (std::size_t r = 0; r < runs; ++r) {
    const double got = static_cast<double>(random() % 3);
    for (std::uint64_t length = 1 + random() % 9; length > 0; --length)
      events.push_back(at(position++, got, static_cast<double>(random() % 1000)));
    position += 1 + random() % 50;
  }
  return events;
}

TEST(collector, gives_the_same_for_any_split_into_parts) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    const auto events = random_events(random, 1 + random() % 200);
    violations joined;
    for (std::size_t begin = 0; begin < events.size();) {
      const std::size_t end = std::min(events.size(), begin + random() % 40);  // some parts are empty
      joined.absorb(collect(
          {events.begin() + static_cast<std::ptrdiff_t>(begin), events.begin() + static_cast<std::ptrdiff_t>(end)}));
      begin = end;
    }
    ASSERT_EQ(text_of(joined), text_of(collect(events))) << "round " << round;
  }
}

/// More runs than it has memory for: intervals widen, but nothing is lost and they stay few.
TEST(collector, coarsens_scattered_violations_without_losing_any) {
  std::mt19937_64 random(2);
  const auto events = random_events(random, 5000);
  const auto whole = collect(events);
  violations joined = collect({events.begin(), events.begin() + 7000});
  joined.absorb(collect({events.begin() + 7000, events.end()}));
  for (const auto* v : {&whole, &static_cast<const violations&>(joined)}) {
    const auto found = v->intervals(100000);
    EXPECT_LE(found.size(), 512U);
    std::uint64_t sum = 0;
    for (const auto& i : found) sum += i.violations;
    EXPECT_EQ(sum, events.size());
    EXPECT_EQ(v->count(), events.size());
  }
  EXPECT_EQ(whole.simplest()->x, joined.simplest()->x);
  EXPECT_EQ(whole.worst()->x, joined.worst()->x);
}

/// relu that is wrong in several places, so that every observer has something to say.
subject_functions broken_relu() {
  subject_functions k;
  k.forward = [](const void* x, void* y, std::size_t n, const double*) {
    const auto* in = static_cast<const float*>(x);
    auto* out = static_cast<float*>(y);
    for (std::size_t i = 0; i < n; ++i) {
      const float v = in[i] < 0 ? 0 : in[i];
      out[i] = v > 3 && v < 4 ? 2 : v > 9 && v < 9.5F ? std::nanf("") : in[i] < -1e30F ? -1 : v;
    }
  };
  return k;
}

std::string swept_text(const std::vector<std::string_view>& names, unsigned threads, std::size_t count) {
  const target what{&get_activation("relu"), format::f32, pass::forward, {}};
  const reference truth(*what.subject_of, what.direction, what.number_format, {});
  const subject_functions subject = broken_relu();
  const subject_kernels kernels = kernels_of(subject);
  const context c{&what, &truth, &subject, &kernels, &kernels, grade::absolute, 1, 100, false};
  std::vector<const property*> properties;
  for (const auto name : names) properties.push_back(find_property(name));
  const auto swept = run_sweep(properties, std::vector<context>(properties.size(), c), sampled_inputs(truth, count, 1),
                               threads, [](std::uint64_t) {});
  std::string text;
  for (const auto& f : swept.findings)
    text += to_json(result{"relu", format::f32, pass::forward, "p", {}, true, false, f, ""}).dump(1);
  for (const auto& words : swept.conventions.in_words(pass::forward)) text += words + "\n";
  return text;
}

TEST(sweep, gives_the_same_on_any_number_of_threads) {
  const std::vector<std::string_view> names{"accuracy", "monotonicity", "range"};
  constexpr std::size_t count = 3'500'000;  // four units of work
  const std::string one = swept_text(names, 1, count);
  EXPECT_EQ(one, swept_text(names, 2, count));
  EXPECT_EQ(one, swept_text(names, 7, count));
  for (const char* word : {"returns 2", "returns nan", "returns -1"})
    EXPECT_NE(one.find(word), std::string::npos) << word;
}

TEST(sweep, gives_a_property_the_same_with_and_without_others) {
  const std::string all = swept_text({"accuracy", "monotonicity", "range"}, 1, 10000);
  for (const char* name : {"accuracy", "monotonicity", "range"}) {
    const std::string alone = swept_text({name}, 1, 10000);
    EXPECT_NE(all.find(alone.substr(0, alone.find("\n}"))), std::string::npos) << name;
  }
}

/// A random walk of neighbours, so that runs rise or fall, with now and then a jump to any pattern.
std::vector<std::uint64_t> random_walk(format f, std::mt19937_64& random, std::size_t n) {
  const std::uint64_t mask = shape(f).bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << shape(f).bits) - 1;
  std::vector<std::uint64_t> patterns(n);
  std::uint64_t now = random() & mask;
  const auto drift = random() % 4;
  for (auto& bits : patterns) {
    if (drift == 3) now = 0;  // zeros, whose signs the changes turn
    else now = random() % 200 == 0 ? random() & mask : (now + (drift == 2 ? random() % 3 - 1 : drift)) & mask;
    bits = now;
  }
  return patterns;
}

TEST(screen, says_what_a_look_at_each_number_says) {
  std::mt19937_64 random(1);
  for (const format f : all_formats)
    for (int round = 0; round < 3000; ++round) {
      const std::size_t n = 1 + random() % 70;
      auto got = random_walk(f, random, n), want = got;
      for (auto changes = random() % 4; changes > 0; --changes) want[random() % n] ^= std::uint64_t{1} << (random() % 2 == 0 ? shape(f).bits - 1 : static_cast<int>(random() % shape(f).bits));
      std::vector<char> stored_got(n * bytes(f)), stored_want(stored_got.size());
      std::vector<std::uint32_t> differences, listed(n + screen_padding);
      std::size_t zero_signs = 0;
      bool rising = true, falling = true, numbers = true;
      double low = infinity, high = -infinity;
      for (std::size_t i = 0; i < n; ++i) {
        store_bits(f, stored_got.data(), i, got[i]);
        store_bits(f, stored_want.data(), i, want[i]);
        const double value = decode(f, got[i]), before = decode(f, got[i == 0 ? 0 : i - 1]);
        if (value == 0 && decode(f, want[i]) == 0) zero_signs += got[i] != want[i] ? 1 : 0;
        else if (got[i] != want[i]) differences.push_back(static_cast<std::uint32_t>(i));
        rising = rising && value >= before;
        falling = falling && value <= before;
        numbers = numbers && !std::isnan(value);
        low = std::min(low, value);
        high = std::max(high, value);
      }
      const auto seen = screen(f, stored_got.data(), stored_want.data(), n);
      ASSERT_EQ(seen.equal, differences.empty() && zero_signs == 0) << name(f) << " round " << round;
      ASSERT_EQ(seen.rising, rising) << name(f) << " round " << round;
      ASSERT_EQ(seen.falling, falling) << name(f) << " round " << round;
      ASSERT_EQ(std::isnan(seen.low), !numbers) << name(f) << " round " << round;
      ASSERT_EQ(std::isnan(seen.high), !numbers) << name(f) << " round " << round;
      if (numbers) {
        ASSERT_EQ(seen.low, low) << name(f) << " round " << round;
        ASSERT_EQ(seen.high, high) << name(f) << " round " << round;
      }
      const auto found = list_differences(f, stored_got.data(), stored_want.data(), n, listed.data());
      ASSERT_EQ(found.zero_signs, zero_signs) << name(f) << " round " << round;
      listed.resize(found.listed);
      ASSERT_EQ(listed, differences) << name(f) << " round " << round;
    }
}

/// In the tails, where the sweep knows the results without computing them, they are the reference's to the bit.
TEST(sweep, expects_of_each_input_what_the_reference_gives) {
  for (const format f : {format::f32, format::f16, format::bf16, format::f8e4m3fn})
    for (const activation* a : catalogue(activation_kind::elementwise))
      for (const pass p : {pass::forward, pass::backward}) {
        const target what{a, f, p, a->default_parameters()};
        const reference truth(*a, p, f, what.parameters);
        subject_functions subject;
        subject.forward = [&](const void* x, void* y, std::size_t n, const double*) { truth.apply(x, nullptr, y, n); };
        subject.backward = [&](const void* x, const void*, void* dx, std::size_t n, const double*) { truth.apply(x, nullptr, dx, n); };
        const subject_kernels kernels = kernels_of(subject);
        const context c{&what, &truth, &subject, &kernels, &kernels, grade::exact, 1, 100, false};
        const auto inputs = f == format::f32 ? sampled_inputs(truth, 100'000, 1) : every_finite_input(f);
        const auto swept = run_sweep({find_property("accuracy")}, {c}, inputs, 1, [](std::uint64_t) {});
        EXPECT_EQ((*swept.findings[0].histogram)[0], inputs.size()) << a->name << " " << name(f) << " " << name(p);
        for (const auto& words : swept.conventions.in_words(p))
          EXPECT_EQ(words.find("zeros of the other sign"), std::string::npos) << a->name << " " << name(f) << " " << words;
      }
}

TEST(guarded_memory, holds_what_it_should) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{4095}, std::size_t{4096}, std::size_t{10000}})
    for (const auto where : {guarded_buffer::flush::to_start, guarded_buffer::flush::to_end}) {
      const guarded_buffer buffer(size, where);
      EXPECT_EQ(buffer.size(), size);
      EXPECT_FALSE(run_catching_faults([&] { std::memset(buffer.data(), 1, size); })) << size;
    }
}

/// Touches one byte and returns in words which one it was.
std::string touching(const guarded_buffer& buffer, std::ptrdiff_t offset, bool write) {
  const auto fault = run_catching_faults([&] {
    volatile char* byte = buffer.data() + offset;
    if (write) *byte = 1;
    else static_cast<void>(*byte);
  });
  return !fault ? "no fault" : buffer.describe(fault->address).value_or("elsewhere");
}

TEST(guarded_memory, says_where_a_fault_lies) {
  const guarded_buffer end(100, guarded_buffer::flush::to_end), start(100, guarded_buffer::flush::to_start);
  EXPECT_EQ(touching(end, 99, true), "no fault");
  EXPECT_EQ(touching(end, 100, false), "1 bytes past the end");
  EXPECT_EQ(touching(end, 107, true), "8 bytes past the end");
  EXPECT_EQ(touching(start, -1, false), "1 bytes before the start");
  EXPECT_EQ(touching(start, -8, true), "8 bytes before the start");
  end.make_read_only();
  EXPECT_EQ(touching(end, 50, true), "inside (it is read-only)");
  EXPECT_EQ(touching(end, 50, false), "no fault");
  end.make_writable();
  EXPECT_EQ(touching(end, 50, true), "no fault");
  EXPECT_EQ(end.describe(start.data()), std::nullopt);
}

TEST(guarded_memory, leaves_an_empty_array_no_byte_to_touch) {
  const guarded_buffer empty(0, guarded_buffer::flush::to_end);
  EXPECT_EQ(touching(empty, 0, false), "1 bytes past the end");
}

TEST(guarded_memory, survives_faults_in_a_row_and_elsewhere) {
  const guarded_buffer buffer(8, guarded_buffer::flush::to_end);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(touching(buffer, 8, true), "1 bytes past the end");
  const volatile std::uintptr_t nowhere = 8;  // volatile: or the compiler knows better than to compile it
  const auto fault = run_catching_faults([&] { *reinterpret_cast<volatile char*>(nowhere) = 1; });
  ASSERT_TRUE(fault);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(fault->address), nowhere);
  EXPECT_EQ(buffer.describe(fault->address), std::nullopt);
}

}  // namespace
}  // namespace actcheck
