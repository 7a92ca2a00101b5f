"""A headless Chromium, driven over a pipe with the DevTools protocol: nothing but Python's own library is needed."""
import base64
import fcntl
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

OPTIONS = ["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
           "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
           "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio", "--no-proxy-server"]
LIMIT = 30  # seconds for one answer


class BrowserError(Exception):
    pass


class Browser:
    """One browser with one tab. Everything that the tab reports is kept in `events` until `take_events`."""

    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="actcheck-chromium-")
        # Chromium reads commands from descriptor 3 and writes to 4. High numbers first: ours could be 3 or 4 themselves.
        theirs_in, self.write_end = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in os.pipe())
        self.read_end, theirs_out = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in os.pipe())
        # Its sandbox does not start for root; only our own pages are opened.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [program, *OPTIONS, *sandbox, f"--user-data-dir={self.profile}", "about:blank"]
        shell = 'in=$1 out=$2; shift 2; eval "exec \\"\\$@\\" 3<&$in 4>&$out"'
        self.process = subprocess.Popen(["bash", "-c", shell, "bash", str(theirs_in), str(theirs_out), *command],
                                        pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.buffer, self.events, self.last_id, self.session = b"", [], 0, None
        self.size = self.scheme = None
        self.open_tab()

    def open_tab(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(timeout=5)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.write_end)
        os.close(self.read_end)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **parameters):
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        answer = self.wait_for(lambda m: m.get("id") == self.last_id, method)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def wait_for(self, is_wanted, what):
        end = time.monotonic() + LIMIT
        while True:
            message = self.next_message(end - time.monotonic())
            if message is None:
                raise BrowserError(f"no answer to {what} within {LIMIT} s")
            if "method" in message:
                self.events.append(message)
            if is_wanted(message):
                return message

    def next_message(self, seconds):
        while b"\0" not in self.buffer:
            if not select.select([self.read_end], [], [], max(0, seconds))[0]:
                return None
            part = os.read(self.read_end, 1 << 16)
            if not part:
                raise BrowserError("the browser ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def take_events(self):
        taken, self.events = self.events, []
        return taken

    # The page.

    def open(self, url):
        before = len(self.events)
        self.call("Page.navigate", url=url)
        if not any(e["method"] == "Page.loadEventFired" for e in self.events[before:]):
            self.wait_for(lambda m: m.get("method") == "Page.loadEventFired", f"opening {url}")

    def evaluate(self, expression, context=None):
        where = {"contextId": context} if context else {}
        done = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, **where)
        if "exceptionDetails" in done:
            details = done["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return done["result"].get("value")

    def set_width(self, width, height=1000):
        if self.size != (width, height):
            self.size = (width, height)
            self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def set_scheme(self, scheme):
        if self.scheme != scheme:
            self.scheme = scheme
            self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def type_text(self, text):
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def save_screenshot(self, file):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        pathlib.Path(file).write_bytes(base64.b64decode(data))
