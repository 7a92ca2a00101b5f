#include "oracle/proof.hpp"

#include <fmt/format.h>
#include <mpfi.h>

// The header alone: nothing to link.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "arithmetic/formula_table.hpp"
#include "kernels/lane_kernels.hpp"
#include "oracle/cells.hpp"

namespace actcheck {
using namespace arithmetic;

method_counts& method_counts::operator+=(const method_counts& other) {
  trivial += other.trivial;
  constant += other.constant;
  monotone += other.monotone;
  polynomial += other.polynomial;
  expansion += other.expansion;
  oracle += other.oracle;
  return *this;
}

void hardest_inputs::add(const hard_input& one) {
  if (std::find(list_.begin(), list_.end(), one) != list_.end()) return;
  list_.insert(std::upper_bound(list_.begin(), list_.end(), one), one);
  if (list_.size() > kept) list_.pop_back();
}

void hardest_inputs::add(const std::vector<hard_input>& list) {
  for (const auto& one : list) add(one);
}

result_judge::result_judge(const oracle& truth, pass p, format f, parameter_values parameters)
    : oracle_(truth), pass_(p), format_(f), parameters_(parameters.begin(), parameters.end()) {}

void result_judge::settle(std::uint64_t x, std::uint64_t result) {
  const double at = decode(format_, x);
  const reference_value exact = oracle_.evaluate(format_, at);
  const std::uint64_t want = encode(format_, exact.rounded);
  if (result != want) throw refuted{{x, result, want}};
  ++counts.oracle;
  const bool declared = !std::isfinite(at) || (pass_ == pass::backward && declared_slope(oracle_.claims(), at));
  if (declared || !std::isfinite(exact.rounded) || std::fabs(exact.rounded) < smallest_normal(format_)) return;
  // The residual is a float: it says roughly whether a closer look is worth while.
  if (!hardest.would_keep(std::fabs(0.5 - std::fabs(static_cast<double>(exact.residual))) - 0x1p-22)) return;
  const double distance = distance_from_middle(at);
  if (distance > 0) hardest.add({x, result, distance});
}

double result_judge::distance_from_middle(double x) const {
  const auto s = shape(format_);
  const auto enclose = oracle_.subject().formulas->enclose[pass_ == pass::backward ? 1 : 0];
  for (int bits = 256; bits <= 4096; bits *= 2) {
    const interval::working_precision scope(bits);
    interval y = enclose(interval(x), parameters_as<interval>(parameters_));
    if (mpfr_regular_p(y.lower()) == 0 || mpfr_regular_p(y.upper()) == 0) continue;
    const long exponent = std::max<long>(s.min_exponent, mpfr_get_exp(y.lower()) - 1) - (s.precision - 1);
    mpfi_mul_2si(y.raw(), y.raw(), -exponent);
    mpfr_t middle;
    mpfr_init2(middle, bits);
    mpfr_floor(middle, y.lower());
    mpfr_add_d(middle, middle, 0.5, MPFR_RNDN);
    mpfi_sub_fr(y.raw(), y.raw(), middle);
    mpfr_clear(middle);
    const double low = std::fabs(mpfr_get_d(y.lower(), MPFR_RNDN)), high = std::fabs(mpfr_get_d(y.upper(), MPFR_RNDN));
    if (std::fabs(high - low) <= 0x1p-20 * low) return low;
  }
  return 0;
}

namespace {

/// n numbers with consecutive bits, stored.
template <class Storage>
void count_up(std::uint64_t first, std::size_t n, void* stored) {
  auto* to = static_cast<Storage*>(stored);
  for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<Storage>(first + i);
}

void judge_one_by_one(result_judge& judge, format f, std::uint64_t first, std::span<const std::byte> stored) {
  const std::uint64_t nan = encode(f, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < stored.size() / bytes(f); ++i) {
    const std::uint64_t x = first + i, result = load_bits(f, stored.data(), i);
    if (!is_nan_bits(f, x)) {
      judge.settle(x, result);
      continue;
    }
    if (result != nan) throw refuted{{x, result, nan}};
    ++judge.counts.trivial;
  }
}

block_proof proof_of(const result_judge& judge, std::span<const std::byte> results) {
  return {std::nullopt, digest64(results.data(), results.size()), judge.counts, judge.hardest.list()};
}

}  // namespace

prover::prover(const activation& a, pass p, format f, parameter_values parameters, stored_function results)
    : oracle_(a, p, parameters), pass_(p), format_(f), parameters_(parameters.begin(), parameters.end()),
      results_(std::move(results)) {
  if (shape(f).bits > 32)
    throw std::invalid_argument(fmt::format("{} has 2^{} numbers: too many to prove one by one", name(f), shape(f).bits));
}

std::size_t prover::block_size_of(format f) { return std::size_t{1} << std::min(shape(f).bits, 20); }
std::size_t prover::block_count_of(format f) { return std::size_t{1} << std::max(shape(f).bits - 20, 0); }

std::span<const std::byte> prover::evaluate(std::size_t block) const {
  // Kept by each thread: fresh memory for every block would cost as much as the evaluation.
  static thread_local std::vector<std::byte> inputs, results;
  const std::size_t n = block_size(), size = n * bytes(format_);
  const std::uint64_t first = block * n;
  inputs.resize(size);
  results.resize(size);
  switch (bytes(format_)) {
    case 1: count_up<std::uint8_t>(first, n, inputs.data()); break;
    case 2: count_up<std::uint16_t>(first, n, inputs.data()); break;
    default: count_up<std::uint32_t>(first, n, inputs.data()); break;
  }
  results_(inputs.data(), results.data(), n);
  return results;
}

std::uint64_t prover::digest(std::size_t block) const {
  const auto results = evaluate(block);
  return digest64(results.data(), results.size());
}

block_proof prover::prove(std::size_t block) const {
  const auto results = evaluate(block);
  const std::uint64_t first = block * block_size();
  try {
    const bool finite = (first >> 23 & 0xff) != 0xff;  // f32: blocks do not cross binades
    if (format_ == format::f32 && finite) {
      cell_judge judge(oracle_, pass_, parameters_);
      judge.settle_cell(static_cast<std::uint32_t>(first),
                        {reinterpret_cast<const std::uint32_t*>(results.data()), block_size()});
      return proof_of(judge, results);
    }
    result_judge judge(oracle_, pass_, format_, parameters_);
    judge_one_by_one(judge, format_, first, results);
    return proof_of(judge, results);
  } catch (const refuted& found) {
    return {found.what, 0, {}, {}};
  }
}

std::uint64_t digest64(const void* data, std::size_t size) { return XXH3_64bits(data, size); }

std::string digest128(const void* data, std::size_t size) {
  const XXH128_hash_t hash = XXH3_128bits(data, size);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string toolchain() {
#if defined(__clang__)
  const std::string compiler = fmt::format("clang++ {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
  const std::string compiler = fmt::format("g++ {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
  const std::string compiler = "an unknown compiler";
#endif
  return fmt::format("{}, MPFR {}, MPFI {}, kernels {}", compiler, mpfr_get_version(), mpfi_get_version(),
      kernels::current_target());
}

}  // namespace actcheck
