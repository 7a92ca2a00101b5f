#include "engine/call_arrays.hpp"
#include "engine/environment.hpp"
#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Ordinary numbers, then those that tempt a kernel to change its mode: subnormal ones, and overflows.
finding examine(const context& c) {
  finding result;
  const format f = c.number_format();
  const extent e = c.subject_of().kind == activation_kind::row_wise ? extent{3, 5} : extent{1, 15};
  const double tiny = smallest(f), huge = largest(f);
  const std::vector<std::vector<double>> inputs{spread_values(f, -4, 4, e.size(), c.seed), std::vector<double>(e.size(), tiny),
                                                std::vector<double>(e.size(), huge), std::vector<double>(e.size(), -huge)};
  for (const auto& values : inputs) {
    call_arrays arrays(c, e);
    for (std::size_t k = 0; k < arrays.names().inputs.size(); ++k) arrays.set_input(k, values);
    const process_state state;
    const floating_point_mode mode;
    arrays.call_unguarded();
    const floating_point_mode mode_after;
    mode.restore();
    const process_state state_after;
    auto changes = mode.changes(mode_after);
    for (auto& more : state.changes(state_after)) changes.push_back(std::move(more));
    state.restore();
    ++result.checked;
    for (const auto& what : changes) {
      ++result.violations;
      result.say("a call " + what);
    }
  }
  if (result.violations > 0) {
    result.outcome = verdict::fail;
    result.reason = "whatever runs after the call computes, or fails, in another way";
  }
  return result;
}

}  // namespace

namespace property_files {
extern const property environment;
const property environment{
    .name = "environment",
    .statement = "A call leaves rounding mode, flushing of subnormal numbers, traps, signal handlers, locale and working folder as they were.",
    .reason = "They belong to the whole thread or process: what runs next computes in another way.",
    .example = "A kernel that turns on flush-to-zero for its speed and never turns it off.",
    .parameters_matter = false,
    .whole_kernels = true,
    .inapplicable = in_this_process_only,
    .examine = examine,
};
}  // namespace property_files
}  // namespace actcheck
