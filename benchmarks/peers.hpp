/// \file
/// Other implementations: shared libraries with the plain-C subject ABI, opened at run time.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck::benchmarks {

/// The ABI's functions, with pointers to elements travelling as void*.
using forward_function = void (*)(const void* x, void* y, std::size_t count, const double* parameters);
using backward_function = void (*)(const void* x, const void* dy, void* dx, std::size_t count, const double* parameters);
/// An extension of ours that `actcheck check` does not use: `void actcheck_set_threads(unsigned)` says on how many threads the
/// library's other functions shall work from now on.
using threads_function = void (*)(unsigned threads);

/// A library that is measured. It stays open until the process ends: some do not survive being unloaded.
class peer {
 public:
  /// \throws std::runtime_error with the loader's message.
  peer(std::string name, const std::filesystem::path& library);

  const std::string& name() const { return name_; }
  /// The library's function, or nullptr where it has none.
  forward_function forward(const activation&, format) const;
  backward_function backward(const activation&, format) const;
  /// nullptr: the library knows nothing of threads, so that its caller shares out the arrays.
  threads_function threads_setter() const;

 private:
  void* symbol(const std::string& name) const;

  std::string name_;
  void* library_;
};

/// The adapters that this build tree contains. One that does not load is reported on stderr and left out.
std::vector<peer> peers_in(const std::filesystem::path& folder);

}  // namespace actcheck::benchmarks
