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

#include "hwy/aligned_allocator.h"

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

/// Writes the patterns of n consecutive numbers. Those of negative numbers count down.
template <class Bits>
void fill_run(format f, std::int64_t first, std::size_t n, Bits* stored) {
  const auto below_zero = static_cast<std::size_t>(std::clamp<std::int64_t>(-first, 0, static_cast<std::int64_t>(n)));
  const auto negative = static_cast<Bits>(bits_of_ordinal(f, first)), positive = static_cast<Bits>(std::max<std::int64_t>(first, 0));
  for (std::size_t i = 0; i < below_zero; ++i) stored[i] = static_cast<Bits>(negative - static_cast<Bits>(i));
  for (std::size_t i = below_zero; i < n; ++i) stored[i] = static_cast<Bits>(positive + static_cast<Bits>(i - below_zero));
}

/// Buffers of one thread, and the work on one block.
class worker {
 public:
  worker(const context& c, const sweep_inputs& inputs, const judge& judgement)
      : context_(c), inputs_(inputs), judge_(judgement), format_(c.number_format()),
        stored_x_(stored_block()), stored_dy_(stored_block()), stored_got_(stored_block()), stored_want_(stored_block()),
        ordinals_(inputs.exhaustive ? 0 : block_size), differing_(block_size + screen_padding), missed_x_(block_size), exact_(block_size) {
    mismatches_.reserve(block_size);
    if (!shape(format_).has_infinity) unbounded_.resize(block_size);
    encode_array(format_, std::vector<double>(block_size, 1.0), stored_dy_.get());
  }

  void run(std::uint64_t position, std::size_t count, part& state) {
    switch (bytes(format_)) {
      case 1: fill<std::uint8_t>(position, count); break;
      case 2: fill<std::uint16_t>(position, count); break;
      case 4: fill<std::uint32_t>(position, count); break;
      default: fill<std::uint64_t>(position, count);
    }
    block b{.position = position, .number_format = format_, .size = count, .stored_x = stored_x_.get(),
            .stored_got = stored_got_.get(), .stored_want = stored_want_.get()};
    const bool notable = judge_.notable_between(b.first_x(), b.last_x());
    context_.call(stored_x_.get(), stored_dy_.get(), stored_got_.get(), count);
    if (notable || !fill_with_tail(b)) context_.truth->apply(stored_x_.get(), nullptr, stored_want_.get(), count);
    if (!shape(format_).has_infinity) b.unbounded = tell_overflow_from_nan(b);
    b.seen = screen(format_, stored_got_.get(), stored_want_.get(), count);
    find_mismatches(b, notable, state.conventions);
    b.mismatches = mismatches_;
    b.exact = std::span(exact_).first(mismatches_.size());
    for (const auto& o : state.observers) o->watch(b);
  }

 private:
  /// Aligned as no vector asks more: subjects may treat the elements before an alignment differently, and where the sweep puts
  /// its arrays shall not matter.
  using stored_array = hwy::AlignedFreeUniquePtr<char[]>;
  stored_array stored_block() const { return hwy::AllocateAligned<char>(block_size * bytes(format_)); }

  std::span<const double> tell_overflow_from_nan(const block& b) {
    for (std::size_t i = 0; i < b.size; ++i) {
      unbounded_[i] = b.want(i);
      if (std::isnan(unbounded_[i])) unbounded_[i] = context_.truth->evaluate(b.x(i)).unbounded();
    }
    return std::span(unbounded_).first(b.size);
  }

  /// In a tail every result is that of the block's ends. Of the numbers of a format like f32 half lie there.
  bool fill_with_tail(const block& b) {
    const auto& truth = *context_.truth;
    if (!(b.last_x() <= truth.lower_tail() || b.first_x() >= truth.upper_tail())) return false;
    const std::size_t size = bytes(format_), last = b.size - 1;
    truth.apply(stored_x_.get(), nullptr, stored_want_.get(), 1);
    truth.apply(stored_x_.get() + last * size, nullptr, stored_want_.get() + last * size, 1);
    const std::uint64_t constant = load_bits(format_, stored_want_.get(), 0);
    if (load_bits(format_, stored_want_.get(), last) != constant) return false;
    for (std::size_t filled = size; filled < b.size * size;) {
      const std::size_t more = std::min(filled, b.size * size - filled);
      std::memcpy(stored_want_.get() + filled, stored_want_.get(), more);
      filled += more;
    }
    return true;
  }

  void find_mismatches(const block& b, bool notable, seen_conventions& seen) {
    mismatches_.clear();
    const auto look_at = [&](std::size_t i) {
      if (judge_.mismatch(b.x(i), b.got(i), b.want(i), seen)) mismatches_.push_back(static_cast<std::uint32_t>(i));
    };
    if (notable || !shape(format_).has_infinity) {
      for (std::size_t i = 0; i < b.size; ++i)
        if (!same_bits(b.got(i), b.want(i)) || (notable && judge_.notable_between(b.x(i), b.x(i)))) look_at(i);
    } else if (!b.seen.equal) {
      const auto found = list_differences(format_, stored_got_.get(), stored_want_.get(), b.size, differing_.data());
      seen.zero_signs(found.zero_signs);  // half of all results of a subject that gives the other zero in a tail
      std::for_each_n(differing_.begin(), found.listed, look_at);
    }
    if (mismatches_.empty()) return;
    for (std::size_t k = 0; k < mismatches_.size(); ++k) missed_x_[k] = b.x(mismatches_[k]);
    context_.truth->evaluate(std::span(missed_x_).first(mismatches_.size()), {}, std::span(exact_).first(mismatches_.size()));
  }

  static bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

  template <class Bits>
  void fill(std::uint64_t position, std::size_t count) {
    auto* stored = reinterpret_cast<Bits*>(stored_x_.get());
    if (inputs_.exhaustive) return fill_run(format_, inputs_.first + static_cast<std::int64_t>(position), count, stored);
    inputs_.sample.copy(position, std::span(ordinals_).first(count));
    for (std::size_t i = 0; i < count; ++i) stored[i] = static_cast<Bits>(bits_of_ordinal(format_, ordinals_[i]));
  }

  const context& context_;
  const sweep_inputs& inputs_;
  const judge& judge_;
  format format_;
  stored_array stored_x_, stored_dy_, stored_got_, stored_want_;
  std::vector<std::int64_t> ordinals_;
  std::vector<std::uint32_t> differing_, mismatches_;
  std::vector<double> unbounded_, missed_x_;
  std::vector<reference_value> exact_;
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
