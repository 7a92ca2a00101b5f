#include "engine/property_file.hpp"

#include <cstring>

namespace actcheck {
namespace {

/// One call's arrangement: how many elements, how far into the buffer, and where in the pool of inputs they start.
struct arrangement {
  std::size_t length, offset, start;
};

class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()), random_(c.seed) {
    pool_ = sampled_pool();
    dy_.resize(pool_.size());
    const auto drawn = spread_values(f_, -3, 3, pool_.size(), random_());
    for (std::size_t i = 0; i < pool_.size(); ++i) dy_[i] = drawn[(i * 31) % drawn.size()];
    alone_.resize(pool_.size());
    alone_ = call({pool_.size(), 0, 0});
  }

  finding run() {
    for (std::size_t length = 0; length <= 67; ++length) try_arrangement({length, length % 5, random_() % pool_.size()});
    for (const std::size_t length : {127, 128, 129, 255, 256, 257, 1000, 1023, 1024, 1025})
      for (std::size_t offset = 0; offset < 4; ++offset) try_arrangement({length, offset, random_() % pool_.size()});
    for (std::size_t i = 0; i < pool_.size(); i += 7) try_arrangement({1, i % 4, i});
    repeat();
    violations_.report_to(result_);
    if (result_.violations > 0) {
      result_.message = fmt::format("{} depend on position, length, alignment or neighbours, by up to {:.3g} ulp; first at "
                                    "length {}, position {}, offset {}",
                                    counted(result_.violations, "result"), result_.worst->ulp, first_.length, first_position_, first_.offset);
      result_.reason = "the same number must give the same result wherever it stands: tails and vector bodies must agree";
    }
    return result_;
  }

 private:
  std::vector<double> sampled_pool() {
    auto pool = spread_values(f_, -9, 9, 700, random_());
    std::shuffle(pool.begin(), pool.end(), random_);
    const auto patterns = random_patterns(f_, 300, random_());
    pool.insert(pool.end(), patterns.begin(), patterns.end());
    // Specials among ordinary neighbours: a mask or a branch computed for one lane must not touch the next.
    const std::vector<double> specials{std::numeric_limits<double>::quiet_NaN(), infinity, -infinity, 0.0, -0.0, largest(f_)};
    for (std::size_t i = 0; i < pool.size(); i += 13) pool[i] = round_to(f_, specials[(i / 13) % specials.size()]);
    return pool;
  }

  /// Calls the subject on part of the pool (wrapping around), placed `offset` elements into an aligned buffer.
  std::vector<double> call(const arrangement& a) {
    const std::size_t stride = bytes(f_);
    const std::size_t elements = a.length + a.offset;
    std::vector<double> values(elements, 1.0), upstream(elements, 1.0), out(elements);
    for (std::size_t i = 0; i < a.length; ++i) {
      values[a.offset + i] = pool_[(a.start + i) % pool_.size()];
      upstream[a.offset + i] = dy_[(a.start + i) % pool_.size()];
    }
    x_.assign(elements * stride + 64, 0);
    grad_.assign(x_.size(), 0);
    out_.assign(x_.size(), static_cast<char>(0x5a));
    encode_array(f_, values, x_.data());
    encode_array(f_, upstream, grad_.data());
    const std::size_t shift = a.offset * stride;
    context_.call(x_.data() + shift, grad_.data() + shift, out_.data() + shift, a.length);
    std::vector<double> got(a.length);
    decode_array(f_, out_.data() + shift, got);
    return got;
  }

  void try_arrangement(const arrangement& a) {
    const auto got = call(a);
    for (std::size_t i = 0; i < a.length; ++i) {
      const std::size_t source = (a.start + i) % pool_.size();
      ++result_.checked;
      if (encode(f_, got[i]) == encode(f_, alone_[source])) continue;  // any NaN equals any NaN
      if (violations_.count() == 0) {
        first_ = a;
        first_position_ = i;
      }
      violations_.add(position_ += 2, make_counterexample(f_, pool_[source], got[i], alone_[source]));
    }
  }

  /// The very first call again: nothing may be carried over from the calls between.
  void repeat() { try_arrangement({pool_.size(), 0, 0}); }

  const context& context_;
  format f_;
  random_bits random_;
  std::vector<double> pool_, dy_, alone_;
  std::vector<char> x_, grad_, out_;
  violations violations_;
  arrangement first_{};
  std::size_t first_position_ = 0;
  std::uint64_t position_ = 0;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property batch;
const property batch{
    .name = "batch",
    .statement = "The same input gives the same bits at every position, length, alignment and among any neighbours.",
    .reason = "Vectorised code has a body, a tail and lanes; they must compute the same function.",
    .example = "A vector kernel whose last n mod 8 elements go through a scalar formula that rounds differently.",
    .parameters_matter = false,
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
