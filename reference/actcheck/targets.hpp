/// \file
/// The instruction sets ("targets") that the reference's kernels are compiled for. The best one that the machine has is used
/// by itself, and results are the same on all of them: choosing another is for measurements and for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actcheck {

/// The names of the targets that this machine can run, best first: of `AVX-512`, `AVX2`, `SSE4` and `portable`.
std::vector<std::string> available_targets();

/// The target in use.
std::string current_target();

/// Uses this target from now on, or the best one again for "". For the whole process: choose before references are made (one
/// made earlier keeps a part of its old target) and while no other thread evaluates.
/// \throws std::invalid_argument naming the targets there are, if `name` is none of them; nothing is changed then.
void choose_target(std::string_view name);

}  // namespace actcheck
