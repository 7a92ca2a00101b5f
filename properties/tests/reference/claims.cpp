#include "claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "support.hpp"

namespace actcheck::test {

using arithmetic::dual;

claims::claims(const activation& a, std::vector<double> values)
    : of(a), parameters(std::move(values)), stated(a.facts_for(parameters)),
      on_intervals_(arithmetic::parameters_as<interval>(parameters)),
      on_duals_(arithmetic::parameters_as<dual<interval>>(parameters)) {}

interval claims::dual_slope(const interval& x) const {
  return of.formulas->differentiate[0](dual<interval>(x, interval(1.0)), on_duals_).slope;
}

std::string claims::about(std::string_view fact) const {
  return fmt::format("{}, {}: ", call_text(of, parameters), fact);
}

std::vector<claims> every_claim(const activation& a) {
  std::vector<claims> all;
  for (auto& parameters : parameter_sets(a)) all.emplace_back(a, parameters);
  return all;
}

bool is_near(const interval& v, double number, double distance) {
  const interval off = abs(v - interval(number));
  return mpfr_cmp_d(off.upper(), distance) <= 0;
}

bool is_nearest_double(const interval& v, double number) {
  return mpfr_get_d(v.lower(), MPFR_RNDN) == number && mpfr_get_d(v.upper(), MPFR_RNDN) == number;
}

double width(const interval& v) {
  mpfr_t difference;
  mpfr_init2(difference, 53);
  mpfr_sub(difference, v.upper(), v.lower(), MPFR_RNDU);
  const double result = mpfr_get_d(difference, MPFR_RNDU);
  mpfr_clear(difference);
  return result;
}

bool intersect(const interval& a, const interval& b) {
  return mpfr_lessequal_p(a.lower(), b.upper()) != 0 && mpfr_lessequal_p(b.lower(), a.upper()) != 0;
}

std::string show(const interval& v) { return fmt::format("[{:.17g}, {:.17g}]", v.lower_double(), v.upper_double()); }

std::string cell::text() const { return fmt::format("[{:.17g}, {:.17g}]", from, to); }

std::vector<cell> cells_between(const facts& stated, double from, double to, double reach) {
  constexpr double gap = 0x1p-40;
  from = std::max(from, -reach);
  to = std::min(to, reach);
  std::vector<double> cuts = named_points(stated);
  for (double power = 0x1p-10; power < reach; power *= 2) cuts.insert(cuts.end(), {power, -power});
  cuts.insert(cuts.end(), {from, to});
  std::erase_if(cuts, [&](double v) { return v < from || v > to; });
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  const auto is_kink = [&](double v) {
    return std::any_of(stated.kinks.begin(), stated.kinks.end(), [v](const kink& k) { return k.x == v; });
  };
  std::vector<cell> cells;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const double low = is_kink(cuts[i]) ? cuts[i] + gap * std::max(1.0, std::fabs(cuts[i])) : cuts[i];
    const double high = is_kink(cuts[i + 1]) ? cuts[i + 1] - gap * std::max(1.0, std::fabs(cuts[i + 1])) : cuts[i + 1];
    if (low < high) cells.push_back({low, high});
  }
  return cells;
}

std::optional<cell> first_refused(std::vector<cell> cells, double finest, const std::function<bool(const cell&)>& accept) {
  std::size_t budget = 400'000;
  while (!cells.empty()) {
    const cell c = cells.back();
    cells.pop_back();
    if (accept(c)) continue;
    const double middle = c.from / 2 + c.to / 2;
    const bool smallest_cell = c.to - c.from < finest * std::max({1.0, std::fabs(c.from), std::fabs(c.to)});
    if (smallest_cell || middle <= c.from || middle >= c.to || --budget == 0) return c;
    cells.push_back({middle, c.to});
    cells.push_back({c.from, middle});
  }
  return std::nullopt;
}

}  // namespace actcheck::test
