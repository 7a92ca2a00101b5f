// Small pictures of all activations on the same axes.
#include <fmt/format.h>

#include "actcheck/catalogue.hpp"
#include "page.hpp"
#include "plot.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

std::string thumbnail(const activation& a) {
  return fmt::format("<a class=\"thumbnail\" href=\"{}.html\"><img src=\"{}\" alt=\"{}\"/> {}</a>\n", page_label(a),
                     thumbnail_file(a), html_escaped(thumbnail_description(a)), markdown(a.text.title));
}

}  // namespace

std::string gallery_page() {
  std::string page =
      "# Gallery {#gallery}\n\nEvery activation at its default parameters, on the same axes: x from \u22124 to 4, y from \u22122 to 3. Of an "
      "activation of two inputs its gate is shown, of one of rows an element of the row [x, 0].\n\n";
  for (const auto kind : {activation_kind::elementwise, activation_kind::gated, activation_kind::row_wise}) {
    page += fmt::format("## {} {{#gallery_{}}}\n\n",
                        kind == activation_kind::elementwise ? "Of one number"
                        : kind == activation_kind::gated     ? "Of two numbers"
                                                             : "Of rows",
                        kind == activation_kind::row_wise ? "rows" : name(kind));
    page += html_block("<div class=\"gallery\">");  // the pictures are Doxygen's to see: it copies those that it sees
    for (const auto* a : catalogue(kind)) page += thumbnail(*a);
    page += "\n" + html_block("</div>");
  }
  return page;
}

}  // namespace actcheck::docs
