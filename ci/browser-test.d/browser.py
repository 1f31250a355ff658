"""A headless Chromium, driven over the two pipes of its DevTools protocol. Standard library only."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Browser:
    """One browser process with one page; everything that the page logs or asks for is kept."""

    def __init__(self, program, patience=60):
        self.patience = patience
        self.profile = tempfile.mkdtemp(prefix="browser-test-")
        to_browser, self.writer = os.pipe()
        self.reader, from_browser = os.pipe()

        def keep_pipes():
            # The protocol is spoken on descriptors 3 and 4; first out of the way, then into place.
            high_in, high_out = os.dup(to_browser), os.dup(from_browser)
            for source, place in ((high_in, 3), (high_out, 4)):
                os.dup2(source, place, inheritable=True)

        arguments = [
            program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--hide-scrollbars", "--force-color-profile=srgb",
            f"--user-data-dir={self.profile}", "about:blank",
        ]
        self.process = subprocess.Popen(
            arguments, preexec_fn=keep_pipes, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.number = 0
        self.session = None
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self):
        try:
            os.close(self.writer)
            self.process.wait(timeout=self.patience)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.reader)
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def call(self, method, **parameters):
        """Calls a method of the protocol and waits for its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.writer, data):]
        deadline = time.monotonic() + self.patience
        while True:
            answer = self._message(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def _message(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.reader], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self.reader, 1 << 20) if ready else b""
            if not piece:
                raise TimeoutError("the browser does not answer")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def wait_for_event(self, method):
        deadline = time.monotonic() + self.patience
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._message(deadline))

    def open(self, url):
        """Opens an address and returns when it is loaded; what happened before is forgotten."""
        # A page that differs in its fragment alone would not be loaded again.
        self.call("Page.navigate", url="about:blank")
        self.evaluate("1")
        self.events.clear()
        self.call("Page.navigate", url=url)
        self.wait_for_event("Page.loadEventFired")

    def evaluate(self, expression):
        """The value of an expression, promises waited for."""
        result = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def settle(self):
        """Waits until the page has drawn what it was told."""
        self.evaluate(
            "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(1), 0)))")

    def press(self, key, text=None):
        """Presses a key as a person would."""
        codes = {
            "Enter": 13, "Escape": 27, "Tab": 9, "ArrowRight": 39, "ArrowDown": 40, "ArrowLeft": 37,
            "ArrowUp": 38, "Home": 36, "End": 35,
        }
        text = "\r" if key == "Enter" else text
        event = {"key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
        if text:
            event["text"] = text
        self.call("Input.dispatchKeyEvent", type="keyDown", **event)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)
        self.settle()

    def look(self, width, height=900, dark=False, media=""):
        """Sets the window's size and what the system is said to prefer."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.settle()

    def screenshot(self, path, whole=True):
        """Writes a picture of the page, or of the window alone."""
        import base64

        picture = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def complaints(self):
        """Everything that went wrong in the page: errors, exceptions, violations of its policy."""
        self.settle()
        found = []
        for event in self.events:
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                found.append(json.dumps(parameters["exceptionDetails"])[:500])
            elif method == "Runtime.consoleAPICalled":
                found.append(json.dumps(parameters.get("args"))[:500])
            elif method == "Log.entryAdded":
                found.append(parameters["entry"]["text"])
        return found

    def requests(self):
        """The addresses that the page asked for."""
        return [
            event["params"]["request"]["url"] for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]
