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
