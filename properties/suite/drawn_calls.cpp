#include "suite/drawn_calls.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "actcheck/oracle.hpp"
#include "engine/guarded_memory.hpp"
#include "subjects/subject.hpp"
#include "suite/number.hpp"
#include "suite/rapid.hpp"

namespace actcheck {
namespace {

const subject_functions& reference_functions(const activation& a, format f) {
  static const auto builtin = make_reference_subject();
  static std::map<std::pair<const activation*, format>, subject_functions> found;
  auto& slot = found[{&a, f}];
  if (!slot.forward) slot = part_of_one_number(a, f, builtin->find(a, f));
  return slot;
}

std::vector<number> drawn_numbers(format f, std::size_t count) {
  return *rc::gen::container<std::vector<number>>(count, any_number(f));
}

/// A call on part of an array gives what a call on each element alone gives.
void draw_placement(const activation& a, format f) {
  const auto length = *rc::gen::inRange<std::size_t>(0, 40);
  const auto offset = *rc::gen::inRange<std::size_t>(0, 9);
  const auto numbers = drawn_numbers(f, length);
  const auto parameters = a.default_parameters();
  const subject_functions& k = reference_functions(a, f);
  const auto where = *rc::gen::element(guarded_buffer::flush::to_end, guarded_buffer::flush::to_start);
  const std::size_t shift = where == guarded_buffer::flush::to_start ? 0 : offset * bytes(f);
  const guarded_buffer x(length * bytes(f) + shift, where), y(x.size(), where);
  encode_array(f, values_of(numbers), x.data() + shift);
  k.forward(x.data() + shift, y.data() + shift, length, parameters.data());
  for (std::size_t i = 0; i < length; ++i) {
    std::uint64_t alone = 0;
    const std::uint64_t bits = load_bits(f, x.data() + shift, i);
    k.forward(&bits, &alone, 1, parameters.data());
    RC_ASSERT(load_bits(f, y.data() + shift, i) == alone);
  }
}

/// Backward of the reference is the oracle's dy*f'(x), for any dy.
void draw_upstream(const activation& a, format f) {
  const auto parameters = *any_parameters(a);
  const auto x = *any_number(f);
  const auto dy = *any_number(f);
  const auto got = call_on_values(reference_functions(a, f), pass::backward, f, {x.value()}, {dy.value()}, parameters);
  const double want = oracle(a, pass::backward, parameters).evaluate(f, x.value(), dy.value()).rounded;
  RC_ASSERT(encode(f, got[0]) == encode(f, want));
}

/// One neuron, y = f(w*x + b), trained by gradient descent with the reference's own passes in format f.
struct neuron {
  double weight, bias;

  /// One step; returns the gradient of the bias.
  double step(const activation& a, format f, const std::vector<double>& data, const std::vector<double>& upstream, double rate) {
    std::vector<double> z;
    for (const double x : data) z.push_back(round_to(f, weight * x + bias));
    const auto dz = call_on_values(reference_functions(a, f), pass::backward, f, z, upstream, a.default_parameters());
    double weight_gradient = 0, bias_gradient = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
      weight_gradient += dz[i] * data[i];
      bias_gradient += dz[i];
    }
    weight = round_to(f, weight - rate * weight_gradient);
    bias = round_to(f, bias - rate * bias_gradient);
    return bias_gradient;
  }
};

/// A neuron whose pre-activations all lie in the dead set never changes; one that sees a slope moves.
void draw_neuron(const activation& a, format f) {
  const auto claims = a.facts_for(a.default_parameters());
  // Far out the slope is less than the smallest number of f8e4m3fn, 2^-9, and the neuron must rest.
  const double reach = f == format::f8e4m3fn ? 1 : 2;
  const auto data = values_of(*rc::gen::nonEmpty(rc::gen::container<std::vector<number>>(number_between(f, 0, reach))));
  const auto upstream = values_of(*rc::gen::container<std::vector<number>>(data.size(), number_between(f, 0.25, 4)));
  const double rate = *rc::gen::element(0.001, 0.1, 1.0, 10.0);
  const int steps = *rc::gen::inRange(1, 20);
  const double weight = number_between(f, 0.5, 2)(rc::Random(global_seed())).value().value();
  if (!claims.dead_set.empty()) {
    // w*x is from 0 to 4: where the dead set is narrow, w shrinks with it.
    const auto dead = claims.dead_set.front();
    const double width = dead.to - dead.from, scale = std::min(1.0, width / 8);
    const double inside = std::isfinite(width) ? dead.from + width / 4 : std::isfinite(dead.to) ? dead.to - 16 : 16 + std::max(dead.from, -16.0);
    neuron dying{round_to(f, weight * scale), round_to(f, inside)};
    const neuron before = dying;
    for (int i = 0; i < steps; ++i) dying.step(a, f, data, upstream, rate);
    RC_ASSERT(dying.weight == before.weight);
    RC_ASSERT(dying.bias == before.bias);
  }
  // Where f strictly rises on [0, inf), pre-activations from 0.25 to 4.25 see a slope, and the neuron must move.
  const auto& last = claims.pieces.back();
  if (last.from > 0 || last.direction <= 0 || !last.strict) return;
  neuron living{weight, 0.25};
  RC_ASSERT(living.step(a, f, data, upstream, rate) > 0);
  RC_ASSERT(living.bias != 0.25 || rate < 1);  // a small step may round away in a narrow format
}

}  // namespace

void draw_calls(std::string_view property, const activation& a, format f, const std::string& test_name) {
  if (a.kind != activation_kind::elementwise) return;  // what it is made of is drawn there
  const auto run = [&](void (*body)(const activation&, format)) {
    check_drawn(test_name, 100, [&] { body(a, f); });
  };
  if (property == "batch" || property == "bounds") run(draw_placement);
  if (property == "derivative") run(draw_upstream);
  if (property == "dead_neuron") run(draw_neuron);
}

}  // namespace actcheck
