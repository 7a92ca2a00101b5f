#include "error_maps.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "json_input.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr const char* schema = "actcheck.error_maps/1";
constexpr std::size_t bins = 512, exponents = 256;
constexpr int bias = 127;

error_map read_map(const json& m, const std::string& where) {
  error_map map{required<std::string>(m, "subject", where),
                required<std::string>(m, "version", where),
                required<std::string>(m, "activation", where),
                required<std::uint64_t>(m, "every", where),
                {}};
  for (const auto& entry : required<std::vector<json>>(m, "worst", where)) {
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_number_unsigned() || entry[0].get<std::size_t>() >= bins)
      throw std::runtime_error(where + " has a bin that is none");
    map.worst[entry[0].get<std::size_t>()] =
        entry[1].is_number() ? entry[1].get<double>() : std::numeric_limits<double>::infinity();
  }
  return map;
}

/// The negative numbers to the left, the largest first, then the positive ones.
double place_of(std::size_t bin) {
  const auto exponent = static_cast<double>(bin % exponents);
  return bin < exponents ? exponent + 1 : -exponent - 1;
}

axis line_of_numbers() {
  axis x{-static_cast<double>(exponents), static_cast<double>(exponents), "x, every power of two alike"};
  using power = std::pair<int, std::string>;
  for (const auto& [exponent, text] : {power{-60, "2\u207b\u2076\u2070"}, power{0, "1"}, power{60, "2\u2076\u2070"},
                                       power{120, "2\u00b9\u00b2\u2070"}}) {
    x.labels.emplace_back(bias + exponent + 1, text);
    x.labels.emplace_back(-(bias + exponent + 1), "\u2212" + text);
  }
  x.labels.emplace_back(0, "0");
  return x;
}

curve line_of(const error_map& map, std::size_t colour, double not_a_number) {
  curve drawn{library_name(map.library), colour, {{}}};
  for (std::size_t i = 0; i < bins; ++i) {
    const std::size_t bin = i < exponents ? bins - 1 - i : i - exponents;  // from the left to the right
    if (bin % exponents == exponents - 1) continue;                        // infinities and NaN
    drawn.pieces.front().push_back({place_of(bin), std::isinf(map.worst[bin]) ? not_a_number : map.worst[bin]});
  }
  return drawn;
}

}  // namespace

error_maps read_error_maps(const std::filesystem::path& file) {
  return read_evidence(file, schema, "no error maps", [](const json& content) {
    error_maps maps{
        required<std::string>(content, "machine", "the file"), required<std::string>(content, "date", "the file"), {}};
    for (const auto& m : required<std::vector<json>>(content, "maps", "the file"))
      maps.all.push_back(read_map(m, fmt::format("maps[{}]", maps.all.size())));
    return maps;
  });
}

std::optional<chart> error_chart(const error_maps& maps, const activation& a) {
  constexpr double not_a_number = 1e10;
  chart c{fmt::format("Errors of libraries: {}, f32, forward", a.text.title),
          "",
          line_of_numbers(),
          {0.5, 3e10, "largest distance in f32 steps", true}};
  std::vector<std::string> names;
  std::uint64_t every = 1;
  for (const auto& map : maps.all)
    if (map.activation == a.name) {
      names.push_back(library_name(map.library) + " " + map.version);
      every = std::max(every, map.every);
      c.curves.push_back(line_of(map, c.curves.size() % 6, not_a_number));
    }
  if (names.empty()) return std::nullopt;
  c.levels = {{not_a_number, "NaN"}, {1, "1 step"}};
  c.description = fmt::format(
      "Largest distance between the results of {} and the correctly rounded ones, in numbers of f32, in each power of two of x, "
      "over {} inputs ({}, {}). A line at the bottom: no error.",
      enumeration(names), every == 1 ? "all" : fmt::format("every {}th of the", every), maps.machine, maps.date);
  return c;
}

}  // namespace actcheck::docs
