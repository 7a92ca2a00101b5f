/// \file
/// Random numbers that are the same with every standard library: its engines are specified to the bit, its distributions are not.
#pragma once

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace actcheck::model {

class random_source {
 public:
  explicit random_source(std::uint64_t seed) : engine_(seed) {}

  /// Uniform in (0, 1).
  double uniform();
  /// Normal with mean 0 and standard deviation 1.
  double normal();
  /// 0, 1, ..., count - 1 in random order.
  std::vector<int> order(int count);

 private:
  std::mt19937_64 engine_;
};

}  // namespace actcheck::model
