#include "engine/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/diagnosis.hpp"
#include "engine/environment.hpp"
#include "engine/sweep.hpp"
#include "generators/seed.hpp"

namespace actcheck {

std::optional<requirement> context::required_slope(double x) const {
  return choices == nullptr ? std::nullopt : choices->required_slope(subject_of(), what->parameters, x);
}

std::optional<requirement> context::required_result(double x) const {
  const auto input = special_input_of(x);
  if (choices == nullptr || !input || subject_of().kind == activation_kind::row_wise) return std::nullopt;
  return choices->required_result(subject_of(), what->parameters, what->direction, *input);
}

namespace {

std::string inapplicable(const property& p, const context& c) {
  const activation_kind kind = c.subject_of().kind;
  if (std::find(p.kinds.begin(), p.kinds.end(), kind) == p.kinds.end()) return fmt::format("not a property of {} activations", name(kind));
  return p.inapplicable(c);
}

/// One target at one set of parameter values.
class target_check {
 public:
  target_check(const target& t, const subject& s, const check_options& options, const check_events& events, bool defaults,
               const std::vector<result>& settled)
      : target_(t), settled_(settled), in_place_(s.in_place()), concurrent_(s.thread_safe() && options.jobs > 1), shares_memory_(s.shares_memory()),
        unguarded_(s.find(*t.subject_of, t.number_format)),
        kernels_(restoring_mode(unguarded_)), functions_(part_of_one_number(*t.subject_of, t.number_format, kernels_)), options_(options),
        events_(events), defaults_(defaults), truth_(part_of_one_number(*t.subject_of), t.direction, t.number_format, t.parameters) {}

  std::vector<result> run(const std::vector<const property*>& properties) {
    std::vector<const property*> first, sweeping, examining;
    for (const property* p : properties) {
      if (take_over(*p)) continue;
      const std::string why_not = inapplicable(*p, context_for(*p));
      if (!why_not.empty()) record(*p, skipped(why_not));
      else (p->runs_first ? first : p->observe != nullptr ? sweeping : examining).push_back(p);
    }
    if (!examine(first) || damaged()) {
      for (const auto* rest : {&sweeping, &examining})
        for (const property* p : *rest) record(*p, not_run());
      return std::move(results_);
    }
    if (!sweeping.empty()) sweep(sweeping);
    examine(examining);
    return std::move(results_);
  }

  bool applies(const property& p) const { return inapplicable(p, context_for(p)).empty(); }

 private:
  /// Runs properties that make their own calls. Returns false if the subject damages memory.
  bool examine(const std::vector<const property*>& properties) {
    for (const property* p : properties) {
      events_.stage({std::string(p->name)}, target_.parameters);
      finding f = p->examine(context_for(*p));
      const bool damaging = f.damaging;
      record(*p, std::move(f));
      if (damaging) return false;
    }
    return true;
  }

  static finding not_run() {
    finding f;
    f.outcome = verdict::inconclusive;
    f.message = "not run: the subject writes outside its arrays";
    return f;
  }

  context context_for(const property& p) const {
    const auto b = budget_of(options_.thoroughness);
    const std::string stream = fmt::format("{}/{}.{}.{}", p.name, target_.subject_of->name, name(target_.number_format), name(target_.direction));
    return {&target_, &truth_, &functions_, &kernels_, &unguarded_, options_.requirement(*target_.subject_of, target_.number_format), derive_seed(options_.seed, stream),
            defaults_ ? b.calls : std::min(b.calls, b.trials), whole(), in_place_, concurrent_, shares_memory_, options_.choices};
  }

  /// 8-bit formats are swept whole at other parameters too.
  bool whole() const {
    return (defaults_ || shape(target_.number_format).bits == 8) && sweeps_whole(options_.thoroughness, target_.number_format);
  }

  sweep_inputs inputs() const {
    if (whole()) return every_finite_input(target_.number_format);
    const auto b = budget_of(options_.thoroughness);
    std::size_t count = !defaults_ ? b.trials : target_.number_format == format::f64 ? b.sweep_f64 : b.sweep_f32;
    // The function of one number in a gated or row-wise activation is swept beside what is checked of the whole.
    if (target_.subject_of->kind != activation_kind::elementwise) count = std::max<std::size_t>(count / 16, 256);
    return sampled_inputs(truth_, count, derive_seed(options_.seed, "sweep"));
  }

  void sweep(const std::vector<const property*>& properties) {
    std::vector<context> contexts;
    for (const property* p : properties) contexts.push_back(context_for(*p));
    std::vector<std::string> names;
    for (const property* p : properties) names.emplace_back(p->name);
    events_.stage(names, target_.parameters);
    const auto chosen = inputs();
    auto swept = run_sweep(properties, contexts, chosen, options_.sweep_jobs == 0 ? options_.jobs : options_.sweep_jobs,
                           [&](std::uint64_t done) { events_.alive(done, chosen.size()); });
    diagnose(contexts.front(), swept.findings);
    for (std::size_t i = 0; i < properties.size(); ++i) {
      if (properties[i]->name == "accuracy")
        swept.findings[i].conventions = swept.conventions.in_words(target_.direction);
      record(*properties[i], std::move(swept.findings[i]));
    }
  }

  /// Says which function of one number a gated or row-wise activation failed as.
  std::string part_in_words() const {
    const activation& a = *target_.subject_of;
    const auto part = truth_.subject().name;
    if (a.kind == activation_kind::gated) return fmt::format(" (as {}, {} being 1)", part, a.gates.gates_b ? "a" : "b");
    return fmt::format(" (as {}, element {} of the row [x, 0])", part, a.claims_of_rows->beside_zero_element);
  }

  /// Tells the failed ones what the subject seems to compute instead.
  static void diagnose(const context& c, std::vector<finding>& findings) {
    std::vector<double> inputs;
    for (const auto& f : findings) {
      if (f.outcome != verdict::fail) continue;
      if (f.simplest) inputs.push_back(f.simplest->x);
      if (f.worst) inputs.push_back(f.worst->x);
      for (const auto& i : f.intervals) inputs.insert(inputs.end(), {i.from, i.to});
    }
    const std::string seen = inputs.empty() ? "" : looks_like(c, inputs);
    for (auto& f : findings)
      if (f.outcome == verdict::fail) f.looks_like = seen;
  }

  void record(const property& p, finding f) {
    if (f.outcome == verdict::fail && !p.whole_kernels && &truth_.subject() != target_.subject_of) f.message += part_in_words();
    results_.push_back({std::string(target_.subject_of->name), target_.number_format, target_.direction, std::string(p.name),
                        target_.parameters, defaults_, false, std::move(f), ""});
    if (defaults_ || results_.back().found.outcome != verdict::skip) events_.found(results_.back());
  }

  /// A result that is known from a run before.
  bool take_over(const property& p) {
    for (const auto& r : settled_)
      if (r.property == p.name && r.parameters == target_.parameters) {
        results_.push_back(r);
        return true;
      }
    return false;
  }
  bool damaged() const {
    return std::any_of(results_.begin(), results_.end(), [](const result& r) { return r.found.damaging; });
  }

  const target& target_;
  const std::vector<result>& settled_;
  bool in_place_, concurrent_, shares_memory_;
  subject_kernels unguarded_, kernels_;
  subject_functions functions_;
  const check_options& options_;
  const check_events& events_;
  bool defaults_;
  reference truth_;
  std::vector<result> results_;
};

/// At these values the subject is known to compute something else: what it computes at the defaults. Saying so once is enough.
bool differs_only_in_ignored(const std::vector<double>& values, const std::vector<double>& defaults, const std::vector<result>& results) {
  std::vector<std::size_t> ignored;
  for (const auto& r : results)
    if (r.default_parameters) ignored.insert(ignored.end(), r.found.ignored_parameters.begin(), r.found.ignored_parameters.end());
  for (std::size_t k = 0; k < values.size(); ++k)
    if (values[k] != defaults[k] && std::find(ignored.begin(), ignored.end(), k) != ignored.end()) return true;
  return false;
}

}  // namespace

std::vector<const property*> selected_properties(const check_options& options) {
  if (!options.properties.empty()) return options.properties;
  const auto all = all_properties();
  return {all.begin(), all.end()};
}

std::vector<const property*> applicable_properties(const target& t, const subject& s, const check_options& options) {
  std::vector<const property*> applicable;
  auto others = selected_properties(options);
  const auto take = [&](const target& at) {
    const target_check there(at, s, options, {}, true, {});
    const auto taken = std::stable_partition(others.begin(), others.end(), [&](const property* p) { return !there.applies(*p); });
    applicable.insert(applicable.end(), taken, others.end());
    others.erase(taken, others.end());
  };
  take(t);
  for (const auto& values : t.subject_of->trial_parameters()) take({t.subject_of, t.number_format, t.direction, values});
  return applicable;
}

std::vector<result> check_target(const target& t, const subject& s, const check_options& options, const check_events& events,
                                 const std::vector<result>& settled) {
  auto properties = selected_properties(options);
  auto results = target_check(t, s, options, events, true, settled).run(properties);
  for (const auto& r : results)
    if (r.found.damaging) return results;
  std::erase_if(properties, [](const property* p) { return !p->parameters_matter; });
  for (const auto& values : t.subject_of->trial_parameters()) {
    if (differs_only_in_ignored(values, t.parameters, results)) continue;
    target trial = t;
    trial.parameters = values;
    for (auto& r : target_check(trial, s, options, events, false, settled).run(properties))
      if (r.found.outcome != verdict::skip) results.push_back(std::move(r));
  }
  return results;
}

finding check_property(const property& p, const context& c, const sweep_inputs& inputs) {
  const std::string why_not = inapplicable(p, c);
  if (!why_not.empty()) return skipped(why_not);
  if (p.examine != nullptr) return p.examine(c);
  return run_sweep({&p}, {c}, inputs, 1, [](std::uint64_t) {}).findings.front();
}

}  // namespace actcheck
