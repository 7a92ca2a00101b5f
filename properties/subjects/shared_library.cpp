#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

#include "actcheck/subject.h"
#include "subjects/subject.hpp"

namespace actcheck {
namespace {

using any_function = void();

/// The forward functions of the subject ABI by what the activation takes.
kernel adapted_forward(activation_kind kind, any_function* symbol) {
  if (symbol == nullptr) return {};
  switch (kind) {
    case activation_kind::elementwise:
      return [call = reinterpret_cast<void (*)(const void*, void*, std::size_t, const double*)>(symbol)](
                 const void* const* in, void* const* out, extent e, const double* parameters) { call(in[0], out[0], e.size(), parameters); };
    case activation_kind::gated:
      return [call = reinterpret_cast<void (*)(const void*, const void*, void*, std::size_t, const double*)>(symbol)](
                 const void* const* in, void* const* out, extent e, const double* parameters) { call(in[0], in[1], out[0], e.size(), parameters); };
    case activation_kind::row_wise: break;
  }
  return [call = reinterpret_cast<void (*)(const void*, void*, std::size_t, std::size_t, const double*)>(symbol)](
             const void* const* in, void* const* out, extent e, const double* parameters) { call(in[0], out[0], e.rows, e.cols, parameters); };
}

/// The backward ones.
kernel adapted_backward(activation_kind kind, any_function* symbol) {
  if (symbol == nullptr) return {};
  switch (kind) {
    case activation_kind::elementwise:
      return [call = reinterpret_cast<void (*)(const void*, const void*, void*, std::size_t, const double*)>(symbol)](
                 const void* const* in, void* const* out, extent e, const double* parameters) { call(in[0], in[1], out[0], e.size(), parameters); };
    case activation_kind::gated:
      return [call = reinterpret_cast<void (*)(const void*, const void*, const void*, void*, void*, std::size_t, const double*)>(symbol)](
                 const void* const* in, void* const* out, extent e, const double* parameters) {
        call(in[0], in[1], in[2], out[0], out[1], e.size(), parameters);
      };
    case activation_kind::row_wise: break;
  }
  return [call = reinterpret_cast<void (*)(const void*, const void*, void*, std::size_t, std::size_t, const double*)>(symbol)](
             const void* const* in, void* const* out, extent e, const double* parameters) { call(in[0], in[1], out[0], e.rows, e.cols, parameters); };
}

class shared_library final : public subject {
 public:
  shared_library(std::string path, symbol_map renamed) : path_(std::move(path)), renamed_(std::move(renamed)) {
    // Without a slash dlopen searches the system's folders; a path given on the command line means that file.
    const std::string file = path_.find('/') == std::string::npos ? "./" + path_ : path_;
    handle_ = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr) throw std::runtime_error(fmt::format("cannot load '{}': {}", path_, one_line(dlerror())));
    using describe = const actcheck_subject_v1* (*)();
    if (auto* entry = reinterpret_cast<describe>(dlsym(handle_, "actcheck_subject"))) description_ = entry();
    if (description_ != nullptr && description_->abi_version != 1)
      throw std::runtime_error(fmt::format("'{}' asks for version {} of the subject ABI; this actcheck knows version 1", path_,
                                           description_->abi_version));
    for (const auto& [symbol, own] : renamed_)
      if (dlsym(handle_, own.c_str()) == nullptr)
        throw std::runtime_error(fmt::format("'{}' has no symbol '{}', which --map names for {}", path_, own, symbol));
  }
  // Never closed: libraries with threads or exit handlers do not survive dlclose.

  std::string name() const override {
    return description_ != nullptr && description_->name != nullptr ? description_->name
                                                                    : std::filesystem::path(path_).filename().string();
  }
  std::string version() const override {
    return description_ != nullptr && description_->version != nullptr ? description_->version : "";
  }
  bool in_place() const override { return !has_flag(ACTCHECK_NO_IN_PLACE); }
  bool thread_safe() const override { return !has_flag(ACTCHECK_NOT_THREAD_SAFE); }

  subject_kernels find(const activation& a, format f) const override {
    const std::string stem = fmt::format("{}_{}", a.name, actcheck::name(f));
    subject_kernels k;
    k.forward = adapted_forward(a.kind, symbol<void()>(stem));
    k.backward = adapted_backward(a.kind, symbol<void()>(stem + "_backward"));
    if (auto* call = symbol<void(const void*, const void*, double*, std::size_t, const double*)>(stem + "_params_backward"))
      k.parameters_backward = call;
    return k;
  }

 private:
  static std::string one_line(std::string text) {
    for (char& c : text)
      if (c == '\n') c = ' ';
    return text;
  }
  bool has_flag(std::uint32_t flag) const { return description_ != nullptr && (description_->flags & flag) != 0; }
  template <class Function>
  Function* symbol(const std::string& wanted) const {
    const auto own = renamed_.find(wanted);
    return reinterpret_cast<Function*>(dlsym(handle_, own == renamed_.end() ? wanted.c_str() : own->second.c_str()));
  }

  std::string path_;
  symbol_map renamed_;
  void* handle_ = nullptr;
  const actcheck_subject_v1* description_ = nullptr;
};

}  // namespace

std::unique_ptr<subject> open_shared_library(const std::string& path, const symbol_map& renamed) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) throw std::runtime_error(fmt::format("no such file: '{}'", path));
  if (std::filesystem::is_directory(path, ignored))
    throw std::runtime_error(fmt::format("'{}' is a directory, not a shared library", path));
  return std::make_unique<shared_library>(path, renamed);
}

}  // namespace actcheck
