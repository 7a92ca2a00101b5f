/// \file
/// How fast numbers go through the pipes to a command and back (`actcheck check --command`):
///   actcheck_command_benchmark ./command_c
/// calls its relu_f32. A row is named by the numbers of one call; bytes_per_second is the sum of both directions.
#include <benchmark/benchmark.h>

#include <cmath>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "actcheck/catalogue.hpp"
#include "subjects/subject.hpp"

namespace {

void measure(benchmark::State& state, const actcheck::kernel& relu) {
  const auto n = static_cast<std::size_t>(state.range(0));
  std::vector<float> x(n), y(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = i % 2 == 0 ? static_cast<float>(i) : -1.0F;
  const void* inputs[] = {x.data()};
  void* outputs[] = {y.data()};
  const double none = 0;
  for (auto _ : state) relu(inputs, outputs, {1, n}, &none);
  for (std::size_t i = 0; i < n; ++i)
    if (y[i] != std::fmax(x[i], 0.0F)) return state.SkipWithError("the results are wrong");
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0) * 2 *
                          static_cast<std::int64_t>(sizeof(float)));
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::cerr << "usage: actcheck_command_benchmark COMMAND [options of Google Benchmark]\n";
    return 2;
  }
  try {
    const auto subject = actcheck::open_subject(std::string(actcheck::command_prefix) + argv[1]);
    const auto kernels = subject->find(actcheck::get_activation("relu"), actcheck::format::f32);
    if (!kernels.forward) throw std::runtime_error("the command has no relu_f32");
    benchmark::RegisterBenchmark("command/relu/f32", [&](benchmark::State& state) { measure(state, kernels.forward); })
        ->RangeMultiplier(16)
        ->Range(1 << 8, 1 << 24)
        ->UseRealTime();  // most of the work is another process's
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& error) {
    std::cerr << "actcheck_command_benchmark: " << error.what() << "\n";
    return 2;
  }
}
