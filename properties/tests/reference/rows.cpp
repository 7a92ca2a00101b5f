#include "rows.hpp"

#include <fmt/format.h>

#include <cmath>

namespace actcheck::test {
namespace {

/// Changes a row to one that is hard in some way.
void make_special(random_numbers& draw, format f, row_case& r) {
  const auto any = [&] { return static_cast<std::size_t>(draw.below(r.x.size())); };
  switch (draw.below(8)) {
    case 0: r.x.assign(r.x.size(), draw.any(f)); break;                        // all equal
    case 1: r.x[any()] = r.x[any()] = round_to(f, 1e3); break;                  // two leaders
    case 2: r.x[any()] = shape(f).has_infinity ? -infinity : -largest(f); break;  // masked
    case 3: r.dy.assign(r.dy.size(), draw.any(f)); break;                       // gradients of 0
    case 4: for (auto& v : r.dy) v = static_cast<double>(draw.below(3)); break;  // halfway and cancelling gradients
    case 5: for (auto& v : r.x) v = static_cast<double>(draw.below(3)); break;   // few distinct elements
    case 6: r.x[any()] = -largest(f); break;                                    // far below
    default: break;
  }
}

}  // namespace

row_case draw_row(random_numbers& draw, format f, std::size_t cols) {
  row_case r;
  const double spread = std::exp2(draw.between(-12, 9));
  const bool patterns = draw.below(4) == 0;
  for (std::size_t i = 0; i < cols; ++i) {
    r.x.push_back(patterns ? draw.pattern(f) : round_to(f, draw.between(-spread, spread)));
    r.dy.push_back(draw.any(f));
    for (double* v : {&r.x.back(), &r.dy.back()})
      if (!std::isfinite(*v)) *v = 1;
  }
  for (int i = 0; i < 2 && cols > 0; ++i) make_special(draw, f, r);
  for (auto& v : r.x)
    if (std::isnan(v) || (std::isinf(v) && !shape(f).has_infinity)) v = largest(f);
  return r;
}

std::vector<real> textbook(const activation& a, pass p, const row& x, const row& dy) {
  const bool logarithmic = a.name == "log_softmax";
  const double sign = a.name == "softmin" ? -1 : 1;
  std::vector<real> e, results;
  real sum, total;
  for (std::size_t j = 0; j < x.size(); ++j) {
    e.push_back(std::isinf(x[j]) ? real(0.0) : exp(real(sign * x[j])));
    sum = sum + e.back();
    if (p == pass::backward) total = total + real(dy[j]);
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (p == pass::forward) {
      results.push_back(logarithmic ? real(x[i]) - log(sum) : e[i] / sum);
      continue;
    }
    real mean;  // of dy_i - dy_j, by shares
    for (std::size_t j = 0; j < x.size(); ++j) mean = mean + e[j] * (real(dy[i]) - real(dy[j])) / sum;
    results.push_back(logarithmic ? real(dy[i]) - e[i] * total / sum : real(sign) * mean * e[i] / sum);
  }
  return results;
}

namespace {

template <class Evaluate>
row rounded(std::size_t n, Evaluate evaluate) {
  std::vector<reference_value> results(n);
  evaluate(results);
  row values;
  for (const auto& r : results) values.push_back(r.rounded);
  return values;
}

}  // namespace

row by_oracle(const activation& a, pass p, format f, const row& x, const row& dy) {
  return rounded(x.size(), [&](auto& results) { row_oracle(a, p).evaluate(f, x, dy, results); });
}

row by_reference(const activation& a, pass p, format f, const row& x, const row& dy) {
  return rounded(x.size(), [&](auto& results) { row_reference(a, p, f).evaluate(x, dy, results); });
}

std::string row_text(format f, const row& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size() && i < 8; ++i) text += fmt::format("{}{:a}", i == 0 ? "" : ", ", values[i]);
  return fmt::format("{} ({} of {})", text, values.size(), name(f));
}

void compare_rows(mismatches& wrong, format f, const row_case& r, const row& got, const row& want) {
  for (std::size_t i = 0; i < want.size(); ++i)
    if (!same(got[i], want[i]))
      wrong.add([&] {
        return fmt::format("element {}: got {}, want {}\n    x = {}\n    dy = {}", i, show(f, got[i]), show(f, want[i]), row_text(f, r.x),
                           row_text(f, r.dy));
      });
}

}  // namespace actcheck::test
