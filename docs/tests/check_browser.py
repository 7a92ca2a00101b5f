#!/usr/bin/env python3
"""Opens every page of the finished site in a real browser: check_browser.py [OPTION...] HTML_FOLDER

Each page is looked at on a phone and on a desktop, in light and in dark. There must be no error in the console, no request that
fails or leaves the site, no picture that is missing or has no alternative text, no formula that is not set, nothing wider than
the page, no text upon another, none too pale to read, one title, and headings in order. The search must find something.
"""
import argparse
import concurrent.futures
import pathlib
import queue
import sys
import time

import browser

WIDTHS, SCHEMES = (380, 1280), ("light", "dark")
HEIGHT = 20000  # of a window that shows a page whole: what lies below its edge is not looked at
PATIENCE = 10  # seconds, with what comes within a frame on a machine that has nothing else to do
CHECKS = (pathlib.Path(__file__).parent / "page_checks.js").read_text(encoding="utf-8")


def problems_of_events(events):
    """What the browser itself complained of."""
    urls = {}
    for event in events:
        method, p = event["method"], event["params"]
        if method == "Network.requestWillBeSent":
            urls[p["requestId"]] = url = p["request"]["url"]
            if not url.startswith(("file:", "data:", "about:", "blob:")):
                yield f"asks for {url}, which is not on this site"
        elif method == "Network.loadingFailed" and not p.get("canceled"):
            yield f"cannot load {urls.get(p['requestId'], '?').rpartition('/')[2]} ({p['errorText']})"
        elif method == "Runtime.exceptionThrown":
            details = p["exceptionDetails"]
            yield f"throws: {details.get('exception', {}).get('description', details['text']).splitlines()[0]}"
        elif method == "Runtime.consoleAPICalled" and p["type"] in ("error", "assert", "warning"):
            yield f"the console says: {' '.join(str(a.get('value', a.get('description'))) for a in p['args'])}"
        elif method == "Log.entryAdded" and p["entry"]["level"] == "error":
            yield f"the log says: {p['entry']['text']}"


def check_page(tab, file, report):
    tab.take_events()
    tab.open(file.as_uri())
    tab.evaluate(CHECKS)
    report(file, "", tab.evaluate("actcheckPage.content()"))
    # From what the tab has to the other scheme and width: each change takes time.
    for scheme in sorted(SCHEMES, key=lambda one: one != tab.scheme):
        tab.set_scheme(scheme)
        if tab.evaluate(settled(scheme)) != scheme:
            report(file, scheme, ["the page does not follow the system's scheme"])
        report(file, scheme, tab.evaluate("actcheckPage.colours()"))
        for width in sorted(WIDTHS, key=lambda one: (one, HEIGHT) != tab.size):
            tab.set_width(width, HEIGHT)
            report(file, f"{width} px, {scheme}", tab.evaluate("actcheckPage.layout()"))
    report(file, "", problems_of_events(tab.take_events()))


def settled(scheme):
    """The theme hears of a new scheme with the next frame."""
    return f"""new Promise((done) => {{
      const end = performance.now() + {PATIENCE} * 1000;
      const look = () => actcheckPage.scheme() === "{scheme}" || performance.now() > end
        ? done(actcheckPage.scheme()) : setTimeout(look, 2);
      look();
    }})"""


def check_search(tab, file, word):
    """Types a word as a reader does. Doxygen shows what it finds in a frame of its own."""
    tab.take_events()
    tab.open(file.as_uri())
    tab.evaluate("document.getElementById('MSearchField').focus()")
    tab.type_text(word)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for context in contexts(tab.events):
            try:
                found = tab.evaluate("[...document.querySelectorAll('.SRResult')].filter((e) => e.checkVisibility())"
                                     ".map((e) => e.innerText).join(' ')", context)
            except browser.BrowserError:  # the frame has been replaced meanwhile
                continue
            if word in (found or "").lower():
                return list(problems_of_events(tab.take_events()))
        time.sleep(0.05)
        tab.evaluate("0")
    return [f"the search for '{word}' shows nothing", *problems_of_events(tab.take_events())]


def check_toggle(tab, file):
    """Presses Enter on the button for light and dark, as a reader without a mouse does."""
    tab.take_events()
    tab.open(file.as_uri())
    scheme = "document.documentElement.classList.contains('dark-mode')"
    changed = tab.evaluate(f"""new Promise((done) => {{
      const end = performance.now() + {PATIENCE} * 1000, before = {scheme};
      const look = () => {{
        const button = document.querySelector("doxygen-awesome-dark-mode-toggle[tabindex]");
        if (button) button.dispatchEvent(new KeyboardEvent("keydown", {{ key: "Enter" }}));
        button || performance.now() > end ? done({scheme} !== before) : setTimeout(look, 20);
      }};
      look();
    }})""")
    return [] if changed else ["the button for light and dark does nothing"]


def contexts(events):
    alive = []
    for event in events:
        if event["method"] == "Runtime.executionContextCreated":
            alive.append(event["params"]["context"]["id"])
        elif event["method"] == "Runtime.executionContextDestroyed" and event["params"]["executionContextId"] in alive:
            alive.remove(event["params"]["executionContextId"])
    return alive


class Report:
    """The problems of all pages. One that is the same in several states of a page is told once."""

    def __init__(self):
        self.lines = []
        self.told = set()

    def __call__(self, file, state, problems):
        for problem in problems:
            if (file, problem) not in self.told:
                self.told.add((file, problem))
                self.lines.append(f"{file.name}{f' ({state})' if state else ''}: {problem}")


def check_site(program, files, workers, live=None):
    """Divides the pages among browsers, one for each worker, and returns the problems. On the page `live` the search and the
    button for light and dark are tried too."""
    report, waiting = Report(), queue.SimpleQueue()
    for file in files:
        waiting.put(file)

    def work():
        tab = browser.Browser(program)
        try:
            while True:
                try:
                    file = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    check_page(tab, file, report)
                except browser.BrowserError as problem:
                    report(file, "", [str(problem)])
        finally:
            tab.close()

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work) for _ in range(workers)]:
            done.result()
    if live:
        tab = browser.Browser(program)
        try:
            report(live, "", check_search(tab, live, "gelu"))
            report(live, "", check_toggle(tab, live))
        finally:
            tab.close()
    return report.lines


def save_screenshots(program, files, folder):
    folder.mkdir(parents=True, exist_ok=True)
    tab = browser.Browser(program)
    for file in files:
        tab.open(file.as_uri())
        for width in WIDTHS:
            tab.set_width(width, 1600)
            for scheme in SCHEMES:
                tab.set_scheme(scheme)
                time.sleep(0.4)  # pictures are drawn again in the new scheme
                tab.save_screenshot(folder / f"{file.stem}-{width}-{scheme}.png")
    tab.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--browser", default="chromium", help="the program (default: chromium)")
    parser.add_argument("--workers", type=int, default=2, help="browsers at once (default: 2)")
    parser.add_argument("--page", action="append", help="only this page; may be given several times")
    parser.add_argument("--screenshots", type=pathlib.Path, help="save pictures of the pages in this folder, check nothing")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    files = sorted(folder.glob("*.html")) if not chosen.page else [folder / page for page in chosen.page]
    if not files:
        parser.error(f"there is no page in {folder}")
    if chosen.screenshots:
        save_screenshots(chosen.browser, files, chosen.screenshots)
        return 0
    begin = time.monotonic()
    problems = check_site(chosen.browser, files, chosen.workers, files[0])
    print("\n".join(sorted(problems)))
    print(f"{len(files)} pages x {len(WIDTHS)} widths x {len(SCHEMES)} schemes: {len(problems)} problems "
          f"({time.monotonic() - begin:.0f} s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
