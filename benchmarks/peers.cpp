#include "peers.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace actcheck::benchmarks {
namespace {

std::string symbol_name(const activation& a, format f) { return std::string(a.name) + "_" + std::string(name(f)); }

}  // namespace

peer::peer(std::string name, const std::filesystem::path& library) : name_(std::move(name)) {
  // A path with a slash, or dlopen would search the system's folders instead of this one.
  library_ = dlopen(std::filesystem::absolute(library).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library_ == nullptr) throw std::runtime_error("peer " + name_ + ": " + dlerror());
}

void* peer::symbol(const std::string& wanted) const { return dlsym(library_, wanted.c_str()); }

// The library's functions take pointers to float, double, ... where ours say void: one calling convention on every
// platform that has dlsym, which itself relies on such a conversion.
forward_function peer::forward(const activation& a, format f) const {
  return reinterpret_cast<forward_function>(symbol(symbol_name(a, f)));
}

backward_function peer::backward(const activation& a, format f) const {
  return reinterpret_cast<backward_function>(symbol(symbol_name(a, f) + "_backward"));
}

threads_function peer::threads_setter() const { return reinterpret_cast<threads_function>(symbol("actcheck_set_threads")); }

std::vector<peer> peers_in(const std::filesystem::path& folder) {
  constexpr std::string_view prefix = "libactcheck_peer_";
  std::vector<std::filesystem::path> files;
  std::error_code no_such_folder;  // a build without peers has none
  for (const auto& entry : std::filesystem::directory_iterator(folder, no_such_folder))
    if (entry.path().stem().string().starts_with(prefix) && entry.path().extension() == ".so")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<peer> found;
  for (const auto& file : files) {
    try {
      found.emplace_back(file.stem().string().substr(prefix.size()), file);
    } catch (const std::runtime_error& problem) {
      std::cerr << "actcheck_benchmark: left out: " << problem.what() << '\n';
    }
  }
  return found;
}

}  // namespace actcheck::benchmarks
