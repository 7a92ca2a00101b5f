// Properties of the reference itself, as GoogleTest cases: one for each property, activation and format, named like
// `range/gelu.bf16`, made from the catalogue. RapidCheck draws what cannot be enumerated; 16-bit and
// 8-bit formats are also checked whole.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "actcheck/catalogue.hpp"
#include "actcheck/version.hpp"
#include "engine/checker.hpp"
#include "reporters/text.hpp"
#include "suite/drawn_calls.hpp"
#include "suite/number.hpp"
#include "suite/rapid.hpp"

namespace actcheck {
namespace {

/// What a test is about: everything but the pass and the parameters.
struct scope {
  const property* checked;
  const activation* subject_of;
  format number_format;

  std::string name() const {
    return fmt::format("{}/{}.{}", checked->name, subject_of->name, actcheck::name(number_format));
  }
};

/// Checks the built-in reference as a subject, and demands the best grade of it.
finding check_reference(const scope& s, pass p, const std::vector<double>& parameters, const sweep_inputs& inputs,
                        std::uint64_t seed, std::size_t samples) {
  static const auto builtin = make_reference_subject();
  const target what{s.subject_of, s.number_format, p, parameters};
  const reference truth(part_of_one_number(*s.subject_of), p, s.number_format, parameters);
  const subject_kernels kernels = builtin->find(*s.subject_of, s.number_format);
  const subject_functions k = part_of_one_number(*s.subject_of, s.number_format, kernels);
  return check_property(*s.checked, {&what, &truth, &k, &kernels, &kernels, grade::exact, seed, samples, inputs.exhaustive}, inputs);
}

std::string failure_text(const scope& s, pass p, const finding& f) {
  std::string text = fmt::format("{} {}: {}", s.name(), name(p), f.message);
  if (f.simplest) text += "\n  " + counterexample_text(s.number_format, *f.simplest);
  return text;
}

/// Distinct drawn numbers in increasing order: a sweep.
sweep_inputs drawn_sweep(format f) {
  const auto drawn = *rc::gen::scale(2.0, rc::gen::container<std::vector<number>>(any_number(f)));
  std::vector<std::int64_t> ordinals{0};
  for (const number& n : drawn) {
    ordinals.push_back(n.ordinal);
    if (n.ordinal + 1 < infinity_ordinal(f)) ordinals.push_back(n.ordinal + 1);  // neighbours, for monotonicity
  }
  return listed_inputs(std::move(ordinals));
}

class property_test : public testing::Test {
 public:
  explicit property_test(const scope& s) : scope_(s) {}

  void TestBody() override {
    std::string why_not;
    bool applied = false;
    for (const pass p : {pass::forward, pass::backward}) {
      // All inputs of narrow formats; of gated and row-wise activations, whose reference works one by one, the narrowest.
      const bool elementwise = scope_.subject_of->kind == activation_kind::elementwise;
      const auto inputs = shape(scope_.number_format).bits <= (elementwise ? 16 : 8) ? every_finite_input(scope_.number_format)
                                                                                     : listed_inputs({0, 1});
      const finding f = check_reference(scope_, p, scope_.subject_of->default_parameters(), inputs, global_seed(), 64);
      if (f.outcome == verdict::skip) {
        why_not = f.message;
        continue;
      }
      applied = true;
      EXPECT_NE(f.outcome, verdict::fail) << failure_text(scope_, p, f);
      EXPECT_GT(f.checked, 0U) << scope_.name() << " checked nothing";
      draw_cases(p);
    }
    if (!applied) GTEST_SKIP() << why_not;
    draw_calls(scope_.checked->name, *scope_.subject_of, scope_.number_format, scope_.name());
  }

 private:
  void draw_cases(pass p) {
    const bool sweeps = scope_.checked->observe != nullptr;
    const int cases = sweeps ? 60 : 6;
    check_drawn(scope_.name(), cases, [&] {
      const auto parameters = *any_parameters(*scope_.subject_of);
      const auto inputs = sweeps ? drawn_sweep(scope_.number_format) : sweep_inputs{};
      const auto seed = *rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>());
      const finding f = check_reference(scope_, p, parameters, inputs, seed, 64);
      if (f.outcome == verdict::fail) RC_FAIL(failure_text(scope_, p, f));
    });
  }

  scope scope_;
};

void register_tests() {
  for (const property* p : all_properties())
    for (const activation* a : catalogue()) {
      if (std::find(p->kinds.begin(), p->kinds.end(), a->kind) == p->kinds.end()) continue;
      for (const format f : all_formats) {
        const scope s{p, a, f};
        const std::string suite = fmt::format("{}/{}", p->name, a->name);
        testing::RegisterTest(suite.c_str(), std::string(name(f)).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [s]() -> testing::Test* { return new property_test(s); });
      }
    }
}

}  // namespace
}  // namespace actcheck

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  actcheck::register_tests();
  fmt::print("actcheck {} properties, seed {}\n", ACTCHECK_VERSION, actcheck::global_seed());
  return RUN_ALL_TESTS();
}
