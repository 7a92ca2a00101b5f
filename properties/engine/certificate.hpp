/// \file
/// Certificates as files: `actcheck.certificate/1`, one JSON file per activation, with a proof for each format and pass.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "actcheck/activation.hpp"
#include "oracle/proof.hpp"

namespace actcheck {

/// Blocks, first and last included.
struct block_range {
  std::size_t first, last;
  friend bool operator==(const block_range&, const block_range&) = default;
};

/// What was proven about one format and pass. A partial proof speaks of its own blocks only: its counts, its
/// hardest inputs and its digest are theirs.
struct proof_record {
  format number_format = format::f32;
  pass direction = pass::forward;
  std::string formula;              ///< TeX, made from the code that was proven
  std::vector<block_range> proven;  ///< increasing, apart from each other
  std::string digest;               ///< `whole_digest` of the proven blocks
  std::vector<std::uint32_t> block_digests;  ///< `short_digest` of each proven block, to find where a difference lies
  method_counts counts;
  std::vector<hard_input> hardest;
  std::string date, tool, toolchain;

  std::size_t proven_blocks() const;
  bool complete() const { return proven_blocks() == prover::block_count_of(number_format); }
};

/// XXH3-128 of the blocks' 64-bit digests, 8 bytes each, low byte first, in the order of the blocks.
std::string whole_digest(const std::vector<std::uint64_t>& blocks);
/// 24 bits only: the whole digest decides, these say where to look, and a folder of certificates stays small.
std::uint32_t short_digest(std::uint64_t block);

struct certificate {
  std::string activation;
  std::vector<double> parameters;
  std::vector<proof_record> proofs;

  const proof_record* find(format, pass) const;
  /// Adds a proof, or puts it in the place of the one for the same format and pass.
  void put(const proof_record&);
};

/// The numbers of the blocks, in their order.
std::vector<std::size_t> blocks_in(const std::vector<block_range>&);
/// The fewest ranges that hold these blocks, which are in increasing order.
std::vector<block_range> ranges_of(const std::vector<std::size_t>& blocks);

std::filesystem::path certificate_file(const std::filesystem::path& folder, std::string_view activation);

/// The file's text. Its last member is the digest of all text before it, so that an edit is noticed.
std::string certificate_text(const certificate&);

/// \throws std::runtime_error with one line that begins with the file's name: it cannot be read, was cut off or edited, has
/// another schema, or is about an activation or parameters that the catalogue does not have.
certificate read_certificate(const std::filesystem::path&);

}  // namespace actcheck
