#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"

#include <cstring>
#include <future>

namespace actcheck {
namespace {

/// The same call again and again, first alone, then from several threads at once.
class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()), extent_(extent_for(c)), first_(c, extent_) {
    for (std::size_t k = 0; k < first_.names().inputs.size(); ++k) {
      auto values = spread_values(f_, -12, 12, extent_.size(), c.seed + k);
      random_bits order(c.seed + 3 * k);
      std::shuffle(values.begin(), values.end(), order);
      first_.set_input(k, values);
    }
    first_.fill_outputs(0);
  }

  finding run() {
    first_.call();
    for (int i = 0; i < 3; ++i) {
      call_arrays again = fresh();
      again.call();
      compare(again, "a repeated call gives other bits");
    }
    if (context_.concurrent) call_at_once();
    violations_.report_to(result_);
    if (result_.violations > 0) result_.reason = "a result that cannot be repeated cannot be debugged, and hides shared state or uninitialised memory";
    return result_;
  }

 private:
  static extent extent_for(const context& c) {
    // Of gated and row-wise activations the exact results of f64 are slow to come by.
    const std::size_t n = c.samples < 512 ? 61 : c.subject_of().kind != activation_kind::elementwise && c.number_format() == format::f64 ? 251 : 4093;
    return c.subject_of().kind == activation_kind::row_wise ? extent{n / 31, 31} : extent{1, n};
  }

  call_arrays fresh() const {
    call_arrays arrays(context_, extent_);
    arrays.copy_inputs(first_);
    arrays.fill_outputs(0);
    return arrays;
  }

  void call_at_once() {
    const std::size_t callers = context_.shares_memory ? 4 : 2;  // each starts another process of a command; --jobs allows two
    std::vector<call_arrays> arrays;
    for (std::size_t t = 0; t < callers; ++t) arrays.push_back(fresh());
    std::vector<std::future<void>> calls;
    for (auto& own : arrays)
      calls.push_back(std::async(std::launch::async, [&own] {
        for (int i = 0; i < 4; ++i) own.call();
      }));
    for (auto& c : calls) c.get();  // throws what a call threw
    for (const auto& own : arrays) compare(own, "calls from several threads disturb each other");
  }

  void compare(const call_arrays& again, const std::string& what) {
    const auto x = first_.input_values(0);
    for (std::size_t k = 0; k < first_.names().outputs.size(); ++k) {
      result_.checked += extent_.size();
      if (std::memcmp(first_.output(k), again.output(k), extent_.size() * bytes(f_)) == 0) continue;
      const auto want = first_.output_values(k), got = again.output_values(k);
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (encode(f_, got[i]) == encode(f_, want[i])) continue;  // any NaN equals any NaN
        violations_.add(position_ += 2, make_counterexample(f_, x[i], got[i], want[i]));
        result_.say(what);
      }
    }
  }

  const context& context_;
  format f_;
  extent extent_;
  call_arrays first_;
  violations violations_;
  std::uint64_t position_ = 0;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property determinism;
const property determinism{
    .name = "determinism",
    .statement = "The same call gives the same bits, repeated or made by several threads at once.",
    .reason = "Results that vary cannot be debugged, and show state that calls share.",
    .example = "A kernel with a static scratch buffer, which two threads fill at once.",
    .parameters_matter = false,
    .whole_kernels = true,
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
