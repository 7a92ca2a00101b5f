#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// The subject at other values of each parameter, against itself at the defaults. Whether the results are right is for the other
/// properties to say, which run at all these values; this one tells a parameter that is not read at all.
class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()), x_(spread_values(f_, -8, 8, 257, c.seed)) {}

  finding run() {
    const auto& parameters = context_.truth->subject().parameters;
    const auto at_defaults = results(context_.what->parameters);
    for (std::size_t k = 0; k < parameters.size(); ++k)
      if (ignores(k, at_defaults)) {
        ++result_.violations;
        result_.outcome = verdict::fail;
        result_.ignored_parameters.push_back(k);
        result_.say(fmt::format("the parameter {} is not read: results are those of {} = {:.9g} whatever its value", parameters[k].name,
                                parameters[k].name, context_.what->parameters[k]));
        result_.reason = "whoever sets the parameter gets another function without being told";
      }
    return result_;
  }

 private:
  std::vector<double> results(const std::vector<double>& values) const {
    return call_on_values(*context_.subject, context_.what->direction, f_, x_, {}, values);
  }

  /// Are there values at which the function differs, and the subject never does?
  bool ignores(std::size_t k, const std::vector<double>& at_defaults) {
    const activation& a = context_.truth->subject();
    bool told = false;
    for (const auto& values : a.trial_parameters()) {
      if (!differs_only_at(k, values)) continue;
      ++result_.checked;
      if (same(results(values), at_defaults)) told = told || !same(wanted(values), wanted(context_.what->parameters));
      else return false;
    }
    return told;
  }

  bool differs_only_at(std::size_t k, const std::vector<double>& values) const {
    for (std::size_t i = 0; i < values.size(); ++i)
      if ((values[i] == context_.what->parameters[i]) == (i == k)) return false;
    return true;
  }

  std::vector<double> wanted(const std::vector<double>& values) const {
    const reference truth(context_.truth->subject(), context_.what->direction, f_, values);
    std::vector<reference_value> exact(x_.size());
    truth.evaluate(x_, {}, exact);
    std::vector<double> rounded;
    for (const auto& v : exact) rounded.push_back(v.rounded);
    return rounded;
  }

  bool same(const std::vector<double>& a, const std::vector<double>& b) const {
    return std::equal(a.begin(), a.end(), b.begin(), [&](double l, double r) { return encode(f_, l) == encode(f_, r); });
  }

  const context& context_;
  format f_;
  std::vector<double> x_;
  finding result_;
};

std::string inapplicable(const context& c) { return c.truth->subject().parameters.empty() ? "it has no parameters" : ""; }

}  // namespace

namespace property_files {
extern const property parameters;
const property parameters{
    .name = "parameters",
    .statement = "Every parameter has an effect.",
    .reason = "A constant in the place of a parameter passes every test at the default value.",
    .example = "A leaky_relu backward pass with the default slope 0.01 written into it.",
    .parameters_matter = false,
    .inapplicable = inapplicable,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
