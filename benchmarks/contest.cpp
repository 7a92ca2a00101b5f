#include "contest.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "actcheck/ulp.hpp"
#include "engine/conventions.hpp"
#include "plain.hpp"
#include "threads.hpp"

namespace actcheck::benchmarks {
namespace {

constexpr const char *copy_name = "copy", *reference_name = "reference", *plain_name = "plain";

/// Moves as many bytes as the pass does: the backward pass reads a second array, worth half a copy more.
void copy_arrays(format f, bool backward, const void* x, const void* dy, void* result, std::size_t count) {
  std::memcpy(result, x, count * bytes(f));
  if (backward) std::memcpy(result, dy, count * bytes(f) / 2);
}

/// A kernel of one thread, run on shares of the arrays.
kernel shared_out(format f, kernel one_thread) {
  return [f, one_thread](const void* x, const void* dy, void* result, std::size_t count, unsigned threads) {
    if (threads == 1) return one_thread(x, dy, result, count, 1);
    share_out(count, threads, [&](std::size_t begin, std::size_t share) {
      const std::size_t offset = begin * bytes(f);
      one_thread(static_cast<const std::byte*>(x) + offset, static_cast<const std::byte*>(dy) + offset,
                 static_cast<std::byte*>(result) + offset, share, 1);
    });
  };
}

}  // namespace

bool is_yardstick(const std::string& name) { return name == copy_name || name == reference_name; }
bool is_own_name(const std::string& name) { return is_yardstick(name) || name == plain_name; }

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

void contest::add(std::string name, kernel one_thread) {
  implementations_.push_back({.name = std::move(name), .run = shared_out(format_, std::move(one_thread))});
}

void contest::add_own() {
  const bool backward = pass_ == pass::backward;
  const auto f = format_;
  add(copy_name, [=](const void* x, const void* dy, void* result, std::size_t count, unsigned) {
    copy_arrays(f, backward, x, dy, result, count);
  });
  implementations_.back().is_contestant = false;
  implementations_.push_back(
      {.name = reference_name, .run = [this](const void* x, const void* dy, void* result, std::size_t count, unsigned threads) {
         correct().apply(x, pass_ == pass::backward ? dy : nullptr, result, count, threads);
       }});
  if (const auto compute = find_plain(activation_->name, pass_, format_))
    add(plain_name, [=, this](const void* x, const void* dy, void* result, std::size_t count, unsigned) {
      compute(x, dy, result, count, parameters_);
    });
}

void contest::add_peer(const peer& other) {
  kernel compute;
  if (pass_ == pass::forward) {
    if (const auto function = other.forward(*activation_, format_))
      compute = [=, this](const void* x, const void*, void* y, std::size_t n, unsigned) { function(x, y, n, parameters_.data()); };
  } else if (const auto function = other.backward(*activation_, format_)) {
    compute = [=, this](const void* x, const void* dy, void* dx, std::size_t n, unsigned) {
      function(x, dy, dx, n, parameters_.data());
    };
  }
  if (!compute) return;
  const auto set_threads = other.threads_setter();
  if (set_threads == nullptr) return add(other.name(), compute);
  implementations_.push_back(
      {.name = other.name(), .run = [=](const void* x, const void* dy, void* result, std::size_t n, unsigned threads) {
         set_threads(threads);
         compute(x, dy, result, n, threads);
       }});
}

std::optional<accuracy> contest::accuracy_of(std::size_t index) {
  if (accuracies_.empty()) measure_accuracy();
  return accuracies_[index];
}

accuracy contest::grade_results(const implementation& one, const void* x, const void* dy, const sample& inputs,
                                std::span<const reference_value> want) {
  std::vector<std::byte> result(want.size() * bytes(format_));
  std::vector<double> got(want.size());
  one.run(x, dy, result.data(), want.size(), 1);
  decode_array(format_, result.data(), got);
  const judge conventions(correct());
  seen_conventions ignored;
  accuracy seen{.inputs = want.size()};
  for (std::size_t i = 0; i < want.size(); ++i) {
    const double scale = pass_ == pass::backward ? std::fabs(inputs.dy[i]) : 1.0;
    // What a convention allows (values at kinks, flushed subnormals) is no error; conventions speak of dy = 1.
    if (scale == 1 && !conventions.mismatch(inputs.x[i], got[i], want[i].rounded, ignored)) {
      if (got[i] == want[i].rounded) seen.max_ulp = std::max(seen.max_ulp, ulp_error(format_, got[i], want[i]));
      continue;
    }
    seen.max_ulp = std::max(seen.max_ulp, ulp_error(format_, got[i], want[i]));
    seen.worst = std::max(seen.worst, grade_of(format_, got[i], want[i], scale));
  }
  return seen;
}

void contest::measure_accuracy() {
  const sample inputs = judged_inputs(format_);
  const std::size_t count = inputs.x.size();
  std::vector<reference_value> want(count);
  correct().evaluate(inputs.x, pass_ == pass::forward ? std::span<const double>{} : inputs.dy, want);
  std::vector<std::byte> x(count * bytes(format_)), dy(x.size());
  encode_array(format_, inputs.x, x.data());
  encode_array(format_, inputs.dy, dy.data());
  for (const auto& one : implementations_) {
    accuracies_.emplace_back();
    if (one.is_contestant) accuracies_.back() = grade_results(one, x.data(), dy.data(), inputs, want);
  }
}

}  // namespace actcheck::benchmarks
