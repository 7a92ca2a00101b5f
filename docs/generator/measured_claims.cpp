#include "measured_claims.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "actcheck/catalogue.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

/// A number of the model comparison, and what it is in words.
struct measurement {
  double value;
  std::string text;
};

std::string percent(double share) { return fmt::format("{:.3g} %", 100 * share); }

std::string title_of(const json& entry) {
  return std::string(get_activation(required<std::string>(entry, "activation", "a measured claim")).text.title);
}

std::optional<measurement> zeros(const model_run& run, const json& entry) {
  const auto* z = run.find_zeros(required<std::string>(entry, "case", "a measured claim"));
  if (z == nullptr || z->of == 0) return std::nullopt;
  const double share = static_cast<double>(z->zeros) / static_cast<double>(z->of);
  return measurement{share, fmt::format("{} of {} weighted sums were exactly 0 ({})", grouped(z->zeros), grouped(z->of),
                                        markdown(z->meaning))};
}

std::optional<measurement> gradients(const model_run& run, const json& entry) {
  const auto* g = run.find_gradients(required<std::string>(entry, "activation", "a measured claim"));
  if (g == nullptr) return std::nullopt;
  const double ratio = first_to_last(*g);
  return measurement{
      ratio,
      fmt::format(
          "in a network of {} hidden layers with {}, before training, the gradient at the first layer is {:.2g} times that at the last",
          g->norms.size() - 1, title_of(entry), ratio)};
}

std::optional<measurement> dead_units(const model_run& run, const json& entry) {
  const auto* d = run.find_dead(required<std::string>(entry, "activation", "a measured claim"),
                                required<std::string>(entry, "pace", "a measured claim"));
  if (d == nullptr || d->shares.empty()) return std::nullopt;
  return measurement{d->shares.back(),
                     fmt::format("with {}, after training at the learning rate {}, {} of the hidden units are dead",
                                 title_of(entry), d->rate, percent(d->shares.back()))};
}

std::optional<measurement> sparsity(const model_run& run, const json& entry) {
  const auto* o = run.find_outputs(required<std::string>(entry, "activation", "a measured claim"));
  if (o == nullptr || o->trained_zero_shares.empty()) return std::nullopt;
  const double mean = std::accumulate(o->trained_zero_shares.begin(), o->trained_zero_shares.end(), 0.0) /
                      static_cast<double>(o->trained_zero_shares.size());
  return measurement{mean, fmt::format("in the trained network with {}, {} of the outputs of hidden units are exactly 0",
                                       title_of(entry), percent(mean))};
}

std::optional<measurement> largest_output(const model_run& run, const json& entry) {
  const auto* o = run.find_outputs(required<std::string>(entry, "activation", "a measured claim"));
  if (o == nullptr || o->deep_largest.empty()) return std::nullopt;
  const double most = *std::max_element(o->deep_largest.begin(), o->deep_largest.end());
  return measurement{
      most,
      fmt::format("the largest output of a hidden unit in a network of {} layers with {}, before training, is {:.3g}",
                  o->deep_largest.size(), title_of(entry), most)};
}

std::optional<measurement> measure(const model_run& run, const json& entry) {
  const auto what = required<std::string>(entry, "what", "a measured claim");
  if (what == "zeros") return zeros(run, entry);
  if (what == "first_to_last_gradient") return gradients(run, entry);
  if (what == "dead_units") return dead_units(run, entry);
  if (what == "sparsity") return sparsity(run, entry);
  if (what == "largest_output") return largest_output(run, entry);
  throw std::runtime_error(fmt::format("nothing is known to measure '{}'", what));
}

void require_bounds(const json& entry, const measurement& m) {
  const double from = optional_number(entry, "from").value_or(-infinity),
               to = optional_number(entry, "to").value_or(infinity);
  if (!(m.value >= from && m.value <= to))
    throw std::runtime_error(fmt::format("measured is {:.4g}, not between {} and {}: {}", m.value, from, to, m.text));
}

std::string counterexample_text(const evidence& measured) {
  if (!measured.refutation) return "No counterexample in this build: it is drawn where RapidCheck is installed.\n\n";
  const auto& c = *measured.refutation;
  return fmt::format(
      "RapidCheck, asked for two numbers that refute it (f32, seed {}), found some after {}, and shrank them in {} to {} &lt; {}: "
      "f({}) = {} and f({}) = {}.\n\n",
      c.seed, counted(c.good_cases, "good case"), counted(c.shrinks, "step"), readable(c.x), readable(c.z),
      readable(c.x), readable(c.f_x), readable(c.z), readable(c.f_z));
}

}  // namespace

std::string measured_text(const json& claim, const evidence& measured) {
  std::string text;
  if (claim.contains("counterexample")) text += counterexample_text(measured);
  if (!claim.contains("measured")) return text;
  if (!measured.model) return text + "What this needs of trained networks is not in this build.\n\n";
  std::vector<std::string> sentences;
  for (const auto& entry : required<std::vector<json>>(claim, "measured", "a claim")) {
    const auto m = measure(*measured.model, entry);
    if (m) require_bounds(entry, *m);
    sentences.push_back(m ? m->text : "one number is missing in this build's results of networks");
  }
  return text + fmt::format("Measured (\\ref choosing): {}.\n\n", fmt::join(sentences, "; "));
}

counterexample read_counterexample(const std::filesystem::path& file) {
  return read_evidence(file, "actcheck.counterexample/1", "no counterexample", [](const json& content) {
    const std::string where = "the file";
    counterexample c{required<std::uint64_t>(content, "seed", where),
                     required<std::uint64_t>(content, "good_cases", where),
                     required<std::uint64_t>(content, "shrinks", where),
                     required<double>(content, "x", where),
                     required<double>(content, "z", where),
                     required<double>(content, "f_x", where),
                     required<double>(content, "f_z", where)};
    if (!(c.x < c.z) || c.f_x < c.f_z) throw std::runtime_error("it refutes nothing");
    return c;
  });
}

}  // namespace actcheck::docs
