#include "contest.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "actcheck/ulp.hpp"
#include "workload.hpp"

namespace actcheck::benchmarks {
namespace {

constexpr const char *copy_name = "copy", *reference_name = "reference", *plain_name = "plain";

constexpr std::size_t longest_own_call = std::size_t{1} << 20;

/// The oracle behind the f64 reference takes up to 0.1 ms per element: judge there by fewer.
std::size_t judged_elements(format f) { return f == format::f64 ? sample_size / 16 : sample_size; }

/// Elements that are decoded, computed and encoded together. Small enough to stay in L1 beside the arrays.
constexpr std::size_t block_size = 256;

struct block {
  std::array<double, block_size> x, dy, result;
};

/// Calls compute(x, dy, results) on blocks of decoded values. This is what a user pays who has arrays of storage.
template <class Compute>
void by_blocks(format f, bool backward, const void* x, const void* dy, void* result, std::size_t count, Compute compute) {
  block values;
  for (std::size_t begin = 0; begin < count; begin += block_size) {
    const std::size_t n = std::min(block_size, count - begin), offset = begin * bytes(f);
    const auto inputs = std::span(values.x).first(n), results = std::span(values.result).first(n);
    const auto upstream = std::span(values.dy).first(backward ? n : 0);
    decode_array(f, static_cast<const std::byte*>(x) + offset, inputs);
    if (backward) decode_array(f, static_cast<const std::byte*>(dy) + offset, upstream);
    compute(inputs, upstream, results);
    encode_array(f, results, static_cast<std::byte*>(result) + offset);
  }
}

/// Moves as many bytes as the pass does: the backward pass reads a second array, worth half a copy more.
void copy_arrays(format f, bool backward, const void* x, const void* dy, void* result, std::size_t count) {
  std::memcpy(result, x, count * bytes(f));
  if (backward) std::memcpy(result, dy, count * bytes(f) / 2);
}

void evaluate_reference(const reference& r, std::span<const double> x, std::span<const double> dy,
                        std::span<double> result) {
  std::array<reference_value, block_size> values;
  r.evaluate(x, dy, std::span(values).first(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i) result[i] = values[i].rounded;
}

}  // namespace

bool is_own_name(const std::string& name) { return name == copy_name || name == reference_name || name == plain_name; }

contest::contest(const activation& a, pass p, format f, std::span<const peer> peers)
    : activation_(&a), pass_(p), format_(f), parameters_(a.default_parameters()) {
  add_own();
  for (const auto& other : peers) add_peer(other);
}

std::string contest::name() const {
  return std::string(actcheck::name(pass_)) + "/" + std::string(activation_->name) + "/" +
         std::string(actcheck::name(format_));
}

const reference& contest::correct() {
  // Not in the constructor: finding the tails takes milliseconds, which add up over rows that a filter leaves out.
  if (!reference_) reference_.emplace(*activation_, pass_, format_, parameters_);
  return *reference_;
}

void contest::add_own() {
  const bool backward = pass_ == pass::backward;
  const auto f = format_;
  const auto copy = [=](const void* x, const void* dy, void* result, std::size_t count) {
    copy_arrays(f, backward, x, dy, result, count);
  };
  const auto reference_run = [=, this](const void* x, const void* dy, void* result, std::size_t count) {
    const reference& r = correct();
    by_blocks(f, backward, x, dy, result, count, [&](auto in, auto up, auto out) { evaluate_reference(r, in, up, out); });
  };
  const auto plain = [=, this](const void* x, const void* dy, void* result, std::size_t count) {
    by_blocks(f, backward, x, dy, result, count, [&](auto in, auto up, auto out) {
      for (std::size_t i = 0; i < in.size(); ++i)
        out[i] = round_to(f, activation_->plain(pass_, in[i], parameters_) * (backward ? up[i] : 1.0));
    });
  };
  implementations_.push_back({.name = copy_name, .run = copy, .is_contestant = false});
  implementations_.push_back(
      {.name = reference_name, .run = reference_run, .is_slow = f == format::f64, .longest_call = longest_own_call});
  implementations_.push_back({.name = plain_name, .run = plain, .longest_call = longest_own_call});
}

void contest::add_peer(const peer& other) {
  if (pass_ == pass::forward) {
    if (const auto compute = other.forward(*activation_, format_))
      implementations_.push_back(
          {.name = other.name(), .run = [=, this](const void* x, const void*, void* y, std::size_t n) {
             compute(x, y, n, parameters_.data());
           }});
  } else if (const auto compute = other.backward(*activation_, format_)) {
    implementations_.push_back(
        {.name = other.name(), .run = [=, this](const void* x, const void* dy, void* dx, std::size_t n) {
           compute(x, dy, dx, n, parameters_.data());
         }});
  }
}

std::optional<double> contest::max_ulp(std::size_t index) {
  if (max_ulp_.empty()) measure_accuracy();
  return max_ulp_[index];
}

void contest::measure_accuracy() {
  const std::size_t count = judged_elements(format_);
  sample inputs = make_sample(format_);
  inputs.x.resize(count);
  inputs.dy.resize(count);
  std::vector<reference_value> want(count);
  correct().evaluate(inputs.x, pass_ == pass::forward ? std::span<const double>{} : inputs.dy, want);
  std::vector<std::byte> x(count * bytes(format_)), dy(x.size()), result(x.size());
  encode_array(format_, inputs.x, x.data());
  encode_array(format_, inputs.dy, dy.data());
  std::vector<double> got(count);
  for (const auto& one : implementations_) {
    max_ulp_.emplace_back();
    if (!one.is_contestant) continue;
    one.run(x.data(), dy.data(), result.data(), count);
    decode_array(format_, result.data(), got);
    double worst = 0;
    for (std::size_t i = 0; i < count; ++i) worst = std::max(worst, ulp_error(format_, got[i], want[i]));
    max_ulp_.back() = worst;
  }
}

}  // namespace actcheck::benchmarks
