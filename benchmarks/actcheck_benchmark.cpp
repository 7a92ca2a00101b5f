/// \file
/// Times every activation of the catalogue, in both passes and every format, against other implementations and against
/// a plain copy of the same bytes. No activation is named here: a new one appears by itself.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actcheck/catalogue.hpp"
#include "arguments.hpp"
#include "contest.hpp"
#include "workload.hpp"

namespace actcheck::benchmarks {
namespace {

/// One implementation at one size.
struct row {
  std::shared_ptr<contest> where;
  std::size_t which;
  working_set size;
  std::size_t position = 0;  ///< of the next call
  bool is_warm = false;

  const implementation& subject() const { return where->implementations()[which]; }
  std::size_t elements() const { return size.bytes_per_array / bytes(where->number_format()); }
  std::size_t elements_per_call() const { return std::min(elements(), subject().longest_call); }
  std::string name() const { return where->name() + "/" + subject().name + "/" + std::to_string(elements()); }

  /// Computes the next piece of the arrays, mostly all of them.
  void call(const arrays& data) {
    const std::size_t offset = position * bytes(where->number_format()), count = elements_per_call();
    subject().run(data.x + offset, data.dy + offset, data.result + offset, count);
    position = (position + count) % data.count;
  }
};

using nanoseconds = std::chrono::duration<double, std::nano>;

/// CPU time of all threads, beside wall time. CPU time is not disturbed by other processes that get the core; and
/// unlike the calling thread's, which is Google's default, it does not flatter who works in other threads. (Google's
/// own MeasureProcessCPUTime and UseRealTime would append to the rows' names.)
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

void report(benchmark::State& state, const row& r, nanoseconds cpu, nanoseconds wall) {
  const double elements = static_cast<double>(state.iterations()) * static_cast<double>(r.elements_per_call());
  const double per_element = cpu.count() / elements;
  state.counters["ns_per_element"] = per_element;
  state.counters["wall_ns_per_element"] = wall.count() / elements;
  state.counters["gigabytes_per_second"] = static_cast<double>(r.where->bytes_per_element()) / per_element;
  // Speed is never shown without accuracy.
  if (const auto error = r.where->max_ulp(r.which)) state.counters["max_ulp"] = *error;
  state.SetLabel(std::string(r.size.level));
}

void measure(benchmark::State& state, row& r) {
  const arrays& data = arrays_for(r.where->number_format(), r.size);
  // The first call pays for what happens once: our tails, a peer's code generation.
  if (!std::exchange(r.is_warm, true)) r.call(data);
  const stopwatch watch;
  for ([[maybe_unused]] auto _ : state) {
    r.call(data);
    benchmark::ClobberMemory();
  }
  const nanoseconds cpu = watch.cpu(), wall = watch.wall();
  report(state, r, cpu, wall);
}

void register_rows(const std::vector<peer>& peers) {
  const auto sizes = working_sets();
  for (const auto* a : catalogue(activation_kind::elementwise))
    for (const auto direction : {pass::forward, pass::backward})
      for (const auto f : all_formats) {
        const auto where = std::make_shared<contest>(*a, direction, f, peers);
        for (std::size_t which = 0; which < where->implementations().size(); ++which)
          for (const auto& size : sizes) {
            if (where->implementations()[which].is_slow && size.level != sizes.front().level) continue;
            const auto r = std::make_shared<row>(row{where, which, size});
            benchmark::RegisterBenchmark(r->name().c_str(), [r](benchmark::State& state) { measure(state, *r); });
          }
      }
}

int run(int argc, char** argv) {
  auto ours = parse_arguments(argc, argv);
  std::vector<char*> others;
  for (auto& argument : ours.others) others.push_back(argument.data());
  int count = static_cast<int>(others.size());
  others.push_back(nullptr);
  benchmark::Initialize(&count, others.data(), print_help);
  if (benchmark::ReportUnrecognizedArguments(count, others.data())) return 2;

  const auto peers = open_peers(ours.peers);
  add_context(peers);
  register_rows(peers);
  const bool any = benchmark::RunSpecifiedBenchmarks() > 0;
  benchmark::Shutdown();
  return any ? 0 : 2;  // a filter that matches nothing is a mistake
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
