#include "engine/certifier.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "actcheck/reference.hpp"
#include "actcheck/version.hpp"
#include "reporters/reporter.hpp"

namespace actcheck {
namespace {

using json = nlohmann::json;

prover make_prover(const certifier& c) {
  return {*c.what.of, c.what.direction, c.what.number_format, c.what.of->default_parameters(), c.results};
}

/// Runs `task(i)` for 0 <= i < count on several threads, until one returns false. An exception of one is thrown here.
template <class Task>
void share_out(unsigned jobs, std::size_t count, Task task) {
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::exception_ptr problem;
  const auto work = [&] {
    try {
      for (std::size_t i; (i = next.fetch_add(1)) < count;)
        if (!task(i)) next = count;
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!problem) problem = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned j = 1; j < jobs && j < count; ++j) others.emplace_back(work);
    work();
  }
  if (problem) std::rethrow_exception(problem);
}

/// Today's digests of these blocks.
std::vector<std::uint64_t> digests_of(const certifier& c, const std::vector<std::size_t>& blocks) {
  const prover today = make_prover(c);
  std::vector<std::uint64_t> digests(blocks.size());
  std::mutex guard;
  std::size_t done = 0;
  share_out(c.jobs, blocks.size(), [&](std::size_t i) {
    digests[i] = today.digest(blocks[i]);
    const std::lock_guard lock(guard);
    c.progress(++done, blocks.size());
    return true;
  });
  return digests;
}

/// SOURCE_DATE_EPOCH makes the text reproducible (reproducible-builds.org).
std::string today() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  const std::time_t now = epoch != nullptr ? static_cast<std::time_t>(std::strtoll(epoch, nullptr, 10)) : std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

std::string formula_of(const certified_target& t) {
  return t.direction == pass::forward ? t.of->formula_tex() : t.of->derivative_tex();
}

/// What is proven so far.
struct ledger {
  std::map<std::size_t, std::uint64_t> digests;  ///< by block
  method_counts counts;
  hardest_inputs hardest;

  std::vector<std::size_t> blocks() const {
    std::vector<std::size_t> numbers;
    for (const auto& [block, digest] : digests) numbers.push_back(block);
    return numbers;
  }
};

/// The kind of proof that a work file belongs to.
json identity(const certified_target& t) {
  const std::string parameters = fmt::format("{}", fmt::join(t.of->default_parameters(), " "));
  return {{"schema", "actcheck.proof-in-progress/1"}, {"activation", t.of->name}, {"format", name(t.number_format)},
          {"pass", name(t.direction)}, {"formula", formula_of(t)}, {"parameters", parameters}};
}

std::string work_text(const certified_target& t, const ledger& done) {
  json value{{"proof", identity(t)}, {"digests", done.digests}, {"hardest", json::array()}};
  const auto& c = done.counts;
  value["counts"] = {c.trivial, c.constant, c.monotone, c.polynomial, c.expansion, c.oracle};
  for (const auto& h : done.hardest.list()) value["hardest"].push_back({h.x, h.result, h.distance});
  return value.dump() + "\n";
}

/// An unusable work file is as good as none: the proof starts over.
std::optional<ledger> read_work(const certified_target& t, const std::filesystem::path& file) {
  const json value = json::parse(std::ifstream(file, std::ios::binary), nullptr, false);
  try {
    if (value.is_discarded() || value.at("proof") != identity(t)) return std::nullopt;
    ledger done;
    value.at("digests").get_to(done.digests);
    const auto c = value.at("counts").get<std::vector<std::uint64_t>>();
    done.counts = {c.at(0), c.at(1), c.at(2), c.at(3), c.at(4), c.at(5)};
    for (const auto& h : value.at("hardest")) done.hardest.add({h.at(0), h.at(1), h.at(2)});
    const bool adds_up = done.counts.total() == done.digests.size() * prover::block_size_of(t.number_format);
    const bool fits = done.digests.empty() || done.digests.rbegin()->first < prover::block_count_of(t.number_format);
    return adds_up && fits ? std::optional(done) : std::nullopt;
  } catch (const json::exception&) {
    return std::nullopt;
  } catch (const std::out_of_range&) {
    return std::nullopt;
  }
}

/// The blocks that the work file or the certificate holds, as far as today's results are still the same bits.
ledger proven_before(const certifier& c, const proof_record* known, const std::filesystem::path& work_file) {
  if (const auto work = read_work(c.what, work_file)) {
    const auto blocks = work->blocks();
    const auto digests = digests_of(c, blocks);
    bool same = true;
    for (std::size_t i = 0; i < blocks.size(); ++i) same = same && digests[i] == work->digests.at(blocks[i]);
    if (same && (known == nullptr || known->proven_blocks() <= blocks.size())) return *work;
  }
  if (known == nullptr || known->formula != formula_of(c.what)) return {};
  const auto blocks = blocks_in(known->proven);
  const auto digests = digests_of(c, blocks);
  if (whole_digest(digests) != known->digest) return {};
  ledger done;
  for (std::size_t i = 0; i < blocks.size(); ++i) done.digests[blocks[i]] = digests[i];
  done.counts = known->counts;
  done.hardest.add(known->hardest);
  return done;
}

proof_record record_of(const certified_target& t, const ledger& done) {
  proof_record record;
  record.number_format = t.number_format;
  record.direction = t.direction;
  record.formula = formula_of(t);
  record.proven = ranges_of(done.blocks());
  std::vector<std::uint64_t> digests;
  for (const auto& [block, digest] : done.digests) {
    digests.push_back(digest);
    record.block_digests.push_back(short_digest(digest));
  }
  record.digest = whole_digest(digests);
  record.counts = done.counts;
  record.hardest = done.hardest.list();
  record.date = today();
  record.tool = fmt::format("actcheck {}", ACTCHECK_VERSION);
  record.toolchain = toolchain();
  return record;
}

}  // namespace

stored_function reference_results(const certified_target& t) {
  const auto fast = std::make_shared<const reference>(*t.of, t.direction, t.number_format, t.of->default_parameters());
  return [fast](const void* x, void* y, std::size_t n) { fast->apply(x, nullptr, y, n); };
}

proof_result prove(const certifier& c, const std::vector<block_range>& wanted, const proof_record* known,
                   const std::filesystem::path& work_file) {
  ledger done = proven_before(c, known, work_file);
  proof_result result;
  result.resumed = done.digests.size();
  std::vector<std::size_t> left;
  for (const std::size_t b : blocks_in(wanted))
    if (!done.digests.contains(b)) left.push_back(b);
  const prover proof = make_prover(c);
  const std::size_t total = left.size();
  std::size_t finished = 0;
  std::mutex guard;
  auto saved = std::chrono::steady_clock::now();
  c.progress(0, total);
  share_out(c.jobs, total, [&](std::size_t i) {
    const block_proof one = proof.prove(left[i]);
    const std::lock_guard lock(guard);
    if (one.wrong) {
      if (!result.wrong || one.wrong->x < result.wrong->x) result.wrong = one.wrong;
      return false;
    }
    done.digests[left[i]] = one.digest;
    done.counts += one.counts;
    done.hardest.add(one.hardest);
    c.progress(++finished, total);
    if (const auto now = std::chrono::steady_clock::now(); now - saved > std::chrono::milliseconds(500)) {
      write_file(work_file.string(), work_text(c.what, done));
      saved = now;
    }
    return true;
  });
  if (result.wrong) return result;
  if (finished > 0) write_file(work_file.string(), work_text(c.what, done));
  result.record = record_of(c.what, done);
  return result;
}

check_result check_proof(const certifier& c, const proof_record& record) {
  const auto blocks = blocks_in(record.proven);
  const auto digests = digests_of(c, blocks);
  check_result result;
  result.same = whole_digest(digests) == record.digest;
  for (std::size_t i = 0; !result.same && i < blocks.size(); ++i)
    if (short_digest(digests[i]) != record.block_digests[i]) {
      result.block = blocks[i];
      break;
    }
  return result;
}

}  // namespace actcheck
