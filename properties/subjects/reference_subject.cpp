#include <algorithm>
#include <map>
#include <mutex>

#include "actcheck/gated.hpp"
#include "actcheck/reference.hpp"
#include "actcheck/rows.hpp"
#include "actcheck/version.hpp"
#include "subjects/subject.hpp"

namespace actcheck {
namespace {

/// References made so far, by pass and parameters: finding a reference's tails costs a few dozen oracle calls.
template <class Reference>
class cache_of {
 public:
  template <class Make>
  const Reference& get(pass p, const activation& a, const double* parameters, Make make) {
    std::vector<double> values(parameters, parameters + a.parameters.size());
    const std::lock_guard lock(guard_);
    auto& slot = made_[{p, values}];
    if (!slot) slot = std::make_unique<Reference>(make(values));
    return *slot;
  }

 private:
  std::mutex guard_;
  std::map<std::pair<pass, std::vector<double>>, std::unique_ptr<Reference>> made_;
};

subject_kernels elementwise_kernels(const activation& a, format f) {
  const auto cache = std::make_shared<cache_of<reference>>();
  const auto get = [cache, &a, f](pass p, const double* parameters) -> const reference& {
    return cache->get(p, a, parameters, [&](const auto& values) { return reference(a, p, f, values); });
  };
  subject_kernels k;
  k.forward = [get](const void* const* in, void* const* out, extent e, const double* p) { get(pass::forward, p).apply(in[0], nullptr, out[0], e.size()); };
  k.backward = [get](const void* const* in, void* const* out, extent e, const double* p) { get(pass::backward, p).apply(in[0], in[1], out[0], e.size()); };
  if (std::any_of(a.parameters.begin(), a.parameters.end(), [](const parameter& p) { return p.learnable; }))
    k.parameters_backward = [&a, f](const void* x, const void* dy, double* gradients, std::size_t n, const double* p) {
      std::vector<double> inputs(n), upstream(n);
      decode_array(f, x, inputs);
      decode_array(f, dy, upstream);
      const oracle exact(a, pass::forward, {p, a.parameters.size()});
      for (std::size_t i = 0; i < a.parameters.size(); ++i) gradients[i] = exact.parameter_gradient(i, inputs, upstream);
    };
  return k;
}

subject_kernels gated_kernels(const activation& a, format f) {
  const auto cache = std::make_shared<cache_of<gated_reference>>();
  const auto get = [cache, &a, f](const double* parameters) -> const gated_reference& {
    return cache->get(pass::forward, a, parameters, [&](const auto& values) { return gated_reference(a, f, values); });
  };
  subject_kernels k;
  k.forward = [get](const void* const* in, void* const* out, extent e, const double* p) { get(p).apply(in[0], in[1], out[0], e.size()); };
  k.backward = [get](const void* const* in, void* const* out, extent e, const double* p) {
    get(p).apply_backward(in[0], in[1], in[2], out[0], out[1], e.size());
  };
  return k;
}

subject_kernels row_kernels(const activation& a, format f) {
  const auto forward = std::make_shared<row_reference>(a, pass::forward, f), backward = std::make_shared<row_reference>(a, pass::backward, f);
  subject_kernels k;
  k.forward = [forward](const void* const* in, void* const* out, extent e, const double*) { forward->apply(in[0], nullptr, out[0], e.rows, e.cols); };
  k.backward = [backward](const void* const* in, void* const* out, extent e, const double*) { backward->apply(in[0], in[1], out[0], e.rows, e.cols); };
  return k;
}

class reference_subject final : public subject {
 public:
  std::string name() const override { return "builtin:reference"; }
  std::string version() const override { return ACTCHECK_VERSION; }
  subject_kernels find(const activation& a, format f) const override {
    switch (a.kind) {
      case activation_kind::elementwise: return elementwise_kernels(a, f);
      case activation_kind::gated: return gated_kernels(a, f);
      case activation_kind::row_wise: break;
    }
    return row_kernels(a, f);
  }
};

}  // namespace

std::unique_ptr<subject> make_reference_subject() { return std::make_unique<reference_subject>(); }

}  // namespace actcheck
