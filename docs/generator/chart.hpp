/// \file
/// Charts as stand-alone SVG documents: axes, curves, marks, bars and a legend, with a title and a text alternative. They follow
/// the reader's light or dark scheme.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace actcheck::docs {

struct axis {
  double from, to;
  std::string title{};
  bool logarithmic = false;                              ///< `from` and `to` are above 0
  std::vector<std::pair<double, std::string>> labels{};  ///< instead of numbers that are chosen for the span
};

struct point {
  double x, y;
};

/// Colours are classes of the style sheet: 0 to 5, told apart also by their dashes.
struct curve {
  std::string name;  ///< in the legend; "" for none
  std::size_t colour = 0;
  std::vector<std::vector<point>> pieces;  ///< a line through each
  bool faint = false;
};

struct mark {
  point at;
  std::size_t colour;
  bool open;
  std::string meaning;  ///< what a pointer that rests on it shows
};

/// A part of the x axis, shaded from top to bottom.
struct band {
  double from, to;
  std::string meaning;
};

/// A horizontal line with a name at its right end.
struct level {
  double y;
  std::string name;
};

struct chart {
  std::string title, description;  ///< the description is the text alternative
  axis x, y;
  std::vector<band> bands{};
  std::vector<level> levels{};
  std::vector<curve> curves{};
  std::vector<mark> marks{};
  bool thumbnail = false;  ///< a small picture without labels and legend
};
std::string svg_of(const chart&);

struct bar {
  std::string name;
  double value;
  std::string label;  ///< what stands at its end
  std::size_t colour = 0;
};
/// Horizontal bars, one below the other, from 0 or, on a logarithmic axis, from its beginning.
struct bar_chart {
  std::string title, description, axis_title;
  std::vector<bar> bars;
  bool logarithmic = false;
};
std::string svg_of(const bar_chart&);

/// `count` numbers from `from` to `to`, evenly, or by equal factors.
std::vector<double> spread_evenly(const axis&, int count);

/// An image on a page, with its text alternative.
std::string image(const std::string& file, const std::string& description);

}  // namespace actcheck::docs
