#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"
#include "generators/rows.hpp"

namespace actcheck {
namespace {

/// Rows of small multiples of a power of two, so that numbers can be added to all of them without rounding.
class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()), random_(c.seed) {}

  finding run() {
    for (const std::size_t cols : {1, 2, 3, 7, 8, 16, 17, 33, 64, 129}) {
      const auto x = grid_row(cols);
      const auto base = outputs(x);
      for (const double by : shifts()) compare(x, base, by);
    }
    violations_.report_to(result_);
    if (result_.violations > 0) {
      result_.message = fmt::format("{} change when a number is added to the whole row; first with {}", counted(result_.violations, "element"), first_);
      result_.reason = "only differences count: exponentials of the inputs themselves overflow or vanish";
    }
    return result_;
  }

 private:
  /// Multiples of 1/4 from -1 to 1: in a format of p bits, a shift by up to 2^(p-4) leaves them exact.
  std::vector<double> grid_row(std::size_t cols) {
    std::vector<double> x(cols);
    for (double& v : x) v = static_cast<double>(static_cast<int>(random_() % 9)) / 4 - 1;
    return x;
  }

  std::vector<double> shifts() const {
    const double most = std::min(power_of_two(shape(f_).precision - 4), largest(f_) / 4);
    std::vector<double> all;
    for (const double by : {8.0, 96.0, 1024.0, 65536.0, 1048576.0})
      if (by <= most) all.insert(all.end(), {by, -by});
    if (all.empty()) all = {most, -most};
    return all;
  }

  std::vector<double> outputs(const std::vector<double>& x) const {
    std::vector<std::vector<double>> inputs{x};
    if (!context_.forward()) inputs.push_back(spread_values(f_, -1, 2, x.size(), context_.seed));
    return outputs_of(context_, {1, x.size()}, inputs)[0];
  }

  void compare(const std::vector<double>& x, const std::vector<double>& base, double by) {
    auto shifted = x;
    for (double& v : shifted) v += by;
    const auto got = outputs(shifted);
    for (std::size_t i = 0; i < x.size(); ++i) {
      ++result_.checked;
      const double slack = context_.required == grade::exact ? 0 : 2 * allowance(f_, context_.required, {base[i], 0}, 2) + smallest_normal(f_);
      if (got[i] == base[i] || std::fabs(got[i] - base[i]) <= slack) continue;
      if (violations_.count() == 0) first_ = fmt::format("{} added to {}", by, counted(x.size(), "column"));
      violations_.add(position_ += 2, make_counterexample(f_, shifted[i], got[i], base[i]));
    }
  }

  const context& context_;
  format f_;
  random_bits random_;
  violations violations_;
  std::uint64_t position_ = 0;
  std::string first_;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property row_shift;
const property row_shift{
    .name = "row_shift",
    .statement = "A number added to every element of a row changes nothing.",
    .reason = "Attention scores have no natural zero; only their differences count.",
    .example = "A softmax that does not subtract the row's maximum: e^100 overflows f32, and infinity over infinity is NaN.",
    .whole_kernels = true,
    .kinds = {activation_kind::row_wise},
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
