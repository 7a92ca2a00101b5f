#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"

#include <cstring>

namespace actcheck {
namespace {

/// Calls twice on the same numbers, apart and with an output in an input's place.
class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()), kind_(c.subject_of().kind), random_(c.seed) {}

  finding run() {
    const auto& names = signature_of(kind_, context_.what->direction);
    for (std::size_t j = 0; j < names.inputs.size(); ++j)
      for (const extent e : extents()) compare(names, j, e);
    violations_.report_to(result_);
    if (result_.violations > 0) result_.reason = "frameworks reuse memory: an output often takes the place of an input that is needed no more";
    return result_;
  }

 private:
  std::vector<extent> extents() const {
    if (kind_ == activation_kind::row_wise) return {{1, 1}, {3, 2}, {2, 7}, {5, 16}, {3, 33}, {2, 257}};
    return {{1, 1}, {1, 2}, {1, 7}, {1, 8}, {1, 16}, {1, 17}, {1, 33}, {1, 67}, {1, 1025}};
  }

  void set_inputs(call_arrays& arrays, std::uint64_t seed) const {
    for (std::size_t k = 0; k < arrays.names().inputs.size(); ++k) {
      auto values = spread_values(f_, -6, 6, arrays.shape().size(), seed + k);
      random_bits order(seed + 17 * k);
      std::shuffle(values.begin(), values.end(), order);
      arrays.set_input(k, values);
    }
  }

  void compare(const signature& names, std::size_t j, extent e) {
    const std::uint64_t seed = random_();
    call_arrays apart(context_, e), together(context_, e);
    set_inputs(apart, seed);
    set_inputs(together, seed);
    const auto x = apart.input_values(0);
    together.alias(0, j);
    apart.fill_outputs(0x5a);
    apart.call();
    together.call();
    const auto want = apart.output_values(0), got = together.output_values(0);
    for (std::size_t i = 0; i < e.size(); ++i) {
      ++result_.checked;
      if (encode(f_, got[i]) == encode(f_, want[i])) continue;
      violations_.add(position_ += 2, make_counterexample(f_, x[i], got[i], want[i]));
      result_.say(fmt::format("{} in the place of {} gives other results", names.outputs[0], names.inputs[j]));
      result_.say(extent_in_words(kind_, e));
    }
  }

  const context& context_;
  format f_;
  activation_kind kind_;
  random_bits random_;
  violations violations_;
  std::uint64_t position_ = 0;
  finding result_;
};

std::string inapplicable(const context& c) {
  if (!c.shares_memory) return in_this_process_only(c);
  if (!c.in_place) return "the library says that its outputs must not be inputs";
  return c.subject_of().kind == activation_kind::gated && !c.forward() ? "two gradients of a gated activation cannot both be in an input's place" : "";
}

}  // namespace

namespace property_files {
extern const property in_place;
const property in_place{
    .name = "in_place",
    .statement = "An output in the place of any one input gets the same bits as an output of its own.",
    .reason = "Frameworks reuse memory, and a kernel that reads an input again after it has written there computes something else.",
    .example = "A softmax backward that first copies dy into dx, which is wrong where dx is x.",
    .parameters_matter = false,
    .whole_kernels = true,
    .inapplicable = inapplicable,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
