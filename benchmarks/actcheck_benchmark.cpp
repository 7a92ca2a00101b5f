/// \file
/// Times every activation of the catalogue, in both passes and every format, against other implementations and against
/// a plain copy of the same bytes. No activation is named here: a new one appears by itself.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <ctime>
#include <exception>
#include <iostream>
#include <limits>
#include <memory>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "actcheck/catalogue.hpp"
#include "actcheck/targets.hpp"
#include "arguments.hpp"
#include "contest.hpp"
#include "plan.hpp"
#include "results.hpp"
#include "workload.hpp"

namespace actcheck::benchmarks {
namespace {

using nanoseconds = std::chrono::duration<double, std::nano>;

/// CPU time of all threads, beside wall time. CPU time is not disturbed by other processes that get the core; and
/// unlike the calling thread's, which is Google's default, it does not flatter who works in other threads. (Google's
/// own MeasureProcessCPUTime would append to the rows' names.)
struct stopwatch {
  std::chrono::steady_clock::time_point wall_start = std::chrono::steady_clock::now();
  nanoseconds cpu_start = cpu_now();

  nanoseconds wall() const { return std::chrono::steady_clock::now() - wall_start; }
  nanoseconds cpu() const { return cpu_now() - cpu_start; }

  static nanoseconds cpu_now() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + nanoseconds(static_cast<double>(now.tv_nsec));
  }
};

/// One implementation at one size and number of threads.
class row {
 public:
  row(std::shared_ptr<contest> where, std::size_t which, std::size_t elements, unsigned threads)
      : where_(std::move(where)), which_(which), elements_(elements), per_call_(elements), threads_(threads) {}

  std::string name() const {
    return where_->name() + "/" + subject().name + "/" + std::to_string(elements_) + "/" + std::to_string(threads_);
  }

  void measure(benchmark::State& state) {
    const arrays& data = arrays_for(where_->number_format(), elements_);
    if (!std::exchange(is_prepared_, true)) prepare(data);
    const stopwatch watch;
    for ([[maybe_unused]] auto _ : state) {
      call_next(data);
      benchmark::ClobberMemory();
    }
    const nanoseconds cpu = watch.cpu(), wall = watch.wall();
    report(state, cpu, wall);
  }

 private:
  const implementation& subject() const { return where_->implementations()[which_]; }

  void call(const arrays& data, std::size_t position, std::size_t count, unsigned threads) const {
    const std::size_t offset = position * bytes(where_->number_format());
    subject().run(data.x + offset, data.dy + offset, data.result + offset, count, threads);
  }

  /// Computes the next piece of the arrays, mostly all of them.
  void call_next(const arrays& data) {
    if (position_ + per_call_ > elements_) position_ = 0;
    call(data, position_, per_call_, threads_);
    position_ += per_call_;
  }

  /// Pays for what happens once (our tails, a peer's code generation), and shortens long calls: what is so slow takes as
  /// long per element on a piece of the array.
  void prepare(const arrays& data) {
    constexpr nanoseconds longest_call = std::chrono::milliseconds(300), piece = std::chrono::milliseconds(100);
    constexpr nanoseconds longest_warming = std::chrono::milliseconds(50);
    const std::size_t count = std::min<std::size_t>(elements_, 4096);
    call(data, 0, count, 1);
    double per_element = std::numeric_limits<double>::infinity();
    for (int trial = 0; trial < 3; ++trial) {
      const stopwatch watch;
      call(data, 0, count, 1);
      per_element = std::min(per_element, watch.cpu().count() / static_cast<double>(count));
    }
    const nanoseconds whole(per_element * static_cast<double>(elements_));
    const auto in_a_piece = std::bit_floor(static_cast<std::size_t>(piece.count() / per_element));
    if (whole > longest_call) per_call_ = std::clamp(in_a_piece, count, elements_);
    else if (whole < longest_warming) call(data, 0, elements_, threads_);
  }

  void report(benchmark::State& state, nanoseconds cpu, nanoseconds wall) {
    const double elements = static_cast<double>(state.iterations()) * static_cast<double>(per_call_);
    // What several threads take is the time that passes; waiting for each other is part of it.
    const double per_element = (threads_ == 1 ? cpu : wall).count() / elements;
    state.counters["ns_per_element"] = per_element;
    state.counters["wall_ns_per_element"] = wall.count() / elements;
    state.counters["gigabytes_per_second"] = static_cast<double>(where_->bytes_per_element()) / per_element;
    state.counters["elements_per_call"] = static_cast<double>(per_call_);
    // Speed is never shown without accuracy.
    if (const auto seen = where_->accuracy_of(which_)) {
      state.counters["max_ulp"] = seen->max_ulp;
      state.counters["grade"] = static_cast<double>(seen->worst);
      state.counters["graded_inputs"] = static_cast<double>(seen->inputs);
    }
    state.SetLabel(std::string(memory_level(where_->number_format(), elements_)));
  }

  std::shared_ptr<contest> where_;
  std::size_t which_, elements_, per_call_;
  unsigned threads_;
  std::size_t position_ = 0;  ///< of the next call
  bool is_prepared_ = false;
};

/// Rows that are measured interleaved, because they are compared: all of one activation at one size and number of threads.
struct group {
  size_plan size;
  std::vector<std::shared_ptr<row>> rows{};
};

/// Google Benchmark's rule: extended syntax, and a minus in front turns it round.
class row_filter {
 public:
  explicit row_filter(std::string text) : negative_(text.starts_with('-')) {
    try {
      pattern_ = std::regex(text.substr(negative_ ? 1 : 0), std::regex::extended);
    } catch (const std::regex_error& problem) {
      throw usage_error("--benchmark_filter: '" + text + "' is no regular expression: " + problem.what());
    }
  }
  bool takes(const std::string& name) const { return std::regex_search(name, pattern_) != negative_; }

 private:
  bool negative_;
  std::regex pattern_;
};

std::vector<group> make_groups(const arguments& ours, const std::vector<peer>& peers) {
  const plan& chosen = find_plan(ours.plan);
  const row_filter filter(ours.filter);
  std::vector<group> groups;
  for (const auto* a : catalogue(activation_kind::elementwise)) {
    std::vector<std::shared_ptr<contest>> contests;
    for (const auto direction : {pass::forward, pass::backward})
      for (const auto f : all_formats) contests.push_back(std::make_shared<contest>(*a, direction, f, peers));
    for (const auto& size : chosen.sizes)
      for (const unsigned threads : chosen.threads) {
        group together{size};
        for (const auto& where : contests)
          for (std::size_t which = 0; which < where->implementations().size(); ++which) {
            const auto& one = where->implementations()[which];
            if (!chosen.includes(where->number_format(), one.name, size.elements, threads)) continue;
            const auto r = std::make_shared<row>(where, which, size.elements, threads);
            if (filter.takes(r->name())) together.rows.push_back(r);
          }
        if (!together.rows.empty()) groups.push_back(std::move(together));
      }
  }
  if (groups.empty())
    throw usage_error("no row of the plan '" + ours.plan + "' matches '" + ours.filter + "'; --benchmark_list_tests lists them");
  return groups;
}

void run_group(const group& together, const arguments& ours, results& to) {
  benchmark::ClearRegisteredBenchmarks();
  const double seconds = ours.seconds.value_or(together.size.seconds);
  for (const auto& r : together.rows) {
    auto* registered = benchmark::RegisterBenchmark(r->name().c_str(), [r](benchmark::State& state) { r->measure(state); });
    registered->UseRealTime()->Repetitions(ours.repetitions.value_or(together.size.repetitions));
    if (seconds > 0) registered->MinTime(seconds);
    else registered->Iterations(1);
  }
  benchmark::RunSpecifiedBenchmarks(&to, nullptr, "all");
}

int run(int argc, char** argv) {
  auto ours = parse_arguments(argc, argv);
  std::vector<char*> others;
  for (auto& argument : ours.others) others.push_back(argument.data());
  int count = static_cast<int>(others.size());
  others.push_back(nullptr);
  benchmark::Initialize(&count, others.data(), print_help);
  if (benchmark::ReportUnrecognizedArguments(count, others.data())) return 2;

  choose_target(ours.target);
  const auto peers = open_peers(ours.peers);
  const auto groups = make_groups(ours, peers);
  if (ours.only_list) {
    for (const auto& together : groups)
      for (const auto& r : together.rows) std::cout << r->name() << '\n';
    return 0;
  }
  add_context(ours, peers);
  results to(ours.output);
  for (const auto& together : groups) run_group(together, ours, to);
  to.finish();
  benchmark::ClearRegisteredBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace
}  // namespace actcheck::benchmarks

int main(int argc, char** argv) {
  try {
    return actcheck::benchmarks::run(argc, argv);
  } catch (const std::exception& problem) {
    std::cerr << "actcheck_benchmark: " << problem.what() << '\n';
    return 2;
  }
}
