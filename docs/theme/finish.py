#!/usr/bin/env python3
"""Mends what Doxygen 1.9 writes and no option changes: finish.py HTML_FOLDER

A page's title becomes its only h1 (Doxygen writes a div, and h1 for each section below it), and links to lists of nested
classes that are all private, which lead nowhere, are removed. docs/tests checks what comes out.
"""
import pathlib
import re
import sys

TITLE = re.compile(r'<div class="title">(.*?)</div>', re.DOTALL)
# Only sections of pages are headings without a class.
SECTION = re.compile(r"<h([1-5])>(.*?)</h\1>", re.DOTALL)
CONTENTS = re.compile(r'<div class="toc"><h[34]>(.*?)</h[34]>')


def finish(text):
    if "<h1>" in text:
        text = SECTION.sub(lambda found: f"<h{int(found[1]) + 1}>{found[2]}</h{int(found[1]) + 1}>", text)
    text = TITLE.sub(r'<h1 class="title">\1</h1>', text)
    # The theme knows the heading of a page's contents as h3.
    text = CONTENTS.sub(r'<div class="toc"><h3 aria-level="2">\1</h3>', text)
    if 'id="nested-classes"' not in text and 'name="nested-classes"' not in text:
        text = re.sub(r'<a href="#nested-classes">[^<]*</a> &#124;\s*', "", text)
    # A switch of the tree that nobody needs, whose picture has no alternative text.
    text = text.replace('<div id="nav-sync" class="sync"></div>', "")
    # An attribute that Doxygen adds although it is there.
    return re.sub(r'(<img [^>]*class="plot"[^>]*?) class="inline"', r"\1", text)


def main(folder):
    for file in sorted(pathlib.Path(folder).glob("*.html")):
        text = file.read_text(encoding="utf-8")
        file.write_text(finish(text), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: finish.py HTML_FOLDER")
    main(sys.argv[1])
