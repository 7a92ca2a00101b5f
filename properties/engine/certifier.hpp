/// \file
/// Makes proofs and checks them: blocks on several threads, resumable at any time. No printing.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "engine/certificate.hpp"

namespace actcheck {

/// One format and pass of an activation at its default parameters.
struct certified_target {
  const activation* of;
  format number_format;
  pass direction;
};

/// Called now and then with the number of blocks that are done.
using block_progress = std::function<void(std::size_t done, std::size_t total)>;

struct certifier {
  certified_target what;
  stored_function results;  ///< what is proven or checked
  unsigned jobs = 1;
  block_progress progress = [](std::size_t, std::size_t) {};
};

/// The fast reference's results.
stored_function reference_results(const certified_target&);

struct proof_result {
  std::optional<mismatch> wrong;  ///< set: refuted, and `record` holds nothing
  proof_record record;            ///< of all blocks proven so far
  std::size_t resumed = 0;        ///< how many of them were proven before
};

/// Proves blocks, and those that `known` or the work file hold need no proof again: what they say is proven are bits, so it is
/// enough that today's results are the same bits; if they are not, or the formula is another, everything is proven anew.
/// The work file is rewritten as blocks get done, each time whole or not at all.
proof_result prove(const certifier&, const std::vector<block_range>& wanted, const proof_record* known,
                   const std::filesystem::path& work_file);

struct check_result {
  bool same = false;
  std::optional<std::size_t> block;  ///< the first that differs, if the short digests tell
};

/// Compares today's results with the proven ones.
check_result check_proof(const certifier&, const proof_record&);

}  // namespace actcheck
