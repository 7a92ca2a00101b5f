#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"

#include <limits>

namespace actcheck {
namespace {

/// The same unit of input, an element or a row, must give the same bits in every arrangement. One call's arrangement: how many
/// units, how far into the buffers, and where in the pool of units they start.
struct arrangement {
  std::size_t units, offset, start;
};

class examination {
 public:
  /// `width` elements are one unit: 1, or the length of a row.
  examination(const context& c, std::size_t width, std::size_t pool)
      : context_(c), f_(c.number_format()), kind_(c.subject_of().kind), names_(signature_of(kind_, c.what->direction)), width_(width),
        random_(c.seed + width) {
    for (const auto array : names_.inputs) pool_.push_back(is_upstream(array) ? upstream_pool(pool * width) : input_pool(pool * width));
    units_ = pool;
    alone_ = outputs_of({units_, 0, 0});
  }

  void run(finding& result, violations& found) {
    result_ = &result;
    violations_ = &found;
    if (kind_ == activation_kind::row_wise) arrange_rows();
    else arrange_elements();
    try_arrangement({units_, 0, 0});  // the very first call again: nothing may be carried over from the calls between
  }

 private:
  void arrange_elements() {
    for (std::size_t length = 0; length <= 67; ++length) try_arrangement({length, length % 5, random_() % units_});
    for (const std::size_t length : {127, 128, 129, 255, 256, 257, 1000, 1023, 1024, 1025})
      for (std::size_t offset = 0; offset < 4; ++offset) try_arrangement({length, offset, random_() % units_});
    for (std::size_t i = 0; i < units_; i += 7) try_arrangement({1, i % 4, i});
    // Long enough for a library to share the work out among threads, and no multiple of anything.
    if (context_.samples < 512) return;
    const bool gated = kind_ == activation_kind::gated;
    try_arrangement({gated ? 8'209U : context_.samples > 4096 ? 262'147U : 65'539U, 1, random_() % units_});
  }

  void arrange_rows() {
    for (std::size_t rows = 0; rows <= 9; ++rows) try_arrangement({rows, rows % 5, random_() % units_});
    for (std::size_t i = 0; i < units_; i += 3) try_arrangement({1, i % 4, i});
    if (width_ <= 8 && context_.samples >= 512) try_arrangement({f_ == format::f64 ? 131U : 4099U, 1, random_() % units_});
  }

  std::vector<double> input_pool(std::size_t n) {
    auto pool = spread_values(f_, -9, 9, n * 7 / 10 + 1, random_());
    std::shuffle(pool.begin(), pool.end(), random_);
    const auto patterns = random_patterns(f_, n - std::min(n, pool.size()), random_());
    pool.insert(pool.end(), patterns.begin(), patterns.end());
    pool.resize(n, 1.0);
    std::shuffle(pool.begin(), pool.end(), random_);
    // Specials among ordinary neighbours: a mask or a branch computed for one lane must not touch the next.
    sprinkle_specials(f_, pool, 13);
    return pool;
  }

  std::vector<double> upstream_pool(std::size_t n) {
    const auto drawn = spread_values(f_, -3, 3, n, random_());
    std::vector<double> pool(n);
    for (std::size_t i = 0; i < n; ++i) pool[i] = drawn[(i * 31) % drawn.size()];
    return pool;
  }

  extent extent_of(std::size_t units) const { return kind_ == activation_kind::row_wise ? extent{units, width_} : extent{1, units}; }
  std::size_t source(const arrangement& a, std::size_t element) const { return (a.start * width_ + element) % (units_ * width_); }

  /// Calls the subject on part of the pool (wrapping around), and returns the outputs as stored.
  std::vector<std::vector<char>> outputs_of(const arrangement& a) const {
    const std::size_t n = a.units * width_;
    call_arrays arrays(context_, extent_of(a.units), a.offset);
    std::vector<double> values(n);
    for (std::size_t k = 0; k < pool_.size(); ++k) {
      for (std::size_t i = 0; i < n; ++i) values[i] = pool_[k][source(a, i)];
      arrays.set_input(k, values);
    }
    arrays.fill_outputs(0x5a);
    arrays.call();
    std::vector<std::vector<char>> stored;
    for (std::size_t k = 0; k < names_.outputs.size(); ++k) {
      const auto* from = static_cast<const char*>(arrays.output(k));
      stored.emplace_back(from, from + n * bytes(f_));
    }
    return stored;
  }

  void try_arrangement(const arrangement& a) {
    const auto got = outputs_of(a);
    for (std::size_t k = 0; k < got.size(); ++k)
      for (std::size_t i = 0; i < a.units * width_; ++i) {
        ++result_->checked;
        const std::uint64_t here = load_bits(f_, got[k].data(), i), alone = load_bits(f_, alone_[k].data(), source(a, i));
        if (here == alone) continue;
        const double value = decode(f_, here), expected = decode(f_, alone);
        if (std::isnan(value) && std::isnan(expected)) continue;  // any NaN equals any NaN
        if (violations_->count() == 0) describe(a, i);
        violations_->add(position_ += 2, make_counterexample(f_, pool_[0][source(a, i)], value, expected));
      }
  }

  void describe(const arrangement& a, std::size_t i) {
    result_->message = kind_ == activation_kind::row_wise
                           ? fmt::format("first with {} of {}, row {}, column {}, offset {}", counted(a.units, "row"), counted(width_, "column"),
                                         i / width_, i % width_, a.offset)
                           : fmt::format("first at length {}, position {}, offset {}", a.units, i, a.offset);
  }

  const context& context_;
  format f_;
  activation_kind kind_;
  const signature& names_;
  std::size_t width_, units_ = 0;
  random_bits random_;
  std::vector<std::vector<double>> pool_;  ///< of each input
  std::vector<std::vector<char>> alone_;   ///< the outputs of the pool
  finding* result_ = nullptr;
  violations* violations_ = nullptr;
  std::uint64_t position_ = 0;
};

finding examine(const context& c) {
  finding result;
  violations found;
  if (c.subject_of().kind != activation_kind::row_wise) examination(c, 1, 1000).run(result, found);
  else
    for (const std::size_t width : {1, 2, 3, 5, 8, 16, 17, 33, 100}) {
      if (c.samples < 512 && width > 17) break;
      examination(c, width, c.samples < 512 ? 9 : 40).run(result, found);
      if (found.count() > 0) break;
    }
  found.report_to(result);
  if (result.violations > 0) {
    result.message = fmt::format("{} depend on position, {}, alignment or neighbours, by up to {:.3g} ulp; {}", counted(result.violations, "result"),
                                 c.subject_of().kind == activation_kind::row_wise ? "number of rows" : "length", result.worst->ulp, result.message);
    result.reason = "the same number must give the same result wherever it stands: tails and vector bodies must agree";
  }
  return result;
}

}  // namespace

namespace property_files {
extern const property batch;
const property batch{
    .name = "batch",
    .statement = "The same input gives the same bits at every position, length, alignment and among any neighbours.",
    .reason = "Vectorised code has a body, a tail and lanes; they must compute the same function.",
    .example = "A vector kernel whose last n mod 8 elements go through a scalar formula that rounds differently.",
    .parameters_matter = false,
    .whole_kernels = true,
    .inapplicable = applies_always,
    .examine = examine,
};
}  // namespace property_files
}  // namespace actcheck
