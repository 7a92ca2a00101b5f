#include "workload.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <new>
#include <numbers>
#include <random>
#include <utility>

namespace actcheck::benchmarks {
namespace {

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

arrays make_arrays(format f, std::size_t elements) {
  // A power of two between arrays would put equal indices at equal page offsets, where loads can falsely seem to depend
  // on earlier stores (4K aliasing). A few cache lines of distance avoid that and keep the alignment.
  constexpr std::size_t distance = 5 * 64, page = 4096;
  const std::size_t size = elements * bytes(f), stride = (size + 63) / 64 * 64 + distance;
  auto* memory = static_cast<std::byte*>(std::aligned_alloc(page, (3 * stride + page - 1) / page * page));
  if (memory == nullptr) throw std::bad_alloc();
  std::byte *x = memory, *dy = memory + stride, *result = memory + 2 * stride;
  const sample values = make_sample(f);
  fill(f, values.x, x, size);
  fill(f, values.dy, dy, size);
  std::memset(result, 0, size);  // maps the pages: the first row must not pay for that
  return {x, dy, result};
}

}  // namespace

std::string_view memory_level(format f, std::size_t elements) {
  const auto needed = static_cast<double>(3 * elements * bytes(f));
  int level = std::numeric_limits<int>::max();
  for (const auto& cache : benchmark::CPUInfo::Get().caches)
    if (cache.type != "Instruction" && needed <= cache.size) level = std::min(level, cache.level);
  switch (level) {
    case 1: return "L1";
    case 2: return "L2";
    case 3: return "L3";
    default: return "memory";
  }
}

sample make_sample(format f) {
  constexpr double deviation = 4;
  normal_numbers numbers;
  sample values{std::vector<double>(sample_size), std::vector<double>(sample_size)};
  for (auto& x : values.x) x = round_to(f, deviation * numbers.next());
  for (auto& dy : values.dy) dy = round_to(f, numbers.next());
  return values;
}

sample judged_inputs(format f) {
  sample values = make_sample(f);
  std::size_t patterns = sample_size;
  if (f == format::f64) {
    patterns /= 16;
    values.x.resize(patterns);
    values.dy.resize(patterns);
  }
  const auto last = static_cast<std::uint64_t>(ordinal_of(f, largest(f)));  // the first is -last - 1, the negative of largest
  const std::uint64_t all = 2 * (last + 1), step = std::max<std::uint64_t>(all / patterns, 1);
  for (std::uint64_t i = 0; i < all; i += step) {
    values.x.push_back(value_of_ordinal(f, static_cast<std::int64_t>(i - last - 1)));
    values.dy.push_back(1);
  }
  return values;
}

const arrays& arrays_for(format f, std::size_t elements) {
  static std::map<std::pair<format, std::size_t>, arrays> made;
  const auto key = std::pair(f, elements);
  const auto found = made.find(key);
  return found != made.end() ? found->second : made.emplace(key, make_arrays(f, elements)).first->second;
}

}  // namespace actcheck::benchmarks
