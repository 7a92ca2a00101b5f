// The model comparison: item ten of an activation's page, and the page that compares all.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "model_charts.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr std::string_view command = "cmake --build build --target run_model_comparison";

std::string percent(double share) { return std::isnan(share) ? "\u2013" : fmt::format("{:.1f} %", 100 * share); }

std::string accuracy_text(const training_outcome& t) {
  if (std::isnan(t.mean)) return "did not train";
  const std::string spread = std::isnan(t.deviation) ? "" : fmt::format("\u00a0\u00b1\u00a0{:.1f}", 100 * t.deviation);
  const std::string lost =
      t.diverged == 0 ? "" : fmt::format(" ({} of {} runs diverged)", t.diverged, t.accuracies.size());
  return fmt::format("{:.1f}{}{}", 100 * t.mean, spread, lost);
}

std::string link_to(std::string_view name) {
  const auto* a = find_activation(name);
  return a == nullptr ? code(name) : "\\ref " + page_label(*a);
}

std::string machine_text(const model_run& run) {
  return fmt::format("{} images for training, {} for the test, {} epochs, {}; actcheck {}, {}, {}",
                     grouped(run.training_images), grouped(run.test_images), run.epochs, counted(run.seeds, "seed"),
                     run.tool_version, markdown(run.machine), run.date);
}

/// Place of `t` among the means of its network, the best is 1.
std::size_t place_of(const model_run& run, const training_outcome& t) {
  std::size_t place = 1;
  for (const auto& other : run.trainings) place += other.network == t.network && other.mean > t.mean ? 1 : 0;
  return place;
}

std::size_t trained_in(const model_run& run, const std::string& network) {
  return static_cast<std::size_t>(
      std::count_if(run.trainings.begin(), run.trainings.end(), [&](const auto& t) { return t.network == network; }));
}

std::string relative_time(const training_outcome& t, const training_outcome* relu) {
  const double ratio = relu == nullptr ? NAN : t.epoch_milliseconds / relu->epoch_milliseconds;
  return std::isnan(ratio) ? "\u2013" : fmt::format("{:.2f}", ratio);
}

std::string verdict_of(const training_outcome& t, const training_outcome* best_of_network) {
  if (t.diverged > 0 || best_of_network == nullptr) return "diverges";
  const auto& best = *best_of_network;
  if (&t == &best) return "the best mean";
  return keeps_up(t, best) ? "keeps up with the best" : "does not keep up with the best";
}

std::string network_rows(const model_run& run, std::string_view activation) {
  std::string rows;
  for (const auto& n : run.networks) {
    const auto* t = run.find(n.name, activation);
    const auto* best = run.best(n.name);
    if (t == nullptr) continue;
    const auto* relu = run.find(n.name, "relu");
    const std::string time = relative_time(*t, relu);
    rows += fmt::format("| {} | {} | {} | {} of {} | {} | {} |\n", markdown(n.name), t->rate, accuracy_text(*t),
                        place_of(run, *t), trained_in(run, n.name), verdict_of(*t, best), time);
  }
  return rows;
}

std::string sentences(const model_run& run, std::string_view activation) {
  std::string text;
  if (const auto* g = run.find_gradients(activation))
    text += fmt::format(
        "Before training, in a network of {} hidden layers, the gradient at the first layer is {:.2g} times that at the last. ",
        g->norms.size() - 1, first_to_last(*g));
  if (const auto* normal = run.find_dead(activation, "normal"), *high = run.find_dead(activation, "high");
      normal != nullptr && high != nullptr)
    text += fmt::format(
        "After training, {} of the hidden units of {} are dead (derivative 0 for every training image) at the learning rate {}, and {} at {}. ",
        percent(normal->shares.back()), markdown(run.watched), normal->rate, percent(high->shares.back()), high->rate);
  return text + "\n\n";
}

bool runs_everywhere(const model_run& run, std::string_view activation) {
  return std::all_of(run.networks.begin(), run.networks.end(),
                     [&](const auto& n) { return run.find(n.name, activation) != nullptr; });
}

/// One line per activation, best first by the mean place over the networks.
std::string overview_table(const model_run& run) {
  std::vector<std::pair<double, const activation*>> order;
  for (const auto* a : catalogue()) {
    if (!runs_everywhere(run, a->name)) continue;
    double sum = 0;
    for (const auto& n : run.networks) sum += static_cast<double>(place_of(run, *run.find(n.name, a->name)));
    order.emplace_back(sum, a);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& one, const auto& other) { return one.first < other.first; });
  std::string head = "| activation |", line = "|:--|";
  for (const auto& n : run.networks) head += fmt::format(" {} |", markdown(n.name)), line += "--:|";
  std::string table =
      head + " dead units, high rate | first to last gradient | epoch time, ReLU = 1 |\n" + line + "--:|--:|--:|\n";
  for (const auto& [sum, a] : order) {
    table += fmt::format("| \\ref {} |", page_label(*a));
    for (const auto& n : run.networks) {
      const auto* t = run.find(n.name, a->name);
      const auto* best = run.best(n.name);
      const bool good = best != nullptr && keeps_up(*t, *best);
      table += fmt::format(" {}{}{} |", good ? "<b>" : "", accuracy_text(*t), good ? "</b>" : "");
    }
    const auto* dead = run.find_dead(a->name, "high");
    const auto* gradients = run.find_gradients(a->name);
    const auto* own = run.find(run.watched, a->name);
    const auto* relu = run.find(run.watched, "relu");
    table += fmt::format(" {} | {} | {} |\n", dead == nullptr ? "\u2013" : percent(dead->shares.back()),
                         gradients == nullptr ? "\u2013" : fmt::format("{:.2g}", first_to_last(*gradients)),
                         relative_time(*own, relu));
  }
  return table + "\n";
}

template <class Test>
std::string those(const model_run& run, Test&& test) {
  std::vector<std::string> names;
  for (const auto* a : catalogue())
    if (runs_everywhere(run, a->name) && test(a->name)) names.push_back(link_to(a->name));
  return names.empty() ? "none" : enumeration(names);
}

/// What the numbers say, in sentences that are computed from them.
std::string findings(const model_run& run) {
  const auto& deepest =
      *std::max_element(run.networks.begin(), run.networks.end(),
                        [](const auto& one, const auto& other) { return one.hidden_layers < other.hidden_layers; });
  const auto good_everywhere = [&](std::string_view name) {
    return std::all_of(run.networks.begin(), run.networks.end(), [&](const auto& n) {
      return run.best(n.name) != nullptr && keeps_up(*run.find(n.name, name), *run.best(n.name));
    });
  };
  const auto fails_deep = [&](std::string_view name) {
    const auto* t = run.find(deepest.name, name);
    return t->diverged > 0 || !(t->mean > 0.5);
  };
  const auto dies = [&](std::string_view name) {
    const auto* d = run.find_dead(name, "high");
    return d != nullptr && d->shares.back() > 0.2;
  };
  return fmt::format(
      "- They keep up with the best in every network: {}.\n"
      "- In the deepest network, {}, these fail (mean below 50 %, or a run diverged): {}.\n"
      "- At the learning rate {}, more than a fifth of the hidden units of {} die with: {}.\n\n",
      those(run, good_everywhere), markdown(deepest.name), those(run, fails_deep), run.high_rate, markdown(run.watched),
      those(run, dies));
}

}  // namespace

section comparison_in_a_model(const page_source& s) {
  section part{"Implementation in a Model vs Others", "", tick::open, ""};
  if (s.entry->kind == activation_kind::row_wise) {
    part.evidence = "not compared: it is no activation of hidden units, which take one number each (or two).";
    return part;
  }
  if (!s.measured->model || network_rows(*s.measured->model, s.entry->name).empty()) {
    part.evidence = fmt::format("no evidence in this build: no network was trained with it. {} makes it.", code(command));
    return part;
  }
  const auto& run = *s.measured->model;
  part.body =
      "The same networks, trained with each activation in turn to read handwritten digits (\\ref choosing compares all):\n\n"
      "| network | learning rate | test accuracy, % | place | compared with the best | epoch time, ReLU = 1 |\n|:--|--:|--:|--:|:--|--:|\n" +
      network_rows(run, s.entry->name) + "\n" + sentences(run, s.entry->name);
  if (const auto picture = training_chart(run, *s.entry)) part.body += image(picture->file, picture->drawn.description);
  if (!is_current(run.tool_version)) {
    part.evidence = "the comparison is not of this version. " + age_note(run.tool_version);
    return part;
  }
  part.state = runs_everywhere(run, s.entry->name) ? tick::checked : tick::open;
  part.evidence = fmt::format(
      "Measured: {}. The learning rate is the one that did best on images kept apart for that. A small data set and small networks: "
      "differences within the spread (one standard deviation over the seeds) mean nothing. Run it again:\n\n{}",
      machine_text(run), code_block("sh", command));
  return part;
}

std::string choosing_page(const evidence& measured) {
  std::string page = "# Which one should I use? {#choosing}\n\n";
  if (!measured.model || measured.model->networks.empty())
    return page +
           fmt::format("There are no results of the model comparison in this build: {} makes them.\n", code(command));
  const auto& run = *measured.model;
  if (!is_current(run.tool_version)) page += age_note(run.tool_version) + "\n\n";
  page +=
      "What follows is measured, not recommended: the same networks trained with every activation for hidden units, on real but small data. Where your "
      "task is like it, it is a first guess. Differences within the spread mean nothing; the choice then goes by cost and by what your "
      "framework computes well (\\ref libraries).\n\n## What the numbers say {#choosing_findings}\n\n" +
      findings(run);
  page +=
      "## All of them {#choosing_all}\n\nTest accuracy in percent, mean and standard deviation; bold where it keeps up with the network's best: the mean is below by no more than both standard deviations together, and no run is more than 5 points below. Ordered by the mean place.\n\n" +
      overview_table(run);
  page += "## Pictures {#choosing_pictures}\n\n";
  for (const auto& picture : comparison_charts(run)) page += image(picture.file, picture.drawn.description);
  page += "## How it was measured {#choosing_method}\n\n";
  page += fmt::format(
      "{}. Of each network and activation several learning rates were tried, and the one that did best on images kept apart was taken. "
      "Weights are drawn as He says where f is unbounded, and as Glorot says where it is bounded. What a network with gated units "
      "costs is not what one without costs: it has two maps where that has one. benchmarks/model/README.md in the repository tells "
      "the rest. Run it again:\n\n{}",
      machine_text(run), code_block("sh", command));
  return page;
}

}  // namespace actcheck::docs
