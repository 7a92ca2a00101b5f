#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>
#include <thread>

#include "actcheck/catalogue.hpp"
#include "actcheck/profiles.hpp"
#include "cli/choices.hpp"
#include "cli/command.hpp"
#include "cli/progress.hpp"
#include "cli/report_files.hpp"
#include "engine/counts.hpp"
#include "engine/isolation.hpp"
#include "engine/known.hpp"

namespace actcheck::cli {
namespace {

struct choices {
  std::string subject, command;
  std::vector<std::string> activations, formats, passes, properties, required, reports, maps;
  std::string effort = "quick", profile = "default";
  std::string seed = "1", known, part;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  double timeout = 60;
};

/// In some frameworks gelu is what is gelu_tanh here: then a user who checks by that profile means gelu_tanh.
std::vector<const activation*> parse_meant(const std::vector<std::string>& lists, const profile& choices) {
  std::vector<const activation*> meant;
  for (const auto& list : lists)
    for (const auto& word : split(list, "--activation")) {
      const activation* other = choices.meaning_of(word);
      if (other != nullptr) fmt::print(stderr, "actcheck: note: profile {} means {} by {}\n", choices.name, other->name, word);
      meant.push_back(other != nullptr ? other : parse_activations({word}).front());
    }
  return meant;
}

check_options parse_options(const choices& c) {
  check_options o;
  o.choices = &get_profile(c.profile);
  o.activations = parse_meant(c.activations, *o.choices);
  o.formats = parse_formats(c.formats);
  o.passes = parse_passes(c.passes);
  o.properties = parse_list<const property*>(c.properties, "property", [] { return names_of(all_properties()); },
                                             [](const auto& w) { return if_found(find_property(w)); });
  o.thoroughness = get_effort(c.effort);
  for (const auto& list : c.required)
    for (const auto& item : split(list, "--require")) require_grade(o, item);
  require_sensible_jobs(c.jobs);
  if (!(c.timeout > 0 && c.timeout <= 86400)) throw std::invalid_argument("--timeout must be from above 0 to 86400 seconds");
  const auto [end, problem] = std::from_chars(c.seed.data(), c.seed.data() + c.seed.size(), o.seed);
  if (problem != std::errc() || end != c.seed.data() + c.seed.size())
    throw std::invalid_argument(fmt::format("--seed '{}' is not a whole number from 0 to 2^64-1", c.seed));
  o.jobs = c.jobs;
  o.timeout_seconds = c.timeout;
  return o;
}

/// `gelu.f32=my_gelu` or `gelu.f32.backward=my_gelu_grad`.
symbol_map parse_maps(const std::vector<std::string>& maps) {
  symbol_map renamed;
  for (const auto& map : maps) {
    const std::size_t equals = map.find('='), dot = map.find('.');
    if (equals == std::string::npos || dot == std::string::npos || dot > equals || equals + 1 == map.size())
      throw std::invalid_argument(fmt::format("--map '{}' should be ACTIVATION.FORMAT[.backward]=SYMBOL", map));
    const activation& a = get_activation(map.substr(0, dot));
    std::string rest = map.substr(dot + 1, equals - dot - 1), suffix;
    for (const std::string ending : {".backward", ".params_backward"})
      if (rest.ends_with(ending)) {
        suffix = "_" + ending.substr(1);
        rest.resize(rest.size() - ending.size());
        break;
      }
    const auto f = parse_formats({rest}).front();
    renamed[fmt::format("{}_{}{}", a.name, name(f), suffix)] = map.substr(equals + 1);
  }
  return renamed;
}

/// A name by which the profile means this activation.
std::string_view unambiguous_name(const activation& a, const profile& choices) {
  if (choices.meaning_of(a.name) == nullptr) return a.name;
  const auto alias = std::find_if(a.aliases.begin(), a.aliases.end(), [&](std::string_view n) { return choices.meaning_of(n) == nullptr; });
  return alias == a.aliases.end() ? a.name : *alias;
}

/// The command that repeats one result: same inputs, same requirement.
std::string repro_line(const choices& c, const check_options& o, const result& r) {
  const std::string subject = c.command.empty() ? shell_quoted(c.subject) : "--command " + shell_quoted(c.command);
  std::string line = fmt::format("actcheck check {} --activation {} --format {} --pass {} --property {} --seed {}", subject,
                                 unambiguous_name(get_activation(r.activation), *o.choices), name(r.number_format), name(r.direction), r.property, c.seed);
  if (c.timeout != choices{}.timeout) line += fmt::format(" --timeout {}", c.timeout);
  if (o.choices->name != "default") line += fmt::format(" --profile {}", o.choices->name);
  if (c.effort != "quick") line += " --effort " + c.effort;
  const grade required = o.requirement(get_activation(r.activation), r.number_format);
  if (required != default_requirement(r.number_format)) line += fmt::format(" --require {}", name(required));
  for (const auto& m : c.maps) line += " --map " + shell_quoted(m);
  return line;
}

std::string looked_for(const check_options& o) {
  std::vector<std::string> symbols;
  for (const activation* a : catalogue())
    if (o.activations.empty() || std::find(o.activations.begin(), o.activations.end(), a) != o.activations.end())
      symbols.emplace_back(a->name);
  std::vector<std::string> formats = o.formats.empty() ? names_of(all_formats) : names_of(o.formats);
  return fmt::format("{{{}}}_{{{}}}[_backward]", fmt::join(symbols, ","), fmt::join(formats, ","));
}

/// `2/4`
shard parse_shard(const std::string& text) {
  unsigned index = 0, count = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, index);
  const bool two = first.ec == std::errc() && first.ptr != end && *first.ptr == '/';
  const auto second = two ? std::from_chars(first.ptr + 1, end, count) : std::from_chars_result{end, std::errc::invalid_argument};
  if (second.ec != std::errc() || second.ptr != end || index < 1 || index > count || count > most_shards)
    throw std::invalid_argument(fmt::format("--shard '{}' should be I/N, part I from 1 to N of N (at most {})", text, most_shards));
  return {index, count};
}

/// Takes the targets of the other shards out, and returns them.
std::vector<target> take_others(std::vector<target>& targets, const std::optional<shard>& part) {
  const auto ours = [&](const target& t) { return !part || holds(*part, t.subject_of->name, t.number_format, t.direction); };
  const auto others = std::stable_partition(targets.begin(), targets.end(), ours);
  std::vector<target> taken(others, targets.end());
  targets.erase(others, targets.end());
  return taken;
}

/// A shard may have drawn nothing that can be checked, as long as there are others.
int status_of(const report& r, const choices& c, const check_options& options, std::size_t elsewhere) {
  if (!r.totals().nothing_checked()) return r.exit_status();
  if (r.part && elsewhere > 0) {
    fmt::print(stderr, "actcheck: note: shard {} had nothing to check; {} of other shards\n", text_of(*r.part), counted(elsewhere, "target"));
    return success;
  }
  fmt::print(stderr, "actcheck: nothing was checked: '{}' has nothing of what was selected; looked for {}\n", c.subject, looked_for(options));
  return nothing_checked;
}

/// SUBJECT, or --command in its place.
void settle_subject(choices& c, bool subject_given, bool command_given) {
  if (subject_given && command_given)
    throw std::invalid_argument(fmt::format("SUBJECT '{}' and --command '{}': give one of them", c.subject, c.command));
  if (!subject_given && !command_given) throw std::invalid_argument("check needs a SUBJECT or --command CMD; see actcheck check --help");
  if (!command_given) return;
  if (c.command.empty()) throw std::invalid_argument("--command is empty; it should be a program that speaks actcheck.command/1, as in './my_program'");
  c.subject = std::string(command_prefix) + c.command;
}

int check(const choices& c) {
  auto options = parse_options(c);
  const auto renamed = parse_maps(c.maps);
  const auto wanted = parse_reports(c.reports);
  const auto part = c.part.empty() ? std::nullopt : std::optional(parse_shard(c.part));
  const known_failures known = c.known.empty() ? known_failures{} : read_known(c.known);
  const auto description = describe_subject(c.subject, renamed, c.timeout);
  if (!description.error.empty()) throw std::invalid_argument(description.error);
  if (description.forward.empty() && description.backward.empty())
    throw std::invalid_argument(fmt::format("'{}' exports no known symbol; looked for {}", c.subject, looked_for({})));
  auto targets = plan_targets(options, [&](const activation& a, format f, pass p) { return description.has(a, f, p); });
  require_current(known, options, targets);
  const auto elsewhere = take_others(targets, part);
  if (!description.thread_safe) options.jobs = 1;

  report r;
  r.subject = description.name;
  r.subject_version = description.version;
  r.subject_argument = c.subject;
  r.machine = machine_name();
  r.threads = std::thread::hardware_concurrency();
  r.part = part;
  r.seed = options.seed;
  r.effort = c.effort;
  r.profile = options.choices->name;
  const auto start = std::chrono::steady_clock::now();
  {
    progress_line progress;
    r.results = run_isolated([&] { return open_subject(c.subject, renamed); }, options, targets, {[&](const target& t, std::size_t i, std::size_t n, double s) {
      progress(fmt::format("{} {} {}", t.subject_of->name, name(t.number_format), name(t.direction)),
               (static_cast<double>(i) + s) / static_cast<double>(n));
    }});
  }
  r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (auto& one : r.results)
    if (one.found.outcome == verdict::fail) one.repro = repro_line(c, options, one);
  apply_known(known, r.results, today());

  publish(r, wanted);
  // Whether a property applies to a target is known after the run only. Its results are good, and kept.
  if (const std::string stale = inapplicable_entry(known, r.results, elsewhere); !stale.empty()) throw std::invalid_argument(stale);
  return status_of(r, c, options, elsewhere.size());
}

}  // namespace

void add_check(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("check", "Check an implementation: a shared library, a command, peer:NAME or builtin:reference");
  auto c = std::make_shared<choices>();
  const auto lists = [&](const std::string& option, std::vector<std::string>& into, const std::string& help) {
    command->add_option(option, into, help)->type_name("A,B,..")->allow_extra_args(false);
  };
  const auto* subject = command->add_option("SUBJECT", c->subject, "The implementation under test");
  const auto* program = command->add_option("--command", c->command, "In the place of SUBJECT: a program that answers on its stdout, in any language");
  lists("--activation", c->activations, "Only these activations");
  lists("--format", c->formats, "Only these formats: f64 f32 f16 bf16 f8e4m3fn f8e5m2");
  lists("--pass", c->passes, "Only these passes: forward backward");
  lists("--property", c->properties, "Only these properties (see: actcheck list --properties)");
  command->add_option("--effort", c->effort, "smoke, quick, full or exhaustive (all 2^32 inputs of f32)")->capture_default_str();
  lists("--require", c->required, "The grade to demand, of all (GRADE) or of one (gelu=tight): exact faithful tight absolute coarse; "
                                   "absolute if not given, faithful of the 8-bit formats");
  command->add_option("--profile", c->profile, "The conventions to require, as a framework has them (see: actcheck list --profiles)")->capture_default_str();
  command->add_option("--known", c->known, "A TOML file of known failures, which do not fail the run");
  command->add_option("--shard", c->part, "Only part I of N parts of the targets, as in 1/4; actcheck merge puts their reports together");
  command->add_option("--seed", c->seed, "Seed of all random choices")->capture_default_str();
  command->add_option("--jobs", c->jobs, "Calls of the subject at once: many targets are divided between processes, large ones between threads")->capture_default_str();
  command->add_option("--timeout", c->timeout, "Seconds without a sign of life after which a call counts as hung")->capture_default_str();
  command->add_option("--map", c->maps, "A symbol of another name: gelu.f32[.backward]=my_symbol")->allow_extra_args(false);
  command->add_option("--report", c->reports, report_help)->allow_extra_args(false);
  command->callback([c, subject, program, &status] {
    settle_subject(*c, subject->count() > 0, program->count() > 0);
    status = check(*c);
  });
}

}  // namespace actcheck::cli
