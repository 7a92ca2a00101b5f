#include <fmt/format.h>
#include <unistd.h>

#include <limits>

#include "engine/call_arrays.hpp"
#include "engine/counts.hpp"
#include "engine/environment.hpp"
#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Bytes that the heap grows by with each call, however many came before; 0 if it stops growing.
std::size_t bytes_kept(const context& c, extent e) {
  constexpr std::size_t calls = 64, rounds = 4, smallest_kept = 4;
  call_arrays arrays(c, e);
  for (std::size_t k = 0; k < arrays.names().inputs.size(); ++k) arrays.set_input(k, spread_values(c.number_format(), -4, 4, e.size(), c.seed));
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (std::size_t round = 0; round < rounds; ++round) {  // caches fill in the first ones
    const std::size_t before = heap_in_use();
    for (std::size_t i = 0; i < calls; ++i) arrays.call();
    const std::size_t after = heap_in_use();
    least = std::min(least, after > before ? (after - before) / calls : 0);
  }
  return least < smallest_kept ? 0 : least;
}

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
    open_closed_streams();
    const process_state state;
    const floating_point_mode mode;
    const pid_t own = getpid();
    arrays.call_unguarded();
    end_unless(own);
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
  if (const std::size_t kept = bytes_kept(c, e); kept > 0) {
    ++result.violations;
    result.say(fmt::format("a call keeps {} of memory that it never gives back", counted(kept, "byte")));
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
    .statement = "A call leaves rounding mode, flushing of subnormal numbers, traps, signal handlers, locale, working folder and standard "
                 "streams as they were, no process behind, and no memory that is never given back.",
    .reason = "They belong to the whole thread or process: what runs next computes in another way, or not at all.",
    .example = "A kernel that turns on flush-to-zero for its speed and never turns it off.",
    .parameters_matter = false,
    .whole_kernels = true,
    .inapplicable = in_this_process_only,
    .examine = examine,
};
}  // namespace property_files
}  // namespace actcheck
