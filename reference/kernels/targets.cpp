#include "actcheck/targets.hpp"

#include "kernels/lane_kernels.hpp"

namespace actcheck {

std::vector<std::string> available_targets() { return kernels::available_targets(); }
std::string current_target() { return kernels::current_target(); }
void choose_target(std::string_view name) { kernels::choose_target(name); }

}  // namespace actcheck
