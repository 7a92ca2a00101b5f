#!/usr/bin/env python3
"""Breaks a page in each way that check_browser.py looks for, and sees that it is found: check_browser_test.py CHROMIUM"""
import pathlib
import sys
import tempfile
import unittest

import check_browser

BROWSER = None
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8"/><meta name="viewport" content="width=device-width"/><title>A page</title>
<style>
html.dark-mode { color-scheme: dark; background: #111; color: #eee; } body { margin: 0; } pre { overflow-x: auto; }
p { margin: 1em 0; } HEAD
</style>
<script>
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow), follow();
</script></head>
<body><h1>Title</h1><input id="MSearchField"/><h2>Section</h2><h3>Subsection</h3><p>Some text, and some <em>more</em>.</p>
<pre>a line of code that is much wider than any telephone, and therefore scrolls in its own box, as it should be</pre>
<img src="picture.svg" alt="A picture"/>
BODY</body></html>
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'
# What breaks a page, and what must be said of it.
FAULTS = {
    "a missing picture": ('<img src="gone.svg" alt="Gone"/>', "gone.svg is not loaded"),
    "a picture without words": ('<img src="picture.svg" alt=""/>', "has no alternative text"),
    "an error in a script": ("<script>nonsense();</script>", "throws: ReferenceError"),
    "an error in the console": ("<script>console.error('it is broken');</script>", "the console says: it is broken"),
    "a missing script": ('<script src="gone.js"></script>', "cannot load gone.js"),
    "something from elsewhere": ('<img src="http://127.0.0.1:9/a.png" alt="Far"/>', "which is not on this site"),
    "raw TeX": (r"<p>\(\frac{1}{2}\)</p>", "raw TeX is shown"),
    "dollars": ("<p>$$x$$</p>", "raw TeX is shown"),
    "a formula that KaTeX refuses": ('<p class="katex-error">\\oops</p>', "KaTeX refuses"),
    "a wide element": ('<div style="width: 500px">wide</div>', "is 500 px wide where there are 380"),
    "a wide element on a desktop": ('<div style="width: 1300px">wide</div>', "(1280 px, "),
    "text upon text": ('<p>One line.</p><p style="position: relative; top: -2.1em">Another, on the first.</p>',
                       "'One line.' and 'Another, on the first.' lie upon each other"),
    "a text that is cut off": ('<div style="overflow: hidden; width: 60px"><span style="white-space: nowrap">'
                               'No one can read the end of this</span></div>', "is cut off"),
    "a pale text": ('<p style="color: #bbb; background: #fff">hardly there</p>', "has a contrast of 1.9 : 1"),
    "a text that is pale in the dark": ('<p style="color: #333">hardly there</p>', "(dark): has a contrast"),
    "two titles": ("<h1>Another</h1>", "2 headings of level 1"),
    "a level left out": ("<h5>Deep</h5>", "level 5 follows one of level 3"),
    "an empty heading": ("<h2></h2>", "an empty heading"),
}


class BrokenPages(unittest.TestCase):
    def setUp(self):
        self.addCleanup(setattr, check_browser, "PATIENCE", check_browser.PATIENCE)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "picture.svg").write_text(PICTURE, encoding="utf-8")

    def write(self, name, text):
        file = self.folder / f"{name.replace(' ', '_')}.html"
        file.write_text(text, encoding="utf-8")
        return file

    def check(self, files, **more):
        return check_browser.check_site(BROWSER, files, 1, **more)

    def test_a_good_page_passes(self):
        self.assertEqual(self.check([self.write("good", PAGE.replace("HEAD", "").replace("BODY", ""))]), [])

    def test_each_fault_is_found(self):
        files = {name: self.write(name, PAGE.replace("HEAD", "").replace("BODY", body)) for name, (body, _) in FAULTS.items()}
        problems = self.check(files.values())
        for name, (_, words) in FAULTS.items():
            with self.subTest(name):
                told = [line for line in problems if line.startswith(files[name].name)]
                self.assertTrue(any(words in line for line in told), told)

    def test_a_fault_of_the_whole_page_is_found(self):
        check_browser.PATIENCE = 0.5
        whole = PAGE.replace("HEAD", "").replace("BODY", "")
        for part, other, words in ((' lang="en"', "", "the language is not said"),
                                   ("<title>A page</title>", "", "there is no title"),
                                   ('name="viewport"', 'name="v"', "a phone is not told"), ("<h1>Title</h1>", "", "0 headings"),
                                   ("dark.matches)", "false)", "does not follow the system's scheme")):
            with self.subTest(words):
                problems = self.check([self.write("whole", whole.replace(part, other))])
                self.assertTrue(any(words in line for line in problems), problems)

    def test_a_dead_search_and_a_dead_button_are_found(self):
        check_browser.PATIENCE = 0.5
        page = PAGE.replace("HEAD", "")
        dead = self.write("dead", page.replace("BODY", ""))
        self.assertEqual([line.partition(": ")[2] for line in self.check([], live=dead)],
                         ["the search for 'gelu' shows nothing", "the button for light and dark does nothing"])
        parts = ("<p class='SRResult'>GELU</p><doxygen-awesome-dark-mode-toggle tabindex='0' "
                 "onkeydown='document.documentElement.classList.toggle(\"dark-mode\")'/>")
        lively = self.write("lively", page.replace("BODY", parts))
        self.assertEqual(self.check([], live=lively), [])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: check_browser_test.py CHROMIUM")
    BROWSER = sys.argv.pop(1)
    unittest.main()
