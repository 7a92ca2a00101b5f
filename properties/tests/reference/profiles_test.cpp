// Profiles: that their data can be true (names, parameters, kinks and slopes are the catalogue's), and what they answer.
#include "actcheck/profiles.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "actcheck/catalogue.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

/// Does something for every entry of every profile, under a trace that names it.
template <class Action>
void for_each_entry(Action action) {
  for (const profile* p : profiles())
    for (const framework_entry& e : p->entries) {
      SCOPED_TRACE(std::string(p->name) + ": " + std::string(e.activation));
      const activation* a = find_activation(e.activation);
      if (a == nullptr || a->name != e.activation) ADD_FAILURE() << "no such name in the catalogue";
      else action(*p, e, *a);
    }
}

/// The defaults of the framework and every other set of parameters that a checker tries.
std::vector<std::vector<double>> parameter_sets(const profile& p, const activation& a) {
  auto sets = a.trial_parameters();
  sets.push_back(p.parameters_for(a, format::f32));
  sets.push_back(a.default_parameters());
  return sets;
}

std::vector<kink> kinks_of(const activation& a, parameter_values parameters) {
  return (a.kind == activation_kind::gated ? a.gates.gate() : a).facts_for(parameters).kinks;
}

const parameter* parameter_of(const activation& a, std::string_view name) {
  const auto named = [name](const parameter& p) { return p.name == name; };
  const auto found = std::find_if(a.parameters.begin(), a.parameters.end(), named);
  return found == a.parameters.end() ? nullptr : &*found;
}

TEST(profiles, are_the_ones_that_are_promised_with_the_default_one_first) {
  ASSERT_FALSE(profiles().empty());
  EXPECT_EQ(profiles().front()->name, "default");
  for (const char* name : {"torch", "jax", "tensorflow", "keras", "onnx", "webnn", "ggml", "onednn", "ftz"})
    EXPECT_NE(find_profile(name), nullptr) << name;
}

TEST(profiles, are_found_by_names_and_aliases_that_mean_one_only) {
  std::set<std::string_view> seen;
  for (const profile* p : profiles()) {
    EXPECT_FALSE(p->summary.empty()) << p->name;
    EXPECT_TRUE(seen.insert(p->name).second) << p->name;
    EXPECT_EQ(find_profile(p->name), p);
    for (const auto alias : p->aliases) {
      EXPECT_TRUE(seen.insert(alias).second) << alias;
      EXPECT_EQ(find_profile(alias), p) << alias;
    }
  }
  EXPECT_EQ(&get_profile("PyTorch"), &get_profile("torch"));
  EXPECT_EQ(&get_profile("TENSORFLOW"), &get_profile("tf"));
}

TEST(profiles, an_unknown_name_is_an_error_with_a_suggestion) {
  EXPECT_EQ(find_profile("trch"), nullptr);
  const auto message = [](std::string_view name) -> std::string {
    try {
      return std::string(get_profile(name).name);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
  };
  EXPECT_EQ(message("trch"), "unknown profile 'trch' (did you mean 'torch'?)");
  EXPECT_NE(message("qqqqqqqq").find("one of: default, "), std::string::npos) << message("qqqqqqqq");
}

TEST(profiles, the_default_one_says_nothing) {
  const profile& p = get_profile("default");
  EXPECT_TRUE(p.entries.empty() && p.flushes.empty() && p.overflows.empty() && p.framework.empty());
  for (const activation* a : catalogue()) {
    EXPECT_EQ(p.parameters_for(*a, format::f32), a->default_parameters()) << a->name;
    EXPECT_FALSE(p.required_slope(*a, a->default_parameters(), 0)) << a->name;
    EXPECT_FALSE(p.required_result(*a, a->default_parameters(), pass::forward, special_input::not_a_number)) << a->name;
  }
}

TEST(profiles, every_statement_has_a_source_and_every_source_a_statement) {
  for (const profile* p : profiles()) {
    SCOPED_TRACE(p->name);
    std::set<std::string_view> keys, cited;
    for (const auto& s : p->sources) {
      EXPECT_TRUE(keys.insert(s.key).second) << s.key;
      EXPECT_GE(s.reference.size(), 10U) << s.key;
    }
    for (const auto& e : p->entries) {
      cited.insert(e.source);
      for (const auto& d : e.defaults) cited.insert(d.source);
      for (const auto& k : e.kinks) cited.insert(k.source);
      for (const auto& r : e.results) cited.insert(r.source);
      for (const auto& r : e.rows) cited.insert(r.source);
    }
    for (const auto& r : p->flushes) cited.insert(r.source);
    for (const auto& r : p->overflows) cited.insert(r.source);
    EXPECT_EQ(cited, keys);
  }
}

TEST(profiles, parameters_are_the_activations_and_defaults_are_in_their_domain) {
  for_each_entry([](const profile& p, const framework_entry& e, const activation& a) {
    EXPECT_FALSE(e.name.empty());
    std::map<std::string_view, int> said;
    for (const auto& d : e.defaults) {
      const parameter* known = parameter_of(a, d.parameter);
      ASSERT_NE(known, nullptr) << d.parameter;
      EXPECT_TRUE(known->allows(d.value)) << d.parameter << " = " << d.value;
      EXPECT_NE(d.value, known->default_value) << d.parameter << ": this is the catalogue's default";
      said[d.parameter] += d.only_in ? 0 : 1;
    }
    for (const auto& name : e.required) {
      EXPECT_NE(parameter_of(a, name), nullptr) << name;
      said[name] += 1;
    }
    for (const auto& [name, times] : said) EXPECT_LE(times, 1) << name << " is said twice";
    EXPECT_TRUE(e.required.empty() || !e.fixed) << "what is fixed cannot be given";
    EXPECT_TRUE(!e.fixed || !a.parameters.empty()) << "fixed, but there is no parameter";
    for (const format f : all_formats) EXPECT_NO_THROW(a.require_valid(p.parameters_for(a, f))) << name(f);
  });
}

TEST(profiles, slopes_at_kinks_lie_between_the_one_sided_ones_or_say_that_they_do_not) {
  for_each_entry([](const profile& p, const framework_entry& e, const activation& a) {
    if (e.kinks.empty()) return;
    ASSERT_NE(a.kind, activation_kind::row_wise) << "has no kinks";
    const bool outside = std::any_of(e.kinks.begin(), e.kinks.end(), [](const kink_rule& r) { return r.outside; });
    std::size_t answers = 0;
    for (const auto& parameters : parameter_sets(p, a))
      for (const kink& k : kinks_of(a, parameters))
        if (const auto slope = p.required_slope(a, parameters, k.x)) {
          ++answers;
          EXPECT_FALSE(slope->source.empty());
          const bool between = std::min(k.left, k.right) <= slope->value && slope->value <= std::max(k.left, k.right);
          EXPECT_TRUE(between || outside) << "at " << k.x << ": " << slope->value << ", not from " << k.left << " to " << k.right;
        }
    EXPECT_GT(answers, 0U) << "rules for kinks that the activation does not have";
    for (const auto& r : e.kinks) {
      EXPECT_EQ(r.outside, !r.why.empty()) << "a slope outside, and only that, needs a reason";
      EXPECT_TRUE(r.choice == kink_choice::other || !r.outside) << "a one-sided slope is never outside";
    }
  });
}

TEST(profiles, a_rule_for_the_first_or_last_kink_is_about_one_of_several) {
  for_each_entry([](const profile& p, const framework_entry& e, const activation& a) {
    std::size_t most = 0;
    for (const auto& parameters : parameter_sets(p, a))
      if (a.kind != activation_kind::row_wise) most = std::max(most, kinks_of(a, parameters).size());
    for (const auto& r : e.kinks) EXPECT_EQ(r.place == kink_place::every, most == 1) << most << " kinks";
  });
}

TEST(profiles, results_are_said_once_and_for_the_right_kind) {
  for_each_entry([](const profile&, const framework_entry& e, const activation& a) {
    EXPECT_TRUE(e.results.empty() || a.kind != activation_kind::row_wise);
    EXPECT_TRUE(e.rows.empty() || a.kind == activation_kind::row_wise);
    std::set<std::pair<pass, special_input>> inputs;
    for (const auto& r : e.results) EXPECT_TRUE(inputs.emplace(r.direction, r.input).second);
    std::set<std::pair<pass, special_row>> rows;
    for (const auto& r : e.rows) EXPECT_TRUE(rows.emplace(r.direction, r.row).second);
  });
}

/// Forward at zero, both signs are claims about a function's value there; only the sign of a zero is a choice.
TEST(profiles, values_at_zero_are_the_functions) {
  for_each_entry([](const profile& p, const framework_entry& e, const activation& a) {
    for (const auto& r : e.results) {
      if (r.direction == pass::backward || (r.input != special_input::plus_zero && r.input != special_input::minus_zero)) continue;
      EXPECT_EQ(r.value, a.plain(pass::forward, 0, p.parameters_for(a, format::f64)));
    }
  });
}

TEST(profiles, names_that_mean_something_else_are_other_activations) {
  for_each_entry([](const profile& p, const framework_entry& e, const activation& a) {
    if (e.takes_name_of.empty()) return;
    const activation* elsewhere = find_activation(e.takes_name_of);
    ASSERT_NE(elsewhere, nullptr);
    EXPECT_NE(elsewhere, &a);
    EXPECT_EQ(p.meaning_of(e.takes_name_of), &a);
  });
  const activation* tanh_form = find_activation("gelu_tanh");
  EXPECT_EQ(get_profile("jax").meaning_of("GELU"), tanh_form);
  EXPECT_EQ(get_profile("ggml").meaning_of("gelu"), tanh_form);
  EXPECT_EQ(get_profile("jax").meaning_of("gelu_erf"), nullptr) << "says which one it means";
  EXPECT_EQ(get_profile("torch").meaning_of("gelu"), nullptr);
  EXPECT_EQ(get_profile("jax").meaning_of("no_such"), nullptr);
  EXPECT_EQ(get_profile("jax").meaning_of(""), nullptr);
}

TEST(profiles, rules_for_formats_are_one_for_each_and_make_sense_there) {
  for (const profile* p : profiles()) {
    std::set<format> flushed, overflowing;
    for (const auto& r : p->flushes) EXPECT_TRUE(flushed.insert(r.in).second && (r.inputs || r.results)) << p->name;
    for (const auto& r : p->overflows) EXPECT_TRUE(overflowing.insert(r.in).second && !shape(r.in).has_infinity) << p->name;
  }
  const profile &ftz = get_profile("ftz"), &torch = get_profile("torch");
  EXPECT_TRUE(ftz.inputs_flushed(format::f32) && ftz.results_flushed(format::f64));
  EXPECT_FALSE(ftz.inputs_flushed(format::bf16) || torch.results_flushed(format::f32));
  EXPECT_EQ(torch.overflow_of(format::f8e4m3fn), overflow::standard);
  EXPECT_EQ(get_profile("onnx").overflow_of(format::f8e4m3fn), overflow::saturate);
  EXPECT_EQ(torch.overflow_of(format::f8e5m2), std::nullopt);
}

/// One fact in one place: what a profile says is not prose as well.
TEST(profiles, frameworks_with_a_profile_are_not_in_the_prose) {
  std::set<std::string_view> profiled;
  for (const profile* p : profiles())
    EXPECT_TRUE(p->framework.empty() || profiled.insert(p->framework).second) << p->framework;
  for (const activation* a : catalogue())
    for (const auto& n : a->text.frameworks) EXPECT_FALSE(profiled.contains(n.framework)) << a->name << ": " << n.framework;
}

double slope(const char* profile_name, const char* activation_name, double x, std::vector<double> parameters = {}) {
  const profile& p = get_profile(profile_name);
  const activation& a = get_activation(activation_name);
  if (parameters.empty()) parameters = p.parameters_for(a, format::f32);
  const auto required = p.required_slope(a, parameters, x);
  return required ? required->value : not_a_number;
}

TEST(profiles, answer_slopes_at_kinks) {
  EXPECT_EQ(slope("torch", "relu", 0), 0);
  EXPECT_EQ(slope("torch", "relu", -0.0), 0);
  EXPECT_EQ(slope("torch", "leaky_relu", 0), 0.01);
  EXPECT_EQ(slope("torch", "leaky_relu", 0, {-0.5}), -0.5);
  EXPECT_EQ(slope("jax", "leaky_relu", 0, {-0.5}), 1);
  EXPECT_EQ(slope("tensorflow", "leaky_relu", 0), 0.2);
  EXPECT_EQ(slope("torch", "hard_swish", -3), 0);
  EXPECT_EQ(slope("torch", "hard_swish", 3), 1);
  EXPECT_EQ(slope("onednn", "relu6", 6), 1);
  EXPECT_EQ(slope("jax", "relu6", 6), 0);
  EXPECT_EQ(slope("jax", "hard_tanh", -1), 1);
  EXPECT_EQ(slope("torch", "hard_tanh", 2, {-3, 2}), 0);
  EXPECT_EQ(slope("torch", "elu", 0, {2}), 2);
  EXPECT_NEAR(slope("torch", "selu", 0), 1.7580993408473769, 1e-15);
  EXPECT_EQ(slope("tensorflow", "selu", 0), 1.0507009873554804934);
  for (const char* known_for_nothing : {"default", "onnx", "webnn", "ftz"})
    EXPECT_TRUE(std::isnan(slope(known_for_nothing, "relu", 0))) << known_for_nothing;
  EXPECT_TRUE(std::isnan(slope("torch", "relu", 1))) << "no kink";
  EXPECT_TRUE(std::isnan(slope("torch", "elu", 0))) << "no kink for alpha = 1";
  EXPECT_TRUE(std::isnan(slope("torch", "softmax", 0))) << "no kinks in rows";
}

TEST(profiles, answer_defaults) {
  const auto defaults = [](const char* p, const char* a, format f) {
    return get_profile(p).parameters_for(get_activation(a), f);
  };
  using values = std::vector<double>;
  EXPECT_EQ(defaults("keras", "leaky_relu", format::f16), values{0.2});
  EXPECT_EQ(defaults("onnx", "hard_sigmoid", format::f32), (values{0.2, 0.5}));
  EXPECT_EQ(defaults("torch", "softplus", format::f64), (values{1, 20}));
  EXPECT_NEAR(defaults("tensorflow", "softplus", format::f32)[1], 13.942385152878742, 1e-12);
  EXPECT_NEAR(defaults("tensorflow", "softplus", format::f64)[1], 34.04365338911715, 1e-12);
  EXPECT_EQ(defaults("tensorflow", "softplus", format::f16), (values{1, infinity})) << "not said";
  EXPECT_EQ(defaults("webnn", "squareplus", format::f32), values{4}) << "not known to have it";
  const values of_f32{double{1.67326319217681884765625F}, double{1.05070102214813232421875F}};
  EXPECT_EQ(defaults("onnx", "selu", format::f64), of_f32);
}

TEST(profiles, answer_results_at_special_inputs_and_rows) {
  const auto result = [](const char* p, const char* a, pass direction, special_input input) {
    return get_profile(p).required_result(get_activation(a), get_activation(a).default_parameters(), direction, input);
  };
  ASSERT_TRUE(result("torch", "relu", pass::forward, special_input::minus_zero));
  const auto negative_zero = *result("torch", "relu", pass::forward, special_input::minus_zero);
  EXPECT_TRUE(negative_zero.met_by(-0.0));
  EXPECT_FALSE(negative_zero.met_by(0.0));
  const auto swallowed = result("ggml", "relu", pass::forward, special_input::not_a_number);
  ASSERT_TRUE(swallowed);
  EXPECT_TRUE(swallowed->met_by(0.0) && swallowed->met_by(-0.0)) << "no sign is asked for";
  EXPECT_FALSE(swallowed->met_by(not_a_number));
  EXPECT_TRUE(result("jax", "relu", pass::backward, special_input::not_a_number)->met_by(0));
  EXPECT_TRUE(result("torch", "relu", pass::backward, special_input::not_a_number)->met_by(1));
  EXPECT_FALSE(result("torch", "relu", pass::forward, special_input::not_a_number)) << "NaN, as by default";
  EXPECT_FALSE(result("torch", "silu", pass::forward, special_input::minus_infinity)) << "the limit, as by default";
  const auto row = get_profile("jax").required_row(get_activation("softmax"), pass::forward, special_row::only_minus_infinity);
  const std::vector<double> negative{-1};
  const activation &elu = get_activation("elu"), &leaky = get_activation("leaky_relu");
  const profile &torch = get_profile("torch"), &ggml = get_profile("ggml");
  EXPECT_TRUE(torch.required_result(elu, elu.default_parameters(), pass::forward, special_input::minus_zero));
  EXPECT_FALSE(torch.required_result(elu, negative, pass::forward, special_input::minus_zero)) << "its sign is not known";
  EXPECT_TRUE(ggml.required_result(leaky, negative, pass::forward, special_input::not_a_number));
  ASSERT_TRUE(row);
  EXPECT_TRUE(std::isnan(row->value) && !row->source.empty());
  EXPECT_FALSE(get_profile("webnn").required_row(get_activation("softmax"), pass::forward, special_row::only_minus_infinity));
}

TEST(profiles, a_requirement_is_met_within_its_slack) {
  const auto met = [](double value, double got, double slack = 0) { return requirement{value, "s"}.met_by(got, slack); };
  EXPECT_TRUE(met(1, 1) && met(1, 1.25, 0.25) && met(not_a_number, not_a_number) && met(infinity, infinity));
  EXPECT_FALSE(met(1, 1.25) || met(1, 1.5, 0.25) || met(1, not_a_number, infinity) || met(not_a_number, 1, infinity));
  EXPECT_FALSE(met(infinity, 1, infinity) || met(1, infinity, infinity) || met(infinity, -infinity));
  EXPECT_FALSE((requirement{0.0, "s", true}.met_by(-0.0, 1)));
}

TEST(profiles, special_inputs_are_told_apart) {
  EXPECT_EQ(special_input_of(not_a_number), special_input::not_a_number);
  EXPECT_EQ(special_input_of(infinity), special_input::plus_infinity);
  EXPECT_EQ(special_input_of(-infinity), special_input::minus_infinity);
  EXPECT_EQ(special_input_of(0.0), special_input::plus_zero);
  EXPECT_EQ(special_input_of(-0.0), special_input::minus_zero);
  EXPECT_EQ(special_input_of(5e-324), std::nullopt);
  EXPECT_EQ(special_input_of(-1), std::nullopt);
}

/// Two rules about one and the same kink hold where they agree.
TEST(profiles, kinks_that_have_become_one) {
  const profile contradiction{.name = "x",
                              .summary = "",
                              .sources = {{"s", "a source"}},
                              .entries = {{.activation = "relu",
                                           .name = "relu",
                                           .source = "s",
                                           .kinks = {{kink_place::first, kink_choice::left, "s"},
                                                     {kink_place::last, kink_choice::right, "s"}}},
                                          {.activation = "leaky_relu",
                                           .name = "leaky",
                                           .source = "s",
                                           .kinks = {{kink_place::every, kink_choice::other, "s", 7, true, "a reason"}}}}};
  EXPECT_FALSE(contradiction.required_slope(get_activation("relu"), {}, 0));
  const std::vector<double> parameters{0.5};
  EXPECT_EQ(contradiction.required_slope(get_activation("leaky_relu"), parameters, 0)->value, 7);
  EXPECT_THROW(static_cast<void>(contradiction.source("t")), std::logic_error);
}

TEST(frameworks, texts_say_what_the_profiles_say) {
  const auto remark = [](const char* activation_name, std::string_view framework) {
    for (const auto& f : in_frameworks(get_activation(activation_name)))
      if (f.framework == framework) return f.name + ": " + f.remark;
    return std::string();
  };
  EXPECT_EQ(remark("leaky_relu", "JAX"), "jax.nn.leaky_relu: negative_slope 0.01; f'(0) = 1");
  EXPECT_EQ(remark("leaky_relu", "ggml"), "ggml_leaky_relu: negative_slope must be given; f(NaN) = 0");
  EXPECT_EQ(remark("relu", "PyTorch"), "ReLU: f'(0) = 0; f(-0) = -0, f'(NaN) = 1");
  EXPECT_EQ(remark("softplus", "TensorFlow"),
            "tf.math.softplus: beta 1, threshold 13.94238515 (f32), 34.04365339 (f64), fixed; e^x below minus the threshold");
  EXPECT_EQ(remark("hard_sigmoid", "Keras"), "hard_sigmoid: slope 1/6, offset 0.5, fixed; 0.2 under the same name in Keras 2");
  EXPECT_EQ(remark("elu", "oneDNN"), "eltwise_elu: alpha must be given; f'(kink) from the left; f(-0) = 0");
  EXPECT_EQ(remark("softmax", "JAX"), "jax.nn.softmax: NaN for a row of -inf only, NaN for a row with inf; axis -1");
  const framework_name& other = get_activation("leaky_relu").text.frameworks.front();
  EXPECT_EQ(remark("leaky_relu", other.framework), fmt::format("{}: {}", other.name, other.remark)) << "from the prose";
}

TEST(frameworks, every_entry_is_told_with_its_sources) {
  for (const activation* a : catalogue()) {
    std::size_t entries = a->text.frameworks.size();
    for (const profile* p : profiles())
      entries += static_cast<std::size_t>(std::count_if(p->entries.begin(), p->entries.end(),
                                                        [a](const framework_entry& e) { return e.activation == a->name; }));
    const auto told = in_frameworks(*a);
    EXPECT_EQ(told.size(), entries) << a->name;
    for (std::size_t i = 0; i + a->text.frameworks.size() < told.size(); ++i) EXPECT_FALSE(told[i].sources.empty()) << a->name;
  }
}

}  // namespace
}  // namespace actcheck::test
