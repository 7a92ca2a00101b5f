// What each page does when it is there: formulas, and the theme's parts.
document.addEventListener("DOMContentLoaded", () => {
  // Doxygen writes formulas as \( \) and \[ \]; KaTeX sets them in place.
  renderMathInElement(document.body, {
    delimiters: [
      { left: "\\[", right: "\\]", display: true },
      { left: "\\(", right: "\\)", display: false },
    ],
    throwOnError: false,
  });
});

DoxygenAwesomeDarkModeToggle.init();
DoxygenAwesomeFragmentCopyButton.init();
DoxygenAwesomeInteractiveToc.init();

// The theme's button, which appears some time after the page, is a bare element: keyboards and screen readers must be told.
new MutationObserver(() => {
  const button = document.querySelector("doxygen-awesome-dark-mode-toggle");
  if (button === null) return;
  button.setAttribute("role", "button");
  button.setAttribute("tabindex", "0");
  button.setAttribute("aria-label", "Light or dark");
  button.onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") button.click(), event.preventDefault();
  };
}).observe(document.getElementById("search"), { childList: true });

// Tables with many rows are sorted by a click on the head of a column: by numbers where a cell begins with one, else by words.
const fewestRowsToSort = 8;

function sortKey(row, column) {
  const text = (row.cells[column]?.textContent ?? "").trim().replace("\u2212", "-").replace(/,(?=\d{3})/g, "");
  const number = parseFloat(text.replace(/^[<>~[(]+/, "").replace("\u221e", "Infinity"));
  return Number.isNaN(number) ? text.toLowerCase() : number;
}

function compareKeys(one, other) {
  if (typeof one === typeof other) return one < other ? -1 : one > other ? 1 : 0;
  return typeof one === "number" ? -1 : 1; // cells without a number last
}

function sortBy(table, head, column) {
  const descending = head.getAttribute("aria-sort") === "ascending";
  const rows = [...table.rows].filter((row) => !row.querySelector("th"));
  rows.sort((a, b) => compareKeys(sortKey(a, column), sortKey(b, column)) * (descending ? -1 : 1));
  for (const row of rows) row.parentNode.appendChild(row);
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", descending ? "descending" : "ascending");
}

document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.markdownTable")) {
    const heads = [...(table.rows[0]?.querySelectorAll("th") ?? [])];
    if (table.rows.length <= fewestRowsToSort) continue;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.className = "sort";
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sortBy(table, head, column));
      head.append(button);
    });
  }
});
