/// \file
/// `tex`: an arithmetic type that writes down what is computed. A formula evaluated on it is the formula's TeX, so the
/// documented formula is the one that runs.
#pragma once

#include <string>

namespace actcheck::arithmetic {

class tex {
 public:
  enum class binding { sum, product, sign, atom };

  explicit tex(double constant);
  static tex symbol(std::string text) { return {std::move(text), binding::atom}; }

  const std::string& text() const { return text_; }
  /// The text, in parentheses if it binds less tightly than `needed`.
  std::string inside(binding needed) const;

  tex(std::string text, binding how) : text_(std::move(text)), binding_(how) {}

 private:
  std::string text_;
  binding binding_;
};

tex operator-(const tex& a);
tex operator+(const tex& a, const tex& b);
tex operator-(const tex& a, const tex& b);
tex operator*(const tex& a, const tex& b);
tex operator/(const tex& a, const tex& b);
tex abs(const tex& a);
tex sqrt(const tex& a);
tex exp(const tex& a);
tex expm1(const tex& a);
tex tanh(const tex& a);
tex erfc(const tex& a);
tex log1p(const tex& a);
tex x_minus_tanh(const tex& a);
tex if_greater(const tex& a, const tex& b, const tex& yes, const tex& no);
tex if_positive(const tex& x, const tex& positive, const tex& otherwise);

}  // namespace actcheck::arithmetic
