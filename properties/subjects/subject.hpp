/// \file
/// A subject: the implementation under test, behind one interface whatever it is.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"
#include "subjects/kernel.hpp"

namespace actcheck {

class subject {
 public:
  virtual ~subject() = default;
  virtual std::string name() const = 0;
  virtual std::string version() const { return ""; }
  virtual bool in_place() const { return true; }
  virtual bool thread_safe() const { return true; }
  /// Does it compute in this process, on the very arrays it is called with?
  virtual bool shares_memory() const { return true; }
  virtual subject_kernels find(const activation&, format) const = 0;
};

/// Renamed symbols: catalogue symbol (`gelu_f32`, `gelu_f32_backward`) to the library's own.
using symbol_map = std::map<std::string, std::string>;

/// Opens `builtin:reference`, `peer:NAME`, `command:` and a line of the shell, or a shared library's path.
/// \throws std::runtime_error with one line that says what is wrong and what would work. May run code of the library.
std::unique_ptr<subject> open_subject(const std::string& description, const symbol_map& renamed = {});

class implementation;
/// Functions of this program.
std::unique_ptr<subject> make_subject(const implementation&);
std::unique_ptr<subject> make_reference_subject();
std::unique_ptr<subject> open_shared_library(const std::string& path, const symbol_map& renamed);

/// A program that speaks the protocol of docs/pages/command.md.
std::unique_ptr<subject> open_command(const std::string& command, const symbol_map& renamed);
inline constexpr std::string_view command_prefix = "command:";

/// The file of a peer's adapter, or "" if it was not built; and the names of those that were.
std::string peer_file(const std::string& peer);
std::vector<std::string> built_peers();

}  // namespace actcheck
