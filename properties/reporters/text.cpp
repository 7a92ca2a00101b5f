#include "reporters/text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "actcheck/catalogue.hpp"

namespace actcheck {

std::string value_text(format f, double v) {
  if (std::isnan(v)) return "nan";
  if (f == format::f32) return fmt::format("{:.9g}", static_cast<float>(v)).size() > fmt::format("{}", static_cast<float>(v)).size()
                                   ? fmt::format("{}", static_cast<float>(v))
                                   : fmt::format("{:.9g}", static_cast<float>(v));
  return f == format::f64 ? fmt::format("{}", v) : fmt::format("{:.5g}", v);
}

std::string value_and_bits(format f, double v) {
  // A bound or a sum in double need not be a number of the format; then there are no bits to show.
  const double rounded = round_to(f, v);
  if (rounded != v && !std::isnan(v)) return fmt::format("{:.6g}", v);
  return fmt::format("{} (0x{:0{}x})", value_text(f, v), encode(f, v), shape(f).bits / 4);
}

std::string counterexample_text(format f, const counterexample& c) {
  std::string text = fmt::format("x = {}   got {}   want {}", value_and_bits(f, c.x), value_and_bits(f, c.got), value_and_bits(f, c.want));
  if (std::isfinite(c.ulp) && c.ulp > 0) text += fmt::format("   ({:.3g} ulp)", c.ulp);
  return text;
}

std::string interval_text(format f, const failing_interval& i) {
  std::string text = i.from == i.to || std::isnan(i.from) ? value_text(f, i.from) : fmt::format("[{}, {}]", value_text(f, i.from), value_text(f, i.to));
  if (!i.what.empty()) text += " " + i.what;
  return text;
}

std::string parameters_text(const result& r) {
  if (r.default_parameters) return "";
  const activation& a = get_activation(r.activation);
  std::string text;
  for (std::size_t i = 0; i < r.parameters.size() && i < a.parameters.size(); ++i)
    text += fmt::format("{}{}={}", i == 0 ? " with " : ", ", a.parameters[i].name, r.parameters[i]);
  return text;
}

std::string title_text(const result& r) {
  return fmt::format("{} {} {}{}, {}", r.activation, name(r.number_format), name(r.direction), parameters_text(r), r.property);
}

}  // namespace actcheck
