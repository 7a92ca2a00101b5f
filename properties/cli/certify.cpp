// `actcheck certify`: proves the reference's results, and checks that it still gives those that were proven.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <map>
#include <thread>

#include "cli/choices.hpp"
#include "cli/progress.hpp"
#include "engine/certifier.hpp"
#include "reporters/reporter.hpp"
#include "reporters/text.hpp"

namespace actcheck::cli {
namespace {

namespace fs = std::filesystem;

struct choices {
  std::vector<std::string> activations, formats, passes;
  std::string folder = "reference/certificates", work, blocks;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  bool check = false, again = false;
};

/// The options, understood.
struct selection {
  std::vector<const activation*> activations;
  std::vector<format> formats;
  std::vector<pass> passes;
  bool named = false;  ///< the activations were named, so each of them is due
};

bool is_elementwise(const activation* a) { return a->formulas != nullptr; }
bool can_be_certified(format f) { return shape(f).bits <= 32; }

selection parse_selection(const choices& c) {
  selection s{parse_activations(c.activations), parse_formats(c.formats), parse_passes(c.passes), !c.activations.empty()};
  require_sensible_jobs(c.jobs);
  for (const activation* a : s.activations)
    if (!is_elementwise(a))
      throw std::invalid_argument(fmt::format("certificates are for elementwise activations; {} is not one", a->name));
  for (const format f : s.formats)
    if (!can_be_certified(f))
      throw std::invalid_argument(fmt::format(
          "{} has 2^{} numbers, too many to prove one by one: certificates are for narrower formats", name(f), shape(f).bits));
  if (!s.named) std::copy_if(catalogue().begin(), catalogue().end(), std::back_inserter(s.activations), is_elementwise);
  if (s.formats.empty()) std::copy_if(all_formats.begin(), all_formats.end(), std::back_inserter(s.formats), can_be_certified);
  if (s.passes.empty()) s.passes.assign(all_passes.begin(), all_passes.end());
  return s;
}

void require_folder(const std::string& folder) {
  if (!fs::is_directory(folder))
    throw std::invalid_argument(fmt::format("there is no folder '{}' for certificates (--folder names it)", folder));
}

/// `12` or `12-40`.
block_range parse_blocks(const std::string& text, format f) {
  std::size_t numbers[2] = {0, 0};
  const std::size_t dash = text.find('-');
  const std::string parts[2] = {text.substr(0, dash), dash == std::string::npos ? text : text.substr(dash + 1)};
  for (int i = 0; i < 2; ++i) {
    const char* stop = parts[i].data() + parts[i].size();
    const auto [end, problem] = std::from_chars(parts[i].data(), stop, numbers[i]);
    if (problem != std::errc() || end != stop)
      throw std::invalid_argument(fmt::format("--blocks '{}' should be FIRST-LAST, as in 0-99", text));
  }
  const std::size_t count = prover::block_count_of(f);
  if (numbers[0] > numbers[1] || numbers[1] >= count)
    throw std::invalid_argument(fmt::format("--blocks '{}' should be within the blocks of {}, 0-{}", text, name(f), count - 1));
  return {numbers[0], numbers[1]};
}

std::string text_of(const certified_target& t) {
  return fmt::format("{} {} {}", t.of->name, name(t.number_format), name(t.direction));
}

std::string extent(const proof_record& r) {
  if (r.complete()) return fmt::format("all 2^{} inputs", shape(r.number_format).bits);
  std::vector<std::string> ranges;
  for (const auto& [first, last] : r.proven)
    ranges.push_back(first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last));
  return fmt::format("PARTIAL, {} of {} blocks ({})", r.proven_blocks(), prover::block_count_of(r.number_format),
      fmt::join(ranges, ", "));
}

/// Certificates by activation, read once and before anything is done.
using certificate_map = std::map<std::string_view, certificate>;

certificate read_certificate_of(const activation& a, const std::string& folder) {
  const fs::path file = certificate_file(folder, a.name);
  certificate c = read_certificate(file);
  if (c.activation != a.name) throw std::runtime_error(fmt::format("{}: is the certificate of {}", file.string(), c.activation));
  return c;
}

certificate_map read_certificates(const selection& s, const std::string& folder) {
  certificate_map found;
  for (const activation* a : s.activations)
    if (fs::exists(certificate_file(folder, a->name))) found[a->name] = read_certificate_of(*a, folder);
  return found;
}

class seconds_since {
 public:
  double operator()() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Proving.

/// Where proofs in progress are kept unless --work says otherwise: the user's cache.
fs::path work_folder(const choices& c) {
  if (!c.work.empty()) return c.work;
  const auto folder_in = [](const char* variable) {
    const char* value = std::getenv(variable);
    return fs::path(value != nullptr && *value == '/' ? value : "");
  };
  if (const fs::path cache = folder_in("XDG_CACHE_HOME"); !cache.empty()) return cache / "actcheck" / "certify";
  if (const fs::path home = folder_in("HOME"); !home.empty()) return home / ".cache" / "actcheck" / "certify";
  return fs::temp_directory_path() / "actcheck-certify";
}

void make_folder(const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) throw std::invalid_argument(fmt::format("cannot make the folder '{}': {}", folder.string(), problem.message()));
}

std::string counts_text(const method_counts& c) {
  const std::pair<const char*, std::uint64_t> parts[] = {
      {"trivial", c.trivial},       {"constant", c.constant},   {"monotone", c.monotone},
      {"polynomial", c.polynomial}, {"expansion", c.expansion}, {"oracle", c.oracle}};
  std::vector<std::string> texts;
  for (const auto& [method, count] : parts)
    if (count > 0) texts.push_back(fmt::format("{} {}", method, count));
  return fmt::format("{}", fmt::join(texts, ", "));
}

void print_refutation(const certified_target& t, const mismatch& wrong) {
  const format f = t.number_format;
  const auto show = [&](std::uint64_t bits) { return value_and_bits(f, decode(f, bits)); };
  fmt::print("FAIL {}: at x = {} the reference gives {}, the exact value rounds to {}\n", text_of(t), show(wrong.x),
      show(wrong.got), show(wrong.want));
}

/// A narrower proof never takes the place of a wider one that still holds.
void write_certificate(const certified_target& t, const proof_record& record, const std::string& folder) {
  const fs::path file = certificate_file(folder, t.of->name);
  certificate c{std::string(t.of->name), t.of->default_parameters(), {}};
  if (fs::exists(file)) c = read_certificate_of(*t.of, folder);  // again: another process may have added to it
  c.put(record);
  write_file(file.string(), certificate_text(c));
}

int prove_one(const choices& c, const certified_target& t, const proof_record* known) {
  const seconds_since start;
  progress_line line;
  const certifier work{t, reference_results(t), c.jobs, [&](std::size_t done, std::size_t total) {
    line(text_of(t), total == 0 ? 1 : static_cast<double>(done) / static_cast<double>(total));
  }};
  const bool complete = known != nullptr && known->complete();
  if (complete && !c.again && check_proof(work, *known).same) {
    fmt::print("{}: proven on {}, and unchanged\n", text_of(t), known->date);
    return success;
  }
  const fs::path work_file = work_folder(c) / fmt::format("{}_{}_{}.json", t.of->name, name(t.number_format), name(t.direction));
  if (c.again) fs::remove(work_file);
  const block_range all{0, prover::block_count_of(t.number_format) - 1};
  const block_range wanted = c.blocks.empty() ? all : parse_blocks(c.blocks, t.number_format);
  const auto result = prove(work, {wanted}, c.again ? nullptr : known, work_file);
  if (result.wrong) {
    print_refutation(t, *result.wrong);
    return property_failed;
  }
  const bool narrower = known != nullptr && result.record.proven_blocks() < known->proven_blocks();
  if (!narrower) write_certificate(t, result.record, c.folder);
  if (result.record.complete() || narrower) fs::remove(work_file);
  fmt::print("{}: {} proven in {:.1f} s: {}{}{}\n", text_of(t), extent(result.record), start(), counts_text(result.record.counts),
             result.resumed > 0 ? fmt::format("; {} blocks had been proven before", result.resumed) : "",
             narrower ? "; the wider certificate stays as it is" : "");
  std::fflush(stdout);
  return success;
}

int prove_all(const choices& c, const selection& s) {
  if (!c.blocks.empty())
    for (const format f : s.formats) parse_blocks(c.blocks, f);
  for (const activation* a : s.activations) require_writable(certificate_file(c.folder, a->name).string());
  const auto known = read_certificates(s, c.folder);
  make_folder(work_folder(c));
  for (const activation* a : s.activations)
    for (const format f : s.formats)
      for (const pass p : s.passes) {
        const auto certificate = known.find(a->name);
        const int status = prove_one(c, {a, f, p}, certificate == known.end() ? nullptr : certificate->second.find(f, p));
        if (status != success) return status;
      }
  return success;
}

// Checking.

/// Every certificate of the folder must be of an activation that is known.
void require_known_files(const std::string& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string stem = entry.path().stem().string();
    const activation* a = find_activation(stem);
    if (a == nullptr || a->name != stem || !is_elementwise(a))
      throw std::invalid_argument(fmt::format("{}: the catalogue has no elementwise activation '{}'{}",
          entry.path().string(), stem,
                                              suggestion(stem, names_of(catalogue()))));
  }
}

struct due_check {
  certified_target what;
  const proof_record* record;
};

std::vector<due_check> due_checks(const selection& s, const certificate_map& known) {
  std::vector<due_check> due;
  for (const activation* a : s.activations)
    if (const auto c = known.find(a->name); c != known.end())
      for (const auto& record : c->second.proofs) {
        const bool wanted = std::count(s.formats.begin(), s.formats.end(), record.number_format) > 0 &&
                            std::count(s.passes.begin(), s.passes.end(), record.direction) > 0;
        if (wanted) due.push_back({{a, record.number_format, record.direction}, &record});
      }
  return due;
}

/// What was selected and has no certificate: an error where it was named, else a note.
void mention_missing(const selection& s, const std::vector<due_check>& due, const std::string& folder) {
  for (const format f : s.formats) {
    std::vector<std::string_view> missing;
    for (const activation* a : s.activations)
      for (const pass p : s.passes) {
        const bool there = std::any_of(due.begin(), due.end(), [&](const due_check& d) {
          return d.what.of == a && d.what.number_format == f && d.what.direction == p;
        });
        if (!there && (missing.empty() || missing.back() != a->name)) missing.push_back(a->name);
      }
    if (missing.empty()) continue;
    if (s.named)
      throw std::invalid_argument(fmt::format("no certificate in '{}' for {} in {}; make it with: actcheck certify "
          "--activation {} --format {}",
                                              folder, fmt::join(missing, ", "), name(f), fmt::join(missing, ","), name(f)));
    fmt::print(stderr, "actcheck: note: not certified in {}, or not in both passes: {}\n", name(f), fmt::join(missing, ", "));
  }
}

/// The command that proves the block again, which finds the input if the reference is wrong there.
std::string way_to_look(const certified_target& t, const std::optional<std::size_t>& block, const std::string& folder) {
  return fmt::format("actcheck certify --again --activation {} --format {} --pass {}{}{}", t.of->name, name(t.number_format),
      name(t.direction),
                     block ? fmt::format(" --blocks {}", *block) : "",
                     folder == choices{}.folder ? "" : " --folder " + shell_quoted(folder));
}

void print_difference(const due_check& d, const check_result& result, const std::string& folder) {
  const format f = d.what.number_format;
  std::string place = "in a block that the short digests do not tell";
  if (result.block) {
    const std::uint64_t size = prover::block_size_of(f), first = *result.block * size;
    const auto digits = static_cast<std::size_t>(shape(f).bits / 4);
    place = fmt::format("first in block {}, inputs 0x{:0{}x} to 0x{:0{}x}", *result.block, first, digits,
                        first + size - 1, digits);
  }
  fmt::print("FAIL {}: the reference no longer gives the results that were proven on {}: {}\n     look: {}\n", text_of(d.what),
             d.record->date, place, way_to_look(d.what, result.block, folder));
}

/// What holds of one activation, in few words: complete formats by name, all else in full.
std::string summary(const std::vector<const proof_record*>& same) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < same.size(); ++i) {
    const auto& r = *same[i];
    const proof_record* next = i + 1 < same.size() ? same[i + 1] : nullptr;
    const bool both = next != nullptr && next->number_format == r.number_format && r.complete() && next->complete();
    parts.push_back(fmt::format("{}{}{}", name(r.number_format), both ? "" : fmt::format(" {}", name(r.direction)),
                                r.complete() ? "" : fmt::format(" ({})", extent(r))));
    if (both) ++i;
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

int check_all(const choices& c, const selection& s) {
  if (!s.named) require_known_files(c.folder);
  const auto known = read_certificates(s, c.folder);
  const auto due = due_checks(s, known);
  if (due.empty()) {
    fmt::print(stderr, "actcheck: nothing was checked: '{}' has no certificate of what was selected\n", c.folder);
    return nothing_checked;
  }
  mention_missing(s, due, c.folder);
  const seconds_since start;
  std::size_t failed = 0;
  std::uint64_t total = 0, done_before = 0;
  for (const auto& d : due) total += d.record->counts.total();
  std::optional<progress_line> line(std::in_place);
  std::vector<const proof_record*> same;
  for (std::size_t i = 0; i < due.size(); ++i) {
    const auto& d = due[i];
    const auto result = check_proof({d.what, reference_results(d.what), c.jobs, [&](std::size_t done, std::size_t) {
      const double here = static_cast<double>(done * prover::block_size_of(d.what.number_format));
      (*line)(text_of(d.what), (static_cast<double>(done_before) + here) / static_cast<double>(total));
    }}, *d.record);
    done_before += d.record->counts.total();
    if (result.same) same.push_back(d.record);
    else print_difference(d, result, c.folder);
    failed += result.same ? 0 : 1;
    if (i + 1 < due.size() && due[i + 1].what.of == d.what.of) continue;
    if (!same.empty()) fmt::print("same {:<18} {}\n", d.what.of->name, summary(same));
    same.clear();
  }
  line.reset();
  fmt::print("{} of {} proofs hold: {} results in {:.1f} s\n", due.size() - failed, due.size(), total, start());
  return failed > 0 ? property_failed : success;
}

int certify(const choices& c) {
  const selection s = parse_selection(c);
  if (c.check && (c.again || !c.blocks.empty() || !c.work.empty()))
    throw std::invalid_argument("--check proves nothing: --again, --blocks and --work do not go with it");
  require_folder(c.folder);
  return c.check ? check_all(c, s) : prove_all(c, s);
}

}  // namespace

void add_certify(CLI::App& app, int& status) {
  auto* command = app.add_subcommand(
      "certify", "Prove the reference's result for every input, or check that it is still the proven one");
  auto c = std::make_shared<choices>();
  const auto lists = [&](const std::string& option, std::vector<std::string>& into, const std::string& help) {
    command->add_option(option, into, help)->type_name("A,B,..")->allow_extra_args(false);
  };
  lists("--activation", c->activations, "Only these activations (elementwise ones, at their default parameters)");
  lists("--format", c->formats, "Only these formats; f64 has too many numbers");
  lists("--pass", c->passes, "Only these passes: forward backward");
  command->add_option("--folder", c->folder, "The folder of the certificates")->capture_default_str();
  command->add_option("--jobs", c->jobs, "Threads that work at once")->capture_default_str();
  command->add_flag("--check", c->check, "Compare today's results with the certificates: seconds instead of a proof");
  command->add_option(
      "--work", c->work, "The folder of unfinished proofs, which go on where they were stopped (default: in the user's cache)");
  command->add_option("--blocks", c->blocks, "Prove only these blocks of 2^20 inputs, FIRST-LAST");
  command->add_flag("--again", c->again, "Prove also what is proven already");
  command->footer("Exit status: 0 all of it holds; 1 a result is not the right one, or not the proven one; 2 usage error or\n"
                  "unusable certificate; 4 nothing was selected that there is.");
  command->callback([c, &status] { status = certify(*c); });
}

}  // namespace actcheck::cli
