/// \file
/// The plan: which rows there are, how long each is measured, and how often. This is the one place that says so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/formats.hpp"

namespace actcheck::benchmarks {

/// How arrays of one length are measured.
struct size_plan {
  std::size_t elements;
  int repetitions;
  double seconds;  ///< that one repetition lasts at least; 0: a single call
};

struct plan {
  std::string_view name, meaning;
  std::vector<size_plan> sizes;
  std::vector<unsigned> threads;
  bool f32_first;  ///< of the other formats, only what the targets ask for

  bool includes(format, const std::string& implementation, std::size_t elements, unsigned thread_count) const;
};

/// The plans there are, the default one first.
const std::vector<plan>& all_plans();

/// \throws usage_error naming the plans there are.
const plan& find_plan(std::string_view name);

}  // namespace actcheck::benchmarks
