"""Walks through the pages as each role of the demo company. Run by scripts/check-pages, which serves it."""

import argparse
import os
import pathlib
import shutil
import sys
import time

from playwright.sync_api import sync_playwright

import admin
import agent
import agent_round
import confidential
import directories
import disputes
import drafts
import editors
import entrance
import escalation
import first_start
import foresight
import keyboard
import lead
import live
import long_words
import manager
import organisation
import reach
import recover
import requester
import rosters
import rounds
import routes
import second_factor
import services
import statements
import trade
import style
import without_script
import workbench
from desk import Desk
from findings import Findings, WalkEnded

WALKS = [
    entrance, second_factor, agent, keyboard, agent_round, drafts, live, requester, reach, lead, rosters, escalation,
    organisation, manager, workbench, foresight, editors, services, disputes, statements, trade, recover, admin,
    confidential,
    directories, without_script, long_words, style, rounds, first_start,
]


def main():
    options = argparse.ArgumentParser(prog="scripts/check-pages", description=__doc__)
    options.add_argument("--screenshots", type=pathlib.Path, metavar="DIR", help="keep a picture of every page here")
    options.add_argument("--only", action="append", metavar="WALK", choices=[walk.__name__ for walk in WALKS])
    asked = options.parse_args()
    if asked.screenshots:
        asked.screenshots.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or sys.exit("check-pages: chromium is missing; run: scripts/setup browser")

    findings = Findings()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        address = os.environ["MAINSTAY_ADDRESS"]
        token = {"Authorization": "Bearer " + os.environ["MAINSTAY_TOKEN"]}
        api = playwright.request.new_context(base_url=address, extra_http_headers=token)
        desk = Desk(browser, api, address, findings, asked.screenshots)
        desk.read_people()
        for walk in WALKS:
            if asked.only and walk.__name__ not in asked.only:
                continue
            began = time.monotonic()
            try:
                walk.walk(desk)
            except WalkEnded:
                pass
            print(f"{walk.__name__}: {time.monotonic() - began:.0f} s", flush=True)
        if not asked.only:
            routes.all_walked(desk)
        browser.close()

    if findings.failed:
        print("\n" + "\n".join(findings.failed))
    print(f"pages: {findings.passed} passed, {len(findings.failed)} failed")
    sys.exit(1 if findings.failed else 0)


main()
