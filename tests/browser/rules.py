"""Rules that hold for the page at every moment: each function returns what breaks its rule, in words."""

from __future__ import annotations

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SMALLEST_TARGET = 44
_AXE = AXE_FILE_PATH.read_text(encoding="utf-8") + "\n;0"

_SIDEWAYS = """() => [document.documentElement, document.getElementById('log')]
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map((element) => `#${element.id || 'page'} is ${element.scrollWidth} px wide in ${element.clientWidth} px`)"""

_SMALL = """(least) => [...document.querySelectorAll('button, summary, input, textarea, select, a.file, .call a')]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < least - 0.5 || height < least - 0.5)
  .map(([element, { width, height }]) =>
    `${element.tagName} '${element.textContent.trim()}' is ${Math.round(width)} by ${Math.round(height)} px`)"""

_OUT_OF_VIEW = """() => {
  const faults = [];
  const box = document.getElementById('box').getBoundingClientRect();
  if (box.height < 1 || box.top < 0 || box.bottom > innerHeight + 1) faults.push('the message box is out of view');
  const answer = [...document.querySelectorAll('#log .user + .bot')].at(-1);
  const start = answer?.getBoundingClientRect().top;
  const log = document.getElementById('log').getBoundingClientRect();
  const composer = document.getElementById('composer').getBoundingClientRect();
  const [top, bottom] = [Math.max(log.top, 0), Math.min(log.bottom, composer.top)];
  if (answer && (start < top - 1 || start > bottom - 40)) {
    faults.push(`the answer starts at ${Math.round(start)} px, the conversation is seen from ${top} to ${bottom} px`);
  }
  return faults;
}"""

_UNBORDERED = """() => [...document.querySelectorAll('button:not(.quiet), summary, input, textarea')]
  .filter((element) => element.checkVisibility() && parseFloat(getComputedStyle(element).borderTopWidth) < 1)
  .map((element) => `${element.tagName} '${element.textContent.trim()}' has no border`)"""


def axe_faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA and its own best practice, in the page and its frames."""
    for frame in page.frames:
        frame.evaluate(_AXE)
    options = {"runOnly": list(AXE_TAGS), "resultTypes": ["violations"]}
    results = page.evaluate("(options) => axe.run(document, options)", options)
    assert results["passes"], "axe looked at nothing"
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


def sideways_faults(page: Page) -> list[str]:
    """Return what can be scrolled sideways: neither the page nor the conversation may."""
    return page.evaluate(_SIDEWAYS)


def target_faults(page: Page) -> list[str]:
    """Return visible controls that are smaller than 44 by 44 px. Links in running text may be."""
    return page.evaluate(_SMALL, SMALLEST_TARGET)


def view_faults(page: Page) -> list[str]:
    """Return whether the message box, or the start of the last answer, is out of view."""
    return page.evaluate(_OUT_OF_VIEW)


def border_faults(page: Page) -> list[str]:
    """Return visible controls without a border: in forced colours it is all that shows them."""
    return page.evaluate(_UNBORDERED)
