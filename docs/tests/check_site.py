#!/usr/bin/env python3
"""Checks the finished documentation site: check_site.py HTML_FOLDER

Every activation's page has the ten headings of the checklist in order and a plot; no page shows TeX or Doxygen commands that
were not understood; every link inside the site leads to a file, and to a place in it, that exists; nothing is loaded from
elsewhere; every plot has its own background.
"""
import html.parser
import pathlib
import re
import sys
import urllib.parse

HEADINGS = ["Mathematical Definition", "Code Definition", "Range", "Derivative", "Smoothness", "Monotonicity",
            "Computational Efficiency", "Common Use Cases", "Advantages / Disadvantages",
            "Implementation in a Model vs Others"]
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What is not shown as text, or is code, where a dollar sign may stand.
NOT_PROSE = {"script", "style", "code", "pre", "title"}
FORMULAS = [("\\(", "\\)"), ("\\[", "\\]")]


class Page(html.parser.HTMLParser):
    def __init__(self, file):
        super().__init__(convert_charrefs=True)
        self.open, self.headings, self.links, self.loaded = [], [], [], []
        self.places, self.prose = set(), []
        self.in_fragment = 0
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag not in VOID:
            self.open.append((tag, values.get("class") or ""))
        self.places.update(values[key] for key in ("id", "name") if values.get(key))
        if tag == "h2":
            self.headings.append("")
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        for key in ("src", "data") + (("href",) if tag == "link" else ()):
            if values.get(key):
                self.loaded.append(values[key])

    def handle_endtag(self, tag):
        while self.open and tag in [name for name, _ in self.open]:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, text):
        if any(name == "h2" for name, _ in self.open):
            self.headings[-1] += text
        is_code = any(name in NOT_PROSE or kind.startswith(("fragment", "line")) for name, kind in self.open)
        if not is_code:
            self.prose.append(text)


def without_formulas(text):
    for begin, end in FORMULAS:
        parts = text.split(begin)
        text = parts[0] + "".join(part.split(end, 1)[-1] for part in parts[1:])
    return text


def problems_of_prose(page):
    prose = without_formulas("".join(page.prose))
    for what in ("\\f", "$", "\\ref", "\\subpage", "@ref", "\\htmlonly", "\\frac", "\\begin", "\\ilinebr"):
        if what in prose:
            at = prose.index(what)
            yield f"shows '{what}' in: ...{' '.join(prose[max(0, at - 40):at + 40].split())}..."


def problems_of_links(page, file, pages):
    for link in page.links + page.loaded:
        if link.startswith("javascript:"):
            continue
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or parts.netloc:
            if link in page.loaded:
                yield f"loads {link} from elsewhere"
            continue
        target = file if not parts.path else (file.parent / urllib.parse.unquote(parts.path)).resolve()
        if not target.is_file():
            yield f"links to {link}, which does not exist"
        elif parts.fragment and target in pages and urllib.parse.unquote(parts.fragment) not in pages[target].places:
            yield f"links to {link}: the file has no such place"


def problems_of_activation(page, file):
    if [heading.strip() for heading in page.headings] != HEADINGS:
        yield f"has the headings {page.headings}, expected {HEADINGS}"
    if f"plot_{file.stem.removeprefix('activation_')}.svg" not in page.loaded:
        yield "has no plot"


def has_own_paper(plot):
    """A browser may show a plot in the scheme of the system while the page is in the other one: it must be readable on both."""
    size = re.search(r'<svg [^>]*viewBox="0 0 ([0-9.]+) ([0-9.]+)"', plot)
    return size is not None and f'<rect class="paper" width="{size[1]}" height="{size[2]}"' in plot


def main(folder):
    folder = pathlib.Path(folder).resolve()
    pages = {file: Page(file) for file in sorted(folder.glob("*.html"))}
    activations = [file for file in pages if file.name.startswith("activation_") and (folder / f"plot_{file.stem[11:]}.svg").exists()]
    plots = list(folder.glob("plot_*.svg"))
    problems = []
    if not activations or len(activations) != len(plots):
        problems.append(f"{folder}: {len(activations)} pages of activations, {len(plots)} plots")
    shown = {folder / name for page in pages.values() for name in page.loaded if name.endswith(".svg") and "/" not in name}
    problems += [f"{plot.name} has no paper of its own" for plot in sorted(shown)
                 if plot.is_file() and not has_own_paper(plot.read_text(encoding="utf-8"))]
    for file, page in pages.items():
        found = list(problems_of_prose(page)) + list(problems_of_links(page, file, pages))
        if file in activations:
            found += problems_of_activation(page, file)
        problems += [f"{file.name} {problem}" for problem in found]
    print("\n".join(problems))
    print(f"{len(pages)} pages, {len(activations)} of activations, {sum(len(p.links) for p in pages.values())} links: "
          f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check_site.py HTML_FOLDER")
    sys.exit(main(sys.argv[1]))
