"""Opens reports in a headless browser and checks what readers meet. Standard library only.

Usage: test_report.py FOLDER --trials N --seconds S [--screenshots FOLDER]
"""

import argparse
import os
import shutil
import time
import traceback

from browser import Browser

TESTS = []
ATTACKS = [
    "<script>document.title", "onerror=", "javascript:document", "\\u{1B}[31mred", "\\u{202E}gnihton",
]


def claim(text):
    """Registers a test under the claim that it checks."""
    def register(test):
        TESTS.append((text, test))
        return test
    return register


class Reports:
    """The browser and the reports."""

    def __init__(self, browser, arguments):
        self.browser = browser
        self.arguments = arguments

    def open(self, name, fragment=""):
        self.browser.open(f"file://{os.path.abspath(self.arguments.folder)}/{name}.html{fragment}")
        self.browser.settle()

    def text(self, selector):
        return self.browser.evaluate(f"document.querySelector({selector!r})?.innerText ?? ''")

    def focus(self):
        return self.browser.evaluate("document.activeElement?.innerText ?? ''")

    def is_quiet(self):
        complaints = self.browser.complaints()
        assert not complaints, complaints
        asked = [url for url in self.browser.requests() if not url.startswith(("file:", "data:"))]
        assert not asked, f"asked for {asked}"


@claim("A report opens without a complaint and without a request, light and dark, wide and narrow")
def opens_quietly(reports):
    for name in ("shipped", "ladders", "compared", "lab", "hostile"):
        for width, dark in ((1280, False), (1280, True), (390, False), (390, True)):
            reports.browser.look(width, dark=dark)
            reports.open(name)
            reports.is_quiet()
            assert len(reports.browser.requests()) == 1, reports.browser.requests()
            over = reports.browser.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{name} is {over} pixels too wide at {width}"
            shades = reports.browser.evaluate(
                "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
            assert (max(shades[:3]) < 100) == dark, shades


@claim("Every section draws something")
def draws(reports):
    reports.browser.look(1280)
    reports.open("compared")
    for section in ("overview", "scores", "costs", "ladders", "outcomes", "comparison"):
        size = reports.browser.evaluate(f"document.getElementById('{section}-body').offsetHeight")
        assert size > 50, f"{section} is {size} pixels high"
    assert "All trials equal the baseline" in reports.text("#comparison")
    bad = reports.browser.evaluate(
        "[...document.querySelectorAll('svg *')].filter(node => [...node.attributes]"
        ".some(({ value }) => /NaN|undefined|Infinity/.test(value))).length")
    assert bad == 0, f"{bad} marks have no place"
    nameless = reports.browser.evaluate(
        "[...document.querySelectorAll('button, a, select, input, [role=img]')].filter(node =>"
        " !(node.getAttribute('aria-label') || node.innerText || node.labels?.length)).length")
    assert nameless == 0, f"{nameless} controls have no name"


@claim("What is drawn says the same numbers, to the digit, as the tables")
def agrees(reports):
    reports.browser.look(1280)
    reports.open("shipped")
    rows = """(selector => Object.fromEntries([...document.querySelectorAll(selector + ' tbody tr')]
        .map(row => [row.querySelector('th').textContent,
            [...row.querySelectorAll('td.n:not(.dim)')].map(cell => cell.textContent)])))"""
    drawn = reports.browser.evaluate(f"{rows}('#overview')")
    table = reports.browser.evaluate(
        "[...document.querySelectorAll('#numbers table')].findIndex(table =>"
        " table.caption.textContent === 'Average Normalized Score by method and model')")
    reports.browser.evaluate(
        f"document.querySelectorAll('#numbers table')[{table}].id = 'the-table'")
    printed = reports.browser.evaluate(f"{rows}('#the-table')")
    assert len(drawn) > 5 and drawn.keys() == printed.keys(), (drawn, printed)
    for method, numbers in drawn.items():
        # What was not measured is a dash of its own in the drawing, marked or not where it rests on holes.
        want = [
            number.replace("-", "–") if number in ("-", "-*") else number for number in printed[method]]
        assert numbers == want, (method, numbers, want)


@claim("A hostile answer is shown as text, and a line of five million characters too")
def shows_text(reports):
    reports.browser.look(1280)
    reports.open("hostile")
    rows = reports.browser.evaluate("location.hash = '#cell/hostile/only-question/navigate'")
    reports.browser.settle()
    links = reports.browser.evaluate(
        "[...document.querySelectorAll('#panel tbody a')].map(link => link.hash)")
    assert len(links) == 6, (rows, links)
    badges = reports.browser.evaluate(
        "[...document.querySelectorAll('#panel tbody .badge')].map(badge => badge.innerText.trim())")
    assert all(badges) and not any("undefined" in badge for badge in badges), badges
    shown = ""
    for link in links:
        reports.browser.evaluate(f"location.hash = {link!r}")
        reports.browser.settle()
        shown += reports.text("#panel")
    for attack in ATTACKS:
        assert attack in shown, f"{attack} is not shown"
    elements = reports.browser.evaluate(
        "document.querySelectorAll('#panel script, #panel img, #panel a[href^=\"javascript\"]').length")
    assert elements == 0
    assert reports.browser.evaluate("document.title").endswith("Steerbench")
    left = "[...document.querySelectorAll('#panel pre button')]"
    assert reports.browser.evaluate(f"{left}.length") == 1
    before = reports.browser.evaluate("document.querySelector('#panel').textContent.length")
    reports.browser.evaluate(f"{left}[0].click()")
    after = reports.browser.evaluate("document.querySelector('#panel').textContent.length")
    assert after > before + 100_000, (before, after)
    reports.is_quiet()


@claim("The keyboard leads from a cell to its trials, to a transcript, and back")
def keyboard(reports):
    browser = reports.browser
    browser.look(1280)
    reports.open("shipped")
    browser.evaluate("document.querySelector('#scores [tabindex=\"0\"]').focus()")
    first = browser.evaluate("document.activeElement.ariaLabel")
    browser.press("ArrowRight")
    browser.press("ArrowDown")
    second = browser.evaluate("document.activeElement.ariaLabel")
    assert first and second and first != second, (first, second)
    browser.press("Enter")
    assert browser.evaluate("document.getElementById('panel').open")
    assert reports.text("#panel-title") in second.replace(", ", ": "), second
    for _ in range(30):
        browser.press("Tab")
        if browser.evaluate("document.activeElement.matches('#panel tbody a')"):
            break
    question = reports.focus()
    assert question, "no trial can be reached"
    browser.press("Enter")
    assert reports.text("#panel-title") == question
    body = reports.text("#panel")
    assert "Extraction and grade" in body and "Call 1" in body and "assistant" in body
    browser.evaluate("history.back()")
    browser.settle()
    assert reports.text("#panel-title") != question
    browser.press("Escape")
    assert not browser.evaluate("document.getElementById('panel').open")
    assert browser.evaluate("document.activeElement.ariaLabel") == second, "the focus is lost"
    reports.is_quiet()


@claim("The lab's figures stand in the page: dark on light in both themes, at a size that can be read")
def lab(reports):
    browser = reports.browser
    for width, dark in ((1280, False), (1280, True), (390, True)):
        browser.look(width, dark=dark)
        reports.open("lab")
        assert "Lab" in reports.text(".bar nav")
        figures = browser.evaluate("document.querySelectorAll('figure.print svg').length")
        assert figures >= 6, f"{figures} figures"
        small = browser.evaluate(
            "[...document.querySelectorAll('figure.print svg text')].filter(text =>"
            " text.getBoundingClientRect().height < 7).length")
        assert small == 0, f"{small} words are too small at {width}"
        colours = browser.evaluate(
            "[...new Set([...document.querySelectorAll('figure.print svg text')].map(text =>"
            " getComputedStyle(text).fill))]")
        assert "rgb(0, 0, 0)" in colours, colours
        cut = browser.evaluate(
            "[...document.querySelectorAll('figure.print svg')].filter(svg =>"
            " [...svg.querySelectorAll('text')].some(text => text.getBoundingClientRect().right >"
            " svg.getBoundingClientRect().right + 2)).length")
        assert cut == 0, f"words of {cut} figures are cut at {width}"
    reports.is_quiet()
    browser.look(1280)


@claim("A large report opens in time, and its trials are turned page by page")
def large(reports):
    browser, arguments = reports.browser, reports.arguments
    browser.look(1280)
    times = []
    for _ in range(5):
        start = time.monotonic()
        reports.open("large")
        times.append(time.monotonic() - start)
    print(f"  {arguments.trials} trials opened in {min(times):.2f} s at best, {max(times):.2f} s at worst,"
          f" {os.path.getsize(os.path.join(arguments.folder, 'large.html')) / 1e6:.1f} MB")
    assert min(times) < arguments.seconds, times
    browser.evaluate("document.getElementById('trials').scrollIntoView()")
    browser.settle()
    browser.settle()
    rows = browser.evaluate("document.querySelectorAll('#trials tbody tr').length")
    assert rows == 50, f"{rows} rows"
    before = reports.text("#trials tbody a")
    browser.evaluate("document.querySelector('#trials [data-turn=last]').click()")
    after = reports.text("#trials tbody a")
    assert before and after and before != after
    elements = browser.evaluate("document.querySelectorAll('*').length")
    assert elements < 20_000, f"{elements} elements"
    reports.is_quiet()


@claim("A report prints on paper: light, without controls")
def prints(reports):
    reports.browser.look(1280, dark=True, media="print")
    reports.open("shipped")
    assert reports.browser.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "none"
    shades = reports.browser.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert min(shades[:3]) > 200, shades
    assert len(reports.browser.call("Page.printToPDF")["data"]) > 10_000
    reports.browser.look(1280)


@claim("What is folded is open on paper, and folded again afterwards")
def unfolds(reports):
    reports.open("shipped")
    folded = "document.querySelectorAll('main details:not([open])').length"
    before = reports.browser.evaluate(folded)
    reports.browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert reports.browser.evaluate(folded) == 0
    reports.browser.evaluate("dispatchEvent(new Event('afterprint'))")
    assert reports.browser.evaluate(folded) == before


@claim("An address with a trial in it opens that trial")
def deep_links(reports):
    reports.open("shipped")
    reports.browser.evaluate("document.getElementById('trials').scrollIntoView()")
    reports.browser.settle()
    reports.browser.settle()
    reports.browser.evaluate("document.querySelector('#trials tbody a').click()")
    reports.browser.settle()
    fragment = reports.browser.evaluate("location.hash")
    assert fragment.startswith("#trial/"), fragment
    shown = reports.text("dialog[open]")
    reports.open("shipped", fragment)
    assert reports.text("dialog[open]") == shown and shown
    reports.is_quiet()


@claim("On a phone nothing is cut: no drawing reaches beyond the window")
def phone(reports):
    reports.browser.look(390)
    for name in ("shipped", "ladders", "compared", "lab", "watch"):
        reports.open(name)
        cut = reports.browser.evaluate(
            "[...document.querySelectorAll('svg')].filter(svg => !svg.closest('.scroll') &&"
            " svg.getBoundingClientRect().right > innerWidth + 1).length")
        assert cut == 0, f"{name}: {cut} drawings"
        assert reports.browser.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    reports.browser.look(1280)


@claim("axe finds nothing that keeps people out, light and dark, wide and narrow")
def accessible(reports):
    if not reports.arguments.axe:
        print("  axe is not here: not looked at")
        return
    with open(reports.arguments.axe, encoding="utf-8") as file:
        axe = file.read()
    for name in ("shipped", "ladders", "compared", "lab", "watch"):
        for width, dark in ((1280, False), (1280, True), (390, False)):
            reports.browser.look(width, dark=dark)
            reports.open(name)
            reports.browser.evaluate(axe + ";1")
            found = reports.browser.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then(done =>"
                " done.violations.map(of => `${of.id}: ${of.nodes[0].html.slice(0, 200)}`))")
            assert not found, f"{name}, {width} wide: {found}"
    reports.browser.look(1280)


def take_screenshots(reports, folder):
    """Pictures to be looked at."""
    os.makedirs(folder, exist_ok=True)
    for width, dark in ((1280, False), (1280, True), (390, False), (390, True)):
        name = f"{'narrow' if width < 600 else 'wide'}-{'dark' if dark else 'light'}"
        reports.browser.look(width, dark=dark)
        reports.open("shipped")
        reports.browser.screenshot(os.path.join(folder, f"report-{name}.png"))
        link = reports.browser.evaluate(
            "(location.hash = '#cell/' + [...document.querySelectorAll('#model option')][0].textContent"
            " + '/all-code/number-multiplying', 1)")
        reports.browser.settle()
        assert link
        reports.browser.screenshot(os.path.join(folder, f"cell-{name}.png"), whole=False)
        reports.browser.evaluate("document.querySelector('#panel tbody a').click()")
        reports.browser.settle()
        reports.browser.screenshot(os.path.join(folder, f"transcript-{name}.png"), whole=False)
        for page in ("ladders", "lab"):
            reports.open(page)
            reports.browser.screenshot(os.path.join(folder, f"{page}-{name}.png"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--trials", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--axe", default="")
    parser.add_argument("--screenshots")
    arguments = parser.parse_args()
    failed = 0
    with Browser(shutil.which("chromium") or "chromium") as browser:
        reports = Reports(browser, arguments)
        for text, test in TESTS:
            try:
                test(reports)
                print(f"holds  {text}")
            except Exception:
                failed += 1
                print(f"FAILS  {text}")
                traceback.print_exc()
        if arguments.screenshots:
            take_screenshots(reports, arguments.screenshots)
    raise SystemExit(1 if failed else 0)


main()
