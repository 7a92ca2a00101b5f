/// \file
/// Proof that an implementation's result for every input of a format is the correctly rounded one, block by block.
///
/// What is proven are bits: the implementation is called on every input, and each result is compared with what MPFR's
/// directed rounding shows to be right. Nothing of the fast reference takes part, neither its error bounds nor its tails.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/oracle.hpp"

namespace actcheck {

/// What is being proven: y[i] for x[i], arrays of n stored numbers of the format; dy is 1. Several threads may call it.
using stored_function = std::function<void(const void* x, void* y, std::size_t n)>;

/// How many inputs were settled by which argument.
struct method_counts {
  std::uint64_t trivial = 0;     ///< NaN gives the canonical NaN
  std::uint64_t constant = 0;    ///< an enclosure of f over a whole interval of inputs rounds to one number
  std::uint64_t monotone = 0;    ///< on a monotone piece, between two inputs that the oracle rounds to the same number
  std::uint64_t polynomial = 0;  ///< a Taylor polynomial with an enclosed remainder rounds to one number
  std::uint64_t expansion = 0;   ///< close to 0 and next to a tie: the expansion at 0 says on which side
  std::uint64_t oracle = 0;      ///< the input's own enclosure, in as many bits as it took

  std::uint64_t total() const { return trivial + constant + monotone + polynomial + expansion + oracle; }
  method_counts& operator+=(const method_counts&);
  friend bool operator==(const method_counts&, const method_counts&) = default;
};

/// An input whose exact result lies close to the middle between two neighbours. Those that lie exactly there are ties, not
/// hard, and not listed; nor are subnormal results, where the small absolute spacing makes any tiny result look hard.
struct hard_input {
  std::uint64_t x = 0, result = 0;  ///< bits
  double distance = 0;              ///< from the middle, in units of the spacing at the exact value

  friend bool operator<(const hard_input& a, const hard_input& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.x < b.x;
  }
  friend bool operator==(const hard_input&, const hard_input&) = default;
};

/// The hardest inputs of any number of lists; the order in which they come does not matter.
class hardest_inputs {
 public:
  static constexpr std::size_t kept = 8;
  void add(const hard_input&);
  void add(const std::vector<hard_input>&);
  /// Could an input of about this distance still enter the list?
  bool would_keep(double distance) const { return list_.size() < kept || distance <= list_.back().distance; }
  const std::vector<hard_input>& list() const { return list_; }

 private:
  std::vector<hard_input> list_;  // hardest first
};

/// Bits that are not the right ones.
struct mismatch {
  std::uint64_t x, got, want;
};

struct block_proof {
  std::optional<mismatch> wrong;  ///< set: the block is refuted, and the rest is not filled in
  std::uint64_t digest = 0;       ///< of the block's stored results
  method_counts counts;
  std::vector<hard_input> hardest;
};

/// Proves the blocks of one activation, pass and format. Threads may share a const object.
class prover {
 public:
  /// \throws std::invalid_argument if a parameter is outside its domain, or the format has too many numbers to prove (f64).
  prover(const activation&, pass, format, parameter_values, stored_function results);

  /// Inputs are taken in the order of their bits, in blocks of 2^20, or all at once where there are fewer.
  std::size_t block_count() const { return block_count_of(format_); }
  std::size_t block_size() const { return block_size_of(format_); }
  static std::size_t block_count_of(format);
  static std::size_t block_size_of(format);

  block_proof prove(std::size_t block) const;
  /// The digest alone, of what the implementation gives today.
  std::uint64_t digest(std::size_t block) const;

 private:
  /// The block's stored results; good until the thread's next call.
  std::span<const std::byte> evaluate(std::size_t block) const;

  oracle oracle_;
  pass pass_;
  format format_;
  std::vector<double> parameters_;
  stored_function results_;
};

/// XXH3 of 64 bits, as a number, and of 128 bits, as 32 hex digits.
std::uint64_t digest64(const void* data, std::size_t size);
std::string digest128(const void* data, std::size_t size);

/// "g++ 12.2.0, MPFR 4.2.0, MPFI 1.5.3, kernels AVX-512": what a proof was made with.
std::string toolchain();

}  // namespace actcheck
