#include "random.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

namespace actcheck::model {

double random_source::uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }

double random_source::normal() {
  const double radius = std::sqrt(-2 * std::log(uniform()));  // Box and Muller
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::vector<int> random_source::order(int count) {
  std::vector<int> positions(static_cast<std::size_t>(count));
  std::iota(positions.begin(), positions.end(), 0);
  for (std::size_t left = positions.size(); left > 1; --left)
    std::swap(positions[left - 1], positions[static_cast<std::size_t>(uniform() * static_cast<double>(left))]);
  return positions;
}

}  // namespace actcheck::model
