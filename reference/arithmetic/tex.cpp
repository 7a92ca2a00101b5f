#include "arithmetic/tex.hpp"

#include <fmt/format.h>

namespace actcheck::arithmetic {
namespace {

tex function(const char* name, const tex& argument) {
  return {fmt::format("\\{}\\left({}\\right)", name, argument.text()), tex::binding::atom};
}

}  // namespace

tex::tex(double constant) : text_(fmt::format("{}", constant)), binding_(constant < 0 ? binding::sign : binding::atom) {}

std::string tex::inside(binding needed) const {
  return binding_ >= needed ? text_ : fmt::format("\\left({}\\right)", text_);
}

tex operator-(const tex& a) { return {"-" + a.inside(tex::binding::product), tex::binding::sign}; }
tex operator+(const tex& a, const tex& b) {
  return {a.inside(tex::binding::sum) + " + " + b.inside(tex::binding::product), tex::binding::sum};
}
tex operator-(const tex& a, const tex& b) {
  return {a.inside(tex::binding::sum) + " - " + b.inside(tex::binding::product), tex::binding::sum};
}
tex operator*(const tex& a, const tex& b) {
  return {a.inside(tex::binding::product) + "\\, " + b.inside(tex::binding::atom), tex::binding::product};
}
tex operator/(const tex& a, const tex& b) {
  return {fmt::format("\\frac{{{}}}{{{}}}", a.text(), b.text()), tex::binding::atom};
}
tex abs(const tex& a) { return {fmt::format("\\left|{}\\right|", a.text()), tex::binding::atom}; }
tex sqrt(const tex& a) { return {fmt::format("\\sqrt{{{}}}", a.text()), tex::binding::atom}; }
tex exp(const tex& a) { return {fmt::format("e^{{{}}}", a.text()), tex::binding::atom}; }
tex expm1(const tex& a) { return {fmt::format("e^{{{}}} - 1", a.text()), tex::binding::sum}; }
tex tanh(const tex& a) { return function("tanh", a); }
tex erfc(const tex& a) { return function("operatorname{erfc}", a); }
tex log1p(const tex& a) { return function("ln", tex(1.0) + a); }
tex x_minus_tanh(const tex& a) { return a - tanh(a); }
tex if_greater(const tex& a, const tex& b, const tex& yes, const tex& no) {
  return {fmt::format("\\begin{{cases}} {} & {} > {} \\\\ {} & \\text{{otherwise}} \\end{{cases}}", yes.text(), a.text(), b.text(),
                      no.text()),
          tex::binding::atom};
}
tex if_positive(const tex& x, const tex& positive, const tex& otherwise) {
  return if_greater(x, tex(0.0), positive, otherwise);
}

}  // namespace actcheck::arithmetic
