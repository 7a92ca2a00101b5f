#include <fmt/format.h>

#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "actcheck/properties.hpp"
#include "engine/passes.hpp"
#include "subjects/subject.hpp"

namespace actcheck {

const implementation::stored_function& implementation::find(const activation& a, format f, pass p) const {
  static const stored_function none;
  const auto found = functions_.find({&a, f, p});
  return found == functions_.end() ? none : found->second;
}

implementation& implementation::add_stored(std::string_view name, activation_kind kind, format f, pass p, stored_function function) {
  const activation& a = get_activation(name);
  a.require_kind(kind);
  if (!functions_.try_emplace({&a, f, p}, std::move(function)).second)
    throw std::invalid_argument(fmt::format("{} has a {} function of {} in {} already", name_, actcheck::name(p), a.name, actcheck::name(f)));
  return *this;
}

namespace {

kernel kernel_of(const activation& a, const implementation::stored_function& function) {
  if (!function) return {};
  return [function, count = a.parameters.size()](const void* const* in, void* const* out, extent e, const double* parameters) {
    function(in, out, e.rows, e.cols, {parameters, count});
  };
}

class implementation_subject final : public subject {
 public:
  explicit implementation_subject(const implementation& of) : of_(of) {}
  std::string name() const override { return of_.name(); }
  std::string version() const override { return of_.version(); }
  bool in_place() const override { return of_.in_place(); }
  bool thread_safe() const override { return of_.thread_safe(); }
  subject_kernels find(const activation& a, format f) const override {
    return {kernel_of(a, of_.find(a, f, pass::forward)), kernel_of(a, of_.find(a, f, pass::backward)), {}};
  }

 private:
  implementation of_;
};

}  // namespace

std::unique_ptr<subject> make_subject(const implementation& of) { return std::make_unique<implementation_subject>(of); }

}  // namespace actcheck
