#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "subjects/subject.hpp"

namespace actcheck {
namespace {

constexpr std::string_view peer_prefix = "libactcheck_peer_";

/// Folders that may hold the adapters: beside the tool in the build tree, and where they are installed.
std::vector<std::filesystem::path> peer_folders() {
  std::error_code ignored;
  const auto tool = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  return {tool / ".." / "lib" / "actcheck", tool / "lib" / "actcheck", ACTCHECK_PEER_FOLDER};
}

}  // namespace

std::vector<std::string> built_peers() {
  std::vector<std::string> names;
  for (const auto& folder : peer_folders()) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
      const std::string stem = entry.path().stem().string();
      if (stem.starts_with(peer_prefix)) names.push_back(stem.substr(peer_prefix.size()));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string peer_file(const std::string& peer) {
  for (const auto& folder : peer_folders()) {
    const auto file = folder / fmt::format("{}{}.so", peer_prefix, peer);
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return file.string();
  }
  return "";
}

std::unique_ptr<subject> open_subject(const std::string& description, const symbol_map& renamed) {
  if (description == "builtin:reference") return make_reference_subject();
  if (description.starts_with("builtin:"))
    throw std::runtime_error(fmt::format("unknown subject '{}' (did you mean 'builtin:reference'?)", description));
  if (description.starts_with(command_prefix)) return open_command(description.substr(command_prefix.size()), renamed);
  if (description.starts_with("peer:")) {
    const std::string peer = description.substr(5);
    const std::string file = peer_file(peer);
    if (!file.empty()) return open_shared_library(file, renamed);
    const auto peers = built_peers();
    throw std::runtime_error(fmt::format("no peer '{}' in this build{}", peer,
                                         peers.empty() ? std::string(" (none was built: install what .ci/setup --peers does, and build with ACTCHECK_PEERS=ON)")
                                                       : suggestion(peer, peers)));
  }
  return open_shared_library(description, renamed);
}

}  // namespace actcheck
