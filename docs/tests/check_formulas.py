#!/usr/bin/env python3
"""Sets every formula of the site with the site's own KaTeX, strictly: check_formulas.py HTML_FOLDER NODE

In the browser a formula that KaTeX does not understand shows up red; here it fails the build.
"""
import html
import json
import pathlib
import re
import subprocess
import sys

PROGRAM = """
const katex = require(process.argv[1]);
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
let failed = 0;
for (const f of formulas) {
  try { katex.renderToString(f.tex, { displayMode: f.display, throwOnError: true, strict: "error" }); }
  catch (problem) { failed += 1; console.log(`${f.page}: ${problem.message}`); }
}
console.log(`${formulas.length} formulas: ${failed} problems`);
process.exit(failed || formulas.length === 0 ? 1 : 0);
"""


def formulas_of(file):
    text = file.read_text(encoding="utf-8")
    for display, pattern in ((True, r"\\\[(.*?)\\\]"), (False, r"\\\((.*?)\\\)")):
        for tex in re.findall(pattern, text, re.DOTALL):
            yield {"page": file.name, "tex": html.unescape(tex), "display": display}


def main(folder, node):
    folder = pathlib.Path(folder).resolve()
    formulas = [f for file in sorted(folder.glob("*.html")) for f in formulas_of(file)]
    katex = str(folder / "katex" / "katex.min.js")
    return subprocess.run([node, "-e", PROGRAM, katex], input=json.dumps(formulas), text=True, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: check_formulas.py HTML_FOLDER NODE")
    sys.exit(main(sys.argv[1], sys.argv[2]))
