#include "engine/sweep.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

namespace actcheck {
namespace {

constexpr std::size_t block_size = 4096;
/// Inputs per unit of work: large enough to make hand-over rare, small enough to keep all threads busy to the end.
constexpr std::uint64_t chunk_size = std::uint64_t{1} << 20;

/// The observers' state after one chunk.
struct part {
  std::vector<std::unique_ptr<observer>> observers;
  seen_conventions conventions;

  void absorb(part& later) {
    for (std::size_t i = 0; i < observers.size(); ++i) observers[i]->absorb(*later.observers[i]);
    conventions.absorb(later.conventions);
  }
};

/// Buffers of one thread, and the work on one block.
class worker {
 public:
  worker(const context& c, const sweep_inputs& inputs, const judge& judgement)
      : context_(c), inputs_(inputs), judge_(judgement), format_(c.number_format()),
        stored_x_(block_size * bytes(format_)), stored_dy_(stored_x_.size()), stored_got_(stored_x_.size()), stored_want_(stored_x_.size()),
        x_(block_size), got_(block_size), want_(block_size), missed_x_(block_size), exact_(block_size) {
    mismatches_.reserve(block_size);
    encode_array(format_, std::vector<double>(block_size, 1.0), stored_dy_.data());
  }

  void run(std::uint64_t position, std::size_t count, part& state) {
    switch (bytes(format_)) {
      case 1: fill<std::uint8_t>(position, count); break;
      case 2: fill<std::uint16_t>(position, count); break;
      case 4: fill<std::uint32_t>(position, count); break;
      default: fill<std::uint64_t>(position, count);
    }
    const std::span<double> x(x_.data(), count), got(got_.data(), count), want(want_.data(), count);
    decode_array(format_, stored_x_.data(), x);
    context_.call(stored_x_.data(), stored_dy_.data(), stored_got_.data(), count);
    decode_array(format_, stored_got_.data(), got);
    context_.truth->apply(stored_x_.data(), nullptr, stored_want_.data(), count);
    decode_array(format_, stored_want_.data(), want);
    if (!shape(format_).has_infinity) tell_overflow_from_nan(x, want);
    find_mismatches(x, got, want, state.conventions);
    const block b{position, inputs_.exhaustive, x, got, want, mismatches_, std::span(exact_).first(mismatches_.size())};
    for (const auto& o : state.observers) o->watch(b);
  }

 private:
  void tell_overflow_from_nan(std::span<const double> x, std::span<double> want) const {
    for (std::size_t i = 0; i < x.size(); ++i)
      if (std::isnan(want[i])) want[i] = context_.truth->evaluate(x[i]).unbounded();
  }

  void find_mismatches(std::span<const double> x, std::span<const double> got, std::span<const double> want, seen_conventions& seen) {
    mismatches_.clear();
    const bool all_equal = std::memcmp(stored_got_.data(), stored_want_.data(), x.size() * bytes(format_)) == 0;
    const bool notable = judge_.notable_between(x.front(), x.back());
    if (all_equal && !notable && shape(format_).has_infinity) return;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::bit_cast<std::uint64_t>(got[i]) == std::bit_cast<std::uint64_t>(want[i]) && !(notable && judge_.notable_between(x[i], x[i]))) continue;
      if (judge_.mismatch(x[i], got[i], want[i], seen)) mismatches_.push_back(static_cast<std::uint32_t>(i));
    }
    for (std::size_t k = 0; k < mismatches_.size(); ++k) missed_x_[k] = x[mismatches_[k]];
    context_.truth->evaluate(std::span(missed_x_).first(mismatches_.size()), {}, std::span(exact_).first(mismatches_.size()));
  }

  template <class Bits>
  void fill(std::uint64_t position, std::size_t count) {
    auto* stored = reinterpret_cast<Bits*>(stored_x_.data());
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t ordinal = inputs_.exhaustive ? inputs_.first + static_cast<std::int64_t>(position + i)
                                                      : inputs_.sample[position + i];
      stored[i] = static_cast<Bits>(bits_of_ordinal(format_, ordinal));
    }
  }

  const context& context_;
  const sweep_inputs& inputs_;
  const judge& judge_;
  format format_;
  std::vector<char> stored_x_, stored_dy_, stored_got_, stored_want_;
  std::vector<double> x_, got_, want_, missed_x_;
  std::vector<reference_value> exact_;
  std::vector<std::uint32_t> mismatches_;
};

/// Takes finished chunks in any order and joins them in the order of the inputs.
class in_order {
 public:
  void add(std::uint64_t chunk, part done) {
    const std::lock_guard lock(guard_);
    waiting_.emplace(chunk, std::move(done));
    for (auto next = waiting_.find(joined_); next != waiting_.end(); next = waiting_.find(joined_)) {
      if (joined_ == 0) whole_ = std::move(next->second);
      else whole_.absorb(next->second);
      waiting_.erase(next);
      ++joined_;
    }
  }
  part take() { return std::move(whole_); }

 private:
  std::mutex guard_;
  std::map<std::uint64_t, part> waiting_;
  std::uint64_t joined_ = 0;
  part whole_;
};

}  // namespace

sweep_result run_sweep(const std::vector<const property*>& properties, const std::vector<context>& contexts,
                       const sweep_inputs& inputs, unsigned threads, const std::function<void(std::uint64_t)>& alive) {
  const std::uint64_t total = inputs.size();
  const std::uint64_t chunks = (total + chunk_size - 1) / chunk_size;
  judge judgement(*contexts.front().truth);
  for (const auto& k : contexts.front().claims().kinks)
    if (contexts.front().required_slope(k.x)) judgement.leave_out(k.x);
  std::atomic<std::uint64_t> next_chunk{0}, done{0};
  in_order joined;
  std::exception_ptr failure;
  std::mutex failure_guard;

  const auto work = [&] {
    try {
      worker w(contexts.front(), inputs, judgement);
      for (std::uint64_t chunk = next_chunk++; chunk < chunks; chunk = next_chunk++) {
        part state;
        for (std::size_t i = 0; i < properties.size(); ++i) state.observers.push_back(properties[i]->observe(contexts[i]));
        const std::uint64_t end = std::min(total, (chunk + 1) * chunk_size);
        for (std::uint64_t position = chunk * chunk_size; position < end; position += block_size) {
          const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(block_size, end - position));
          w.run(position, count, state);
          alive(done += count);
        }
        joined.add(chunk, std::move(state));
      }
    } catch (...) {
      const std::lock_guard lock(failure_guard);
      failure = std::current_exception();
      next_chunk = chunks;
    }
  };

  const unsigned helpers = static_cast<unsigned>(std::min<std::uint64_t>(threads, chunks)) - (chunks > 0 ? 1U : 0U);
  {
    std::vector<std::jthread> pool;
    for (unsigned i = 0; i < helpers; ++i) pool.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);

  sweep_result result;
  result.checked = total;
  part whole = joined.take();
  result.conventions = whole.conventions;
  for (const auto& o : whole.observers) {
    finding f = o->conclude();
    f.checked = total;
    f.exhaustive = inputs.exhaustive;
    result.findings.push_back(std::move(f));
  }
  return result;
}

}  // namespace actcheck
