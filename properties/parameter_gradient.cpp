#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// The gradients of the learnable parameters: sums over the batch, each against the exact sum.
class examination {
 public:
  explicit examination(const context& c)
      : context_(c), f_(c.number_format()), activation_(c.truth->subject()), exact_(activation_, pass::forward, c.what->parameters) {}

  finding run() {
    for (const std::size_t n : {0, 1, 2, 7, 8, 17, 100, 1031}) check_batch(n);
    violations_.report_to(result_);
    if (result_.violations > 0) result_.reason = "the parameter is trained by this gradient, and by nothing else";
    return result_;
  }

 private:
  void check_batch(std::size_t n) {
    random_bits random(context_.seed + n);
    auto x = spread_values(f_, -4, 4, n, random()), dy = spread_values(f_, -2, 2, n, random());
    std::shuffle(dy.begin(), dy.end(), random);
    std::vector<char> stored_x(n * bytes(f_)), stored_dy(stored_x.size());
    encode_array(f_, x, stored_x.data());
    encode_array(f_, dy, stored_dy.data());
    constexpr double unwritten = 12345.678;
    std::vector<double> got(activation_.parameters.size(), unwritten);
    context_.kernels->parameters_backward(stored_x.data(), stored_dy.data(), got.data(), n, context_.what->parameters.data());
    for (std::size_t k = 0; k < got.size(); ++k)
      if (activation_.parameters[k].learnable) compare(k, x, dy, got[k]);
  }

  /// Summed in double, or in f32 for the formats that are computed in it, term after term.
  void compare(std::size_t k, const std::vector<double>& x, const std::vector<double>& dy, double got) {
    ++result_.checked;
    const double want = exact_.parameter_gradient(k, x, dy);
    double size = 0;
    for (std::size_t i = 0; i < x.size(); ++i) size += std::fabs(exact_.parameter_gradient(k, std::span(&x[i], 1), std::span(&dy[i], 1)));
    const double working = epsilon(f_ == format::f64 ? f_ : format::f32);
    const double slack = (static_cast<double>(x.size()) + 16) * working * size + smallest_normal(format::f32) * (f_ == format::f64 ? 0 : 1);
    if (std::fabs(got - want) <= slack) return;
    violations_.add(position_ += 2, {x.empty() ? 0 : x[0], got, want, std::fabs(got - want) / std::max(working * std::fabs(want), smallest(format::f64))});
    result_.say(fmt::format("the gradient of {} over {} is {:.9g} instead of {:.9g}", activation_.parameters[k].name, counted(x.size(), "element"), got, want));
  }

  const context& context_;
  format f_;
  const activation& activation_;
  oracle exact_;
  violations violations_;
  std::uint64_t position_ = 0;
  finding result_;
};

std::string inapplicable(const context& c) {
  if (c.forward()) return "a property of the backward pass";
  const auto& parameters = c.truth->subject().parameters;
  if (std::none_of(parameters.begin(), parameters.end(), [](const parameter& p) { return p.learnable; })) return "it has no learnable parameter";
  return c.kernels->parameters_backward ? "" : "the subject has no gradient of the parameters";
}

}  // namespace

namespace property_files {
extern const property parameter_gradient;
const property parameter_gradient{
    .name = "parameter_gradient",
    .statement = "The gradient of each learnable parameter is the sum over the batch of dy times the derivative in the parameter.",
    .reason = "A parameter with a wrong gradient is trained to a wrong value.",
    .example = "A prelu whose slope's gradient counts the positive inputs too.",
    .whole_kernels = true,
    .kinds = {activation_kind::elementwise},
    .inapplicable = inapplicable,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
