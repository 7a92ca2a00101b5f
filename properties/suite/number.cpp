#include "suite/number.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace actcheck {
namespace {

/// A generator that draws with `draw(random)` and shrinks by `shrink`.
template <class Draw>
rc::Gen<number> shrinking(Draw draw) {
  return rc::Gen<number>([draw](const rc::Random& random, int) {
    rc::Random bits = random;
    return rc::shrinkable::shrinkRecur(draw(bits), [](const number& n) { return rc::seq::fromContainer(shrink(n)); });
  });
}

double unit(rc::Random& bits) { return static_cast<double>(bits.next() >> 11) * 0x1p-53; }

number by_pattern(format f, rc::Random& bits) {
  const auto limit = static_cast<std::uint64_t>(infinity_ordinal(f));
  return {f, static_cast<std::int64_t>(bits.next() % (2 * limit)) - static_cast<std::int64_t>(limit)};
}

number edge(format f, rc::Random& bits) {
  const auto s = shape(f);
  const int exponent = s.min_exponent + static_cast<int>(bits.next() % static_cast<std::uint64_t>(s.max_exponent - s.min_exponent + 1));
  const std::array<double, 8> edges{0.0, 1.0, smallest(f), smallest_normal(f), smallest_normal(f) - smallest(f),
                                    largest(f), epsilon(f), power_of_two(exponent)};
  const double magnitude = edges[bits.next() % edges.size()];
  return {f, ordinal_of(f, bits.next() % 2 == 0 ? magnitude : -magnitude)};
}

number between(format f, double from, double to, rc::Random& bits) {
  return {f, ordinal_of(f, round_to(f, from + (to - from) * unit(bits)))};
}

}  // namespace

std::vector<number> shrink(const number& n) {
  std::vector<number> simpler;
  const format f = n.number_format;
  const auto propose = [&](std::int64_t ordinal) {
    const number candidate{f, ordinal};
    if (ordinal != n.ordinal && std::find(simpler.begin(), simpler.end(), candidate) == simpler.end()) simpler.push_back(candidate);
  };
  if (n.ordinal == 0) return simpler;
  propose(0);
  const bool negative = n.ordinal < 0;
  const std::int64_t magnitude = negative ? -(n.ordinal + 1) : n.ordinal;
  const auto with_sign = [&](std::int64_t m) { return negative ? -m - 1 : m; };
  if (negative) propose(magnitude);
  // Clearing low fraction bits keeps the value's size but makes it rounder: 100.2537 -> 100.25 -> 100 -> 96.
  const int fraction_bits = shape(f).precision - 1;
  for (int kept = 0; kept < fraction_bits; ++kept)
    propose(with_sign(magnitude & ~((std::int64_t{1} << (fraction_bits - kept)) - 1)));
  // Towards 0, in ever smaller steps along the ordered numbers: a bisection.
  for (std::int64_t step = magnitude / 2; step > 0; step /= 2) propose(with_sign(magnitude - step));
  return simpler;
}

rc::Gen<number> any_number(format f) {
  return shrinking([f](rc::Random& bits) {
    switch (bits.next() % 5) {
      case 0:
      case 1: return by_pattern(f, bits);
      case 2: return edge(f, bits);
      default: return between(f, -20, 20, bits);
    }
  });
}

rc::Gen<number> number_between(format f, double from, double to) {
  return rc::Gen<number>([=](const rc::Random& random, int) {
    rc::Random bits = random;
    return rc::shrinkable::shrinkRecur(between(f, from, to, bits), [=](const number& n) {
      auto simpler = shrink(n);
      std::erase_if(simpler, [=](const number& s) { return s.value() < from || s.value() > to; });
      return rc::seq::fromContainer(simpler);
    });
  });
}

rc::Gen<std::vector<double>> any_parameters(const activation& a) {
  return rc::Gen<std::vector<double>>([&a](const rc::Random& random, int) {
    rc::Random bits = random;
    auto values = a.default_parameters();
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto& p = a.parameters[i];
      const std::uint64_t choice = bits.next() % 3;
      if (choice == 1 && !p.trial_values.empty()) values[i] = p.trial_values[bits.next() % p.trial_values.size()];
      if (choice == 2) values[i] = std::ldexp(unit(bits) - 0.5, static_cast<int>(bits.next() % 12));
      if (!p.allows(values[i])) values[i] = p.default_value;
    }
    for (std::size_t i = 0; i < values.size(); ++i)
      for (std::size_t j = 0; j < values.size(); ++j)
        if (a.parameters[i].at_least == a.parameters[j].name && values[i] < values[j]) std::swap(values[i], values[j]);
    if (!a.trial_sets.empty() && bits.next() % 4 == 0) values = a.trial_sets[bits.next() % a.trial_sets.size()];
    return rc::shrinkable::shrinkRecur(values, [&a](const std::vector<double>& v) {
      std::vector<std::vector<double>> simpler;
      if (v != a.default_parameters()) simpler.push_back(a.default_parameters());
      return rc::seq::fromContainer(simpler);
    });
  });
}

std::vector<double> values_of(const std::vector<number>& numbers) {
  std::vector<double> values;
  for (const number& n : numbers) values.push_back(n.value());
  return values;
}

}  // namespace actcheck
