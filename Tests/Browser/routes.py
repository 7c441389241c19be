"""No page is forgotten: every route of a page is on somebody's walk."""

import pathlib
import re


def all_walked(desk):
    wings = pathlib.Path(__file__).parents[2] / "Sources" / "Wings"
    templates = set()
    for file in wings.glob("*/Pages/**/*.swift"):
        templates.update(re.findall(r'\.page\(\s*"([^"]+)"', file.read_text()))
    desk.findings.check(bool(templates), "no routes of pages were found: have they moved?")
    for template in sorted(templates):
        pattern = re.compile(re.sub(r"\\\{[^/]+\\\}", "[^/]+", re.escape(template)))
        walked = any(pattern.fullmatch(path) for path in desk.visited)
        desk.findings.check(walked, f"{template}: nobody walks there; add it to a walk in Tests/Browser")
