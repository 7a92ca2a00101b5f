#include "chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "actcheck/activation.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr double width = 640, height = 340;
constexpr double left = 62, right = 22, top = 34, bottom = 46;  ///< margins around the plotted area
constexpr double thumbnail_width = 200, thumbnail_height = 160;
constexpr double bar_height = 22, bar_left = 100, bar_right = 150;

/// Colours that differ in brightness too, for readers who do not tell all hues apart; the background is drawn, so that a picture
/// is readable wherever it stands.
constexpr const char* style = R"(<style>
svg { --paper: #ffffff; --grid: #e8e8e8; --axis: #8a8a8a; --ink: #4a4a4a; --shade: #00000012;
  --c0: #1a5fb4; --c1: #c2560c; --c2: #2a7d46; --c3: #8a3ab9; --c4: #b08a00; --c5: #a81c4a; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #1b1e23; --grid: #2c3037; --axis: #6d737d; --ink: #b6bcc6; --shade: #ffffff14;
    --c0: #7db4f5; --c1: #f0a35e; --c2: #7fd09a; --c3: #c79bf0; --c4: #e3c55c; --c5: #f2879f; }
}
text { font: 12px system-ui, sans-serif; fill: var(--ink); } text.heading { font-size: 14px; font-weight: 600; }
path { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.paper { fill: var(--paper); } .shade { fill: var(--shade); }
path.grid { stroke: var(--grid); stroke-width: 1; } path.axis { stroke: var(--axis); stroke-width: 1; }
path.level { stroke: var(--axis); stroke-width: 1; stroke-dasharray: 2 3; }
path.faint { stroke-width: 0.8; stroke-opacity: 0.45; }
.c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); stroke-dasharray: 7 4; } .c2 { stroke: var(--c2); stroke-dasharray: 2 3; }
.c3 { stroke: var(--c3); stroke-dasharray: 9 3 2 3; } .c4 { stroke: var(--c4); } .c5 { stroke: var(--c5); stroke-dasharray: 4 2; }
rect.c0 { fill: var(--c0); } rect.c1 { fill: var(--c1); } rect.c2 { fill: var(--c2); } rect.c3 { fill: var(--c3); }
rect.c4 { fill: var(--c4); } rect.c5 { fill: var(--c5); } rect[class] { stroke: none; }
circle { stroke-width: 1.6; stroke-dasharray: none; fill: var(--paper); }
circle.full.c0 { fill: var(--c0); } circle.full.c1 { fill: var(--c1); } circle.full.c2 { fill: var(--c2); }
circle.full.c3 { fill: var(--c3); } circle.full.c4 { fill: var(--c4); } circle.full.c5 { fill: var(--c5); }
</style>
)";

/// Where numbers are in the picture.
struct area {
  const axis *x, *y;
  double left, right, top, bottom;

  double column(double v) const { return left + share(*x, v) * (right - left); }
  double row(double v) const { return bottom - share(*y, v) * (bottom - top); }

 private:
  static double share(const axis& a, double v) {
    if (!a.logarithmic) return (v - a.from) / (a.to - a.from);
    const double least = a.from * 1e-3;  // what is far below is cut off, and 0 has no logarithm
    return std::log(std::max(v, least) / a.from) / std::log(a.to / a.from);
  }
};

/// 1, 2 or 5 times a power of ten, so that about `count` steps fit.
double tick_step(double span, double count) {
  const double rough = span / count, decade = std::pow(10, std::floor(std::log10(rough)));
  for (const double multiple : {1.0, 2.0, 5.0})
    if (multiple * decade >= rough) return multiple * decade;
  return 10 * decade;
}

std::vector<double> ticks(const axis& a, double count) {
  std::vector<double> all;
  for (const auto& [value, text] : a.labels) all.push_back(value);
  if (!all.empty()) return all;
  if (a.logarithmic) {
    const double first = std::ceil(std::log10(a.from) - 1e-9), last = std::floor(std::log10(a.to) + 1e-9);
    const double step = std::max(1.0, std::ceil((last - first) / count));
    for (double exponent = first; exponent <= last; exponent += step) all.push_back(std::pow(10, exponent));
    return all;
  }
  const double step = tick_step(a.to - a.from, count);
  for (double i = std::ceil(a.from / step); i * step <= a.to; ++i) all.push_back(i * step);
  return all;
}

std::string tick_label(const axis& a, double value) {
  for (const auto& [at, text] : a.labels)
    if (at == value) return html_escaped(text);
  if (a.logarithmic && (value < 0.001 || value > 1000))
    return fmt::format("10<tspan dy=\"-5\" font-size=\"9\">{}</tspan>", readable(std::round(std::log10(value))));
  return readable(value, 6);
}

std::string text_at(double column, double row, std::string_view anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", column, row, anchor, text);
}

std::string axes(const chart& c, const area& a) {
  std::string grid, labels;
  for (const double v : ticks(c.x, 10)) {
    grid += fmt::format("M{:.2f} {:.1f}V{:.1f}", a.column(v), a.top, a.bottom);
    labels += text_at(a.column(v), a.bottom + 16, "middle", tick_label(c.x, v));
  }
  for (const double v : ticks(c.y, 6)) {
    grid += fmt::format("M{:.1f} {:.2f}H{:.1f}", a.left, a.row(v), a.right);
    labels += text_at(a.left - 6, a.row(v) + 4, "end", tick_label(c.y, v));
  }
  const auto has_zero = [](const axis& one) { return !one.logarithmic && one.from <= 0 && one.to >= 0; };
  std::string lines;
  if (has_zero(c.x)) lines += fmt::format("M{:.2f} {:.1f}V{:.1f}", a.column(0), a.top, a.bottom);
  if (has_zero(c.y)) lines += fmt::format("M{:.1f} {:.2f}H{:.1f}", a.left, a.row(0), a.right);
  labels += text_at((a.left + a.right) / 2, a.bottom + 36, "middle", html_escaped(c.x.title));
  labels += fmt::format("<text transform=\"translate(14 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                        (a.top + a.bottom) / 2, html_escaped(c.y.title));
  return fmt::format("<path class=\"grid\" d=\"{}\"/>\n<path class=\"axis\" d=\"{}\"/>\n{}", grid, lines,
                     c.thumbnail ? "" : labels);
}

std::string bands(const chart& c, const area& a) {
  std::string all;
  for (const auto& b : c.bands) {
    const double from = a.column(std::max(b.from, c.x.from)), to = a.column(std::min(b.to, c.x.to));
    if (to > from)
      all += fmt::format(
          "<rect class=\"shade\" x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\"><title>{}</title></rect>\n",
          from, a.top, to - from, a.bottom - a.top, html_escaped(b.meaning));
  }
  return all;
}

/// Names of lines that are too near to each other stand side by side.
std::string levels(const chart& c, const area& a) {
  constexpr double text_height = 13;
  std::vector<level> seen;
  for (const auto& l : c.levels)
    if (l.y >= c.y.from && l.y <= c.y.to) seen.push_back(l);
  std::sort(seen.begin(), seen.end(), [](const level& one, const level& other) { return one.y > other.y; });
  std::string all, names;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double row = a.row(seen[i].y);
    all += fmt::format("<path class=\"level\" d=\"M{:.1f} {:.2f}H{:.1f}\"/>\n", a.left, row, a.right);
    names = names.empty() ? seen[i].name : names + ", " + seen[i].name;
    if (i + 1 < seen.size() && a.row(seen[i + 1].y) - row < text_height) continue;
    all += text_at(a.right - 4, row - 4, "end", html_escaped(names));
    names.clear();
  }
  return all;
}

std::string heading(double picture_width, const std::string& title) {
  return fmt::format("<text class=\"heading\" x=\"{:.1f}\" y=\"20\" text-anchor=\"middle\">{}</text>\n",
                     picture_width / 2, html_escaped(title));
}

std::string line(const curve& drawn, const area& a) {
  std::string d;
  for (const auto& piece : drawn.pieces) {
    char command = 'M';
    for (const auto& p : piece) {
      if (std::isnan(p.y)) continue;
      const double row = std::clamp(a.row(p.y), -2 * height, 3 * height);  // far outside, cut by the clip path
      d += fmt::format("{}{:.2f} {:.2f}", command, a.column(p.x), row);
      command = 'L';
    }
  }
  return fmt::format("<path class=\"c{}{}\" d=\"{}\"/>\n", drawn.colour, drawn.faint ? " faint" : "", d);
}

std::string dots(const chart& c, const area& a) {
  std::string all;
  for (const auto& m : c.marks)
    if (m.at.x >= c.x.from && m.at.x <= c.x.to && m.at.y >= c.y.from && m.at.y <= c.y.to)
      all += fmt::format("<circle class=\"{} c{}\" cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"4\"><title>{}</title></circle>\n",
                         m.open ? "open" : "full", m.colour, a.column(m.at.x), a.row(m.at.y), html_escaped(m.meaning));
  return all;
}

/// How many points of the curves are in a corner of the area.
std::size_t crowd(const chart& c, const area& a, bool at_left, bool at_top) {
  std::size_t count = 0;
  for (const auto& drawn : c.curves)
    for (const auto& piece : drawn.pieces)
      for (const auto& p : piece) {
        const double column = (a.column(p.x) - a.left) / (a.right - a.left),
                     row = (a.row(p.y) - a.top) / (a.bottom - a.top);
        count += (at_left ? column < 0.3 : column > 0.7) && (at_top ? row < 0.35 : row > 0.65) ? 1 : 0;
      }
  return count;
}

/// The names of the curves, in the corner that the curves leave most free.
std::string legend(const chart& c, const area& a) {
  std::vector<const curve*> named;
  for (const auto& drawn : c.curves)
    if (!drawn.name.empty()) named.push_back(&drawn);
  if (named.empty()) return "";
  bool at_left = true, at_top = true;
  std::size_t least = crowd(c, a, true, true);
  for (const auto& [candidate_left, candidate_top] : {std::pair{false, true}, {true, false}, {false, false}})
    if (const std::size_t here = crowd(c, a, candidate_left, candidate_top); here < least)
      least = here, at_left = candidate_left, at_top = candidate_top;
  const double line_height = 18, column = at_left ? a.left + 12 : a.right - 150;
  double row = at_top ? a.top + 16 : a.bottom - 8 - line_height * static_cast<double>(named.size() - 1);
  std::string all;
  for (const curve* drawn : named) {
    all += fmt::format("<path class=\"c{}{}\" d=\"M{:.1f} {:.1f}h26\"/>", drawn->colour, drawn->faint ? " faint" : "",
                       column, row);
    all += text_at(column + 34, row + 4, "start", html_escaped(drawn->name));
    row += line_height;
  }
  return all;
}

std::string document(double w, double h, const std::string& title, const std::string& description,
                     const std::string& content) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\">\n"
      "<title>{2}</title>\n<desc>{3}</desc>\n{4}<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{5}</svg>\n",
      w, h, html_escaped(title), html_escaped(description), style, content);
}

}  // namespace

std::vector<double> spread_evenly(const axis& a, int count) {
  std::vector<double> all;
  for (int i = 0; i < count; ++i) {
    const double share = i / (count - 1.0);
    all.push_back(a.logarithmic ? a.from * std::pow(a.to / a.from, share) : std::lerp(a.from, a.to, share));
  }
  return all;
}

std::string svg_of(const chart& c) {
  const double w = c.thumbnail ? thumbnail_width : width, h = c.thumbnail ? thumbnail_height : height;
  const area a =
      c.thumbnail ? area{&c.x, &c.y, 4, w - 4, 4, h - 4} : area{&c.x, &c.y, left, w - right, top, h - bottom};
  std::string content = fmt::format(
      "<clipPath id=\"area\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/></clipPath>\n", a.left,
      a.top, a.right - a.left, a.bottom - a.top);
  content += bands(c, a) + axes(c, a) + levels(c, a) + "<g clip-path=\"url(#area)\">\n";
  for (const auto& drawn : c.curves) content += line(drawn, a);
  content += dots(c, a) + "</g>\n" + (c.thumbnail ? "" : legend(c, a) + heading(w, c.title));
  return document(w, h, c.title, c.description, content);
}

std::string svg_of(const bar_chart& c) {
  axis scale{0, 0, c.axis_title, c.logarithmic};
  double least = infinity;
  for (const auto& b : c.bars) {
    scale.to = std::max(scale.to, b.value);
    if (b.value > 0) least = std::min(least, b.value);
  }
  if (c.logarithmic) scale.from = std::pow(10, std::floor(std::log10(least)));
  const double area_height = bar_height * static_cast<double>(c.bars.size()), h = top + area_height + bottom;
  const axis rows{0, 1};
  const area a{&scale, &rows, bar_left, width - bar_right, top, top + area_height};
  std::string content, grid;
  for (const double v : ticks(scale, 8)) {
    grid += fmt::format("M{:.2f} {:.1f}V{:.1f}", a.column(v), a.top, a.bottom);
    content += text_at(a.column(v), a.bottom + 16, "middle", tick_label(scale, v));
  }
  content = fmt::format("<path class=\"grid\" d=\"{}\"/>\n", grid) + content;
  double row = top;
  for (const auto& b : c.bars) {
    const double end = a.column(b.value);
    content += text_at(bar_left - 8, row + 15, "end", html_escaped(b.name));
    content += fmt::format("<rect class=\"c{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\"/>\n",
                           b.colour, bar_left, row + 4, std::max(end - bar_left, 0.5), bar_height - 8);
    content += text_at(end + 6, row + 15, "start", html_escaped(b.label));
    row += bar_height;
  }
  content +=
      text_at((a.left + a.right) / 2, a.bottom + 36, "middle", html_escaped(c.axis_title)) + heading(width, c.title);
  return document(width, h, c.title, c.description, content);
}

std::string image(const std::string& file, const std::string& description) {
  return fmt::format("<img class=\"plot\" src=\"{}\" alt=\"{}\"/>\n\n", file, html_escaped(description));
}

}  // namespace actcheck::docs
