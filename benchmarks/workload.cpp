#include "workload.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <numbers>
#include <random>
#include <utility>

namespace actcheck::benchmarks {
namespace {

constexpr std::size_t kibibyte = 1024, mebibyte = 1024 * kibibyte;

/// Size of the data cache of this level, or `otherwise` where the system does not tell (containers, some ARM machines).
std::size_t cache_size(int level, std::size_t otherwise) {
  for (const auto& cache : benchmark::CPUInfo::Get().caches)
    if (cache.level == level && cache.type != "Instruction" && cache.size > 0)
      return static_cast<std::size_t>(cache.size);
  return otherwise;
}

std::size_t last_cache_size() {
  std::size_t largest_size = 0;
  for (const auto& cache : benchmark::CPUInfo::Get().caches)
    largest_size = std::max(largest_size, static_cast<std::size_t>(std::max(cache.size, 0)));
  return largest_size > 0 ? largest_size : 32 * mebibyte;
}

/// Largest power of two of which three (x, dy and the result) fit, with an eighth to spare for stack and code.
std::size_t three_fit_in(std::size_t cache) { return std::bit_floor(cache / 8 * 7 / 3); }

/// Normally distributed numbers. std::normal_distribution would differ between standard libraries.
class normal_numbers {
 public:
  double next() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  /// In (0, 1]: 0 has no logarithm.
  double uniform() { return (static_cast<double>(bits_() >> 11) + 1) * 0x1p-53; }
  std::mt19937_64 bits_{seed};
};

/// `storage` filled with the values, again and again.
void fill(format f, std::span<const double> values, std::byte* storage, std::size_t size) {
  std::vector<std::byte> encoded(values.size() * bytes(f));
  encode_array(f, values, encoded.data());
  for (std::size_t done = 0; done < size; done += encoded.size())
    std::memcpy(storage + done, encoded.data(), std::min(encoded.size(), size - done));
}

arrays make_arrays(format f, const working_set& set) {
  // A power of two between arrays would put equal indices at equal page offsets, where loads can falsely seem to depend
  // on earlier stores (4K aliasing). A few cache lines of distance avoid that and keep the alignment.
  constexpr std::size_t distance = 5 * 64, page = 4096;
  const std::size_t size = set.bytes_per_array, stride = size + distance;
  auto* memory = static_cast<std::byte*>(std::aligned_alloc(page, (3 * stride + page - 1) / page * page));
  if (memory == nullptr) throw std::bad_alloc();
  std::byte *x = memory, *dy = memory + stride, *result = memory + 2 * stride;
  const sample values = make_sample(f);
  fill(f, values.x, x, size);
  fill(f, values.dy, dy, size);
  std::memset(result, 0, size);  // maps the pages: the first row must not pay for that
  return {x, dy, result, size / bytes(f)};
}

}  // namespace

std::vector<working_set> working_sets() {
  // Two arrays (the forward pass) are at least four times the last cache. The cap keeps three of them, for each format,
  // affordable on servers that report a gigabyte of L3.
  const std::size_t beyond = std::clamp(std::bit_ceil(2 * last_cache_size()), 64 * mebibyte, 256 * mebibyte);
  return {{"L1", three_fit_in(cache_size(1, 32 * kibibyte))},
          {"L2", three_fit_in(cache_size(2, 512 * kibibyte))},
          {"memory", beyond}};
}

sample make_sample(format f) {
  constexpr double deviation = 4;
  normal_numbers numbers;
  sample values{std::vector<double>(sample_size), std::vector<double>(sample_size)};
  for (auto& x : values.x) x = round_to(f, deviation * numbers.next());
  for (auto& dy : values.dy) dy = round_to(f, numbers.next());
  return values;
}

const arrays& arrays_for(format f, const working_set& set) {
  static std::map<std::pair<format, std::size_t>, arrays> made;
  const auto key = std::pair(f, set.bytes_per_array);
  const auto found = made.find(key);
  return found != made.end() ? found->second : made.emplace(key, make_arrays(f, set)).first->second;
}

}  // namespace actcheck::benchmarks
