#include "plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "facts_text.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr double width = 640, height = 340;
constexpr double left = 46, right = 20, top = 18, bottom = 30;  ///< margins around the plotted area
constexpr int samples_per_segment = 240;

struct window {
  double x_reach;  ///< x runs from -x_reach to x_reach
  double y_from, y_to;

  double to_column(double x) const { return left + (x + x_reach) / (2 * x_reach) * (width - left - right); }
  double to_row(double y) const { return top + (y_to - y) / (y_to - y_from) * (height - top - bottom); }
};

/// One activation at its default parameters.
struct curves {
  const activation* entry;
  std::vector<double> parameters;
  facts claims;

  double value(pass p, double x) const { return entry->plain(p, x, parameters); }
};

/// Wide enough to show every fact point and, if it comes soon, the end of the curve's turning.
double choose_reach(const curves& c) {
  double needed = 0;
  const auto include = [&](double x) {
    if (std::isfinite(x)) needed = std::max(needed, 1.5 * std::fabs(x));
  };
  for (const auto& k : c.claims.kinks) include(k.x);
  for (const auto& piece : c.claims.pieces) include(piece.to);
  for (const double x : c.claims.derivative_turns) include(x);
  const auto settled = [&](double x, double limit) {
    return std::isinf(limit) || std::fabs(c.value(pass::backward, x) - limit) < 0.005;
  };
  constexpr std::array reaches{4.0, 5.0, 6.0, 8.0, 10.0};
  for (const double reach : reaches) {
    if (reach < needed) continue;
    if (settled(-reach, c.claims.derivative_at_minus_infinity) && settled(reach, c.claims.derivative_at_plus_infinity))
      return reach;
  }
  return std::max(needed, 8.0);  // a slow approach, such as 1/x: no window shows the end of it
}

/// Between kinks the curves are continuous. The ends stay just inside, where the one-sided values are.
std::vector<std::vector<double>> segments(const curves& c, double reach) {
  std::vector<double> ends{-reach};
  for (const auto& k : c.claims.kinks)
    if (std::fabs(k.x) < reach) ends.push_back(k.x);
  std::sort(ends.begin(), ends.end());
  ends.push_back(reach);
  std::vector<std::vector<double>> all;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const double from = i == 0 ? ends[i] : std::nextafter(ends[i], infinity);
    const double to = i + 2 == ends.size() ? ends[i + 1] : std::nextafter(ends[i + 1], -infinity);
    auto& xs = all.emplace_back();
    for (int s = 0; s <= samples_per_segment; ++s) xs.push_back(std::lerp(from, to, s / double{samples_per_segment}));
  }
  return all;
}

window choose_window(const curves& c) {
  window w{choose_reach(c), -0.2, 1.2};
  for (const auto& xs : segments(c, w.x_reach))
    for (const double x : xs)
      for (const pass p : {pass::forward, pass::backward}) {
        // What leaves the square [-reach, reach] is cut off rather than flattening everything else.
        const double y = std::clamp(c.value(p, x), -w.x_reach, w.x_reach);
        if (std::isnan(y)) continue;
        w.y_from = std::min(w.y_from, y);
        w.y_to = std::max(w.y_to, y);
      }
  const double air = 0.06 * (w.y_to - w.y_from);
  w.y_from -= air;
  w.y_to += air;
  return w;
}

std::string path(const curves& c, const window& w, pass p) {
  std::string d;
  for (const auto& xs : segments(c, w.x_reach)) {
    char command = 'M';
    for (const double x : xs) {
      const double y =
          std::clamp(c.value(p, x), 3 * w.y_from - 2, 3 * w.y_to + 2);  // far outside, cut by the clip path
      if (std::isnan(y)) continue;
      d += fmt::format("{}{:.2f} {:.2f}", command, w.to_column(x), w.to_row(y));
      command = 'L';
    }
  }
  return fmt::format("<path class=\"{}\" d=\"{}\"/>\n", p == pass::forward ? "f" : "slope", d);
}

/// 1, 2 or 5 times a power of ten, so that about `count` steps fit.
double tick_step(double span, double count) {
  const double rough = span / count, decade = std::pow(10, std::floor(std::log10(rough)));
  for (const double multiple : {1.0, 2.0, 5.0})
    if (multiple * decade >= rough) return multiple * decade;
  return 10 * decade;
}

std::string label(double column, double row, const char* anchor, double value) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", column, row, anchor,
                     readable(value));
}

std::string axes(const window& w) {
  std::string grid, labels;
  const double x_step = tick_step(2 * w.x_reach, 10), y_step = tick_step(w.y_to - w.y_from, 6);
  for (int i = static_cast<int>(std::ceil(-w.x_reach / x_step)); i * x_step <= w.x_reach; ++i) {
    const double column = w.to_column(i * x_step);
    grid += fmt::format("M{0:.2f} {1}V{2}", column, top, height - bottom);
    labels += label(column, height - bottom + 16, "middle", i * x_step);
  }
  for (int i = static_cast<int>(std::ceil(w.y_from / y_step)); i * y_step <= w.y_to; ++i) {
    const double row = w.to_row(i * y_step);
    grid += fmt::format("M{1} {0:.2f}H{2}", row, left, width - right);
    labels += label(left - 6, row + 4, "end", i * y_step);
  }
  return fmt::format("<path class=\"grid\" d=\"{}\"/>\n<path class=\"axis\" d=\"M{:.2f} {}V{}M{} {:.2f}H{}\"/>\n{}",
                     grid, w.to_column(0), top, height - bottom, left, w.to_row(0), width - right, labels);
}

std::string dot(const char* kind, const window& w, double x, double y, const std::string& meaning) {
  if (std::fabs(x) > w.x_reach || !(y >= w.y_from && y <= w.y_to)) return "";
  return fmt::format("<circle class=\"{}\" cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"4\"><title>{}</title></circle>\n", kind,
                     w.to_column(x), w.to_row(y), html_escaped(meaning));
}

/// Full dots where a curve turns or bends; open dots for the one-sided slopes at a kink.
std::string marks(const curves& c, const window& w) {
  std::string all;
  for (const auto& k : c.claims.kinks) {
    const auto place = fmt::format("{} at x = {}", jumps_at(c.claims, k.x) ? "jump" : "kink", readable(k.x));
    all += dot("slope open", w, k.x, k.left, place + ": slope from the left " + readable(k.left));
    all += dot("slope open", w, k.x, k.right, place + ": slope from the right " + readable(k.right));
    all += dot("f full", w, k.x, c.value(pass::forward, k.x), place);
  }
  for (const double x : smooth_turns(c.claims))
    all += dot("f full", w, x, c.value(pass::forward, x), fmt::format("f turns at x = {}", readable(x)));
  for (const double x : c.claims.derivative_turns)
    all += dot("slope full", w, x, c.value(pass::backward, x), fmt::format("the slope turns at x = {}", readable(x)));
  return all;
}

/// Names of the curves, in a corner that they leave free as far as that is possible.
std::string legend(const curves& c, const window& w) {
  const auto is_high = [&](double x) { return c.value(pass::forward, x) > (w.y_from + 3 * w.y_to) / 4; };
  const double column = left + 14, row = is_high(-0.9 * w.x_reach) ? height - bottom - 34 : top + 18;
  return fmt::format(
      "<path class=\"f\" d=\"M{0} {1}h26\"/><text x=\"{3}\" y=\"{4}\">f(x)</text>\n"
      "<path class=\"slope\" d=\"M{0} {2}h26\"/><text x=\"{3}\" y=\"{5}\">f\u2032(x)</text>\n",
      column, row, row + 20, column + 34, row + 4, row + 24);
}

constexpr const char* style = R"(<style>
svg { --paper: #ffffff; --grid: #e8e8e8; --axis: #8a8a8a; --ink: #4a4a4a; --f: #1a5fb4; --slope: #c2560c; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #1b1e23; --grid: #2c3037; --axis: #6d737d; --ink: #b6bcc6; --f: #7db4f5; --slope: #f0a35e; }
}
text { font: 12px system-ui, sans-serif; fill: var(--ink); }
path { fill: none; }
.paper { fill: var(--paper); }
.grid { stroke: var(--grid); }
.axis { stroke: var(--axis); }
path.f { stroke: var(--f); stroke-width: 2.4; stroke-linejoin: round; }
path.slope { stroke: var(--slope); stroke-width: 2; stroke-dasharray: 7 4; }
circle { stroke-width: 1.6; }
circle.f { stroke: var(--f); } circle.slope { stroke: var(--slope); }
circle.f.full { fill: var(--f); } circle.slope.full { fill: var(--slope); } circle.open { fill: var(--paper); }
</style>
)";

}  // namespace

std::string plot_svg(const activation& a) {
  const auto defaults = a.default_parameters();
  const curves c{&a, defaults, a.facts_for(defaults)};
  const window w = choose_window(c);
  const auto clip =
      fmt::format("<clipPath id=\"area\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n", left, top,
                  width - left - right, height - top - bottom);
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "role=\"img\">\n<title>{2} and its derivative</title>\n{3}"
      "<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{4}{5}"
      "<g clip-path=\"url(#area)\">\n{6}{7}</g>\n{8}{9}</svg>\n",
      width, height, html_escaped(a.text.title), style, clip, axes(w), path(c, w, pass::backward),
      path(c, w, pass::forward), marks(c, w), legend(c, w));
}

}  // namespace actcheck::docs
