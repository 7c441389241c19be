// What others change appears by itself; nothing typed or pointed at is touched or moved.
(() => {
  "use strict";
  const { body, documentElement: root } = document;
  const { from, since } = body.dataset;
  const topics = (body.dataset.live || "").split(",").filter(Boolean);
  const on = (type, act) => document.addEventListener(type, act);
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isUnderWay = () => $("[data-again]");
  if (topics.length === 0 && !isUnderWay()) return;
  const shown = new Set(topics);
  const swapped = () => document.dispatchEvent(new Event("live:swapped"));

  const place = document.getElementById("news");
  let said = "";
  function say(text) {
    if (!place || said === text) return;
    said = text;
    still(() => {
      place.innerHTML = text && '<div class="notice plain"><p><a>Load again</a></p></div>';
      if (!text) return;
      $("a", place).href = from;
      $("p", place).prepend(text + " ");
    });
  }
  const ended = "Changes by others do not appear here at the moment.";
  const signedOut = "You are signed out. What you send from here is not taken before you sign in again.";
  const news = "Other entries of this list have changed.";

  // Keeps what is pointed at, or has the focus, where it is on the screen while `change` moves things.
  function still(change) {
    const active = document.activeElement;
    const held = active && active !== body && active.id !== "main" ? active : $$(":hover").pop();
    const named = held?.closest("[id]");
    const before = named?.getBoundingClientRect().top;
    change();
    const again = named && document.getElementById(named.id);
    if (!again) return;
    const moved = again.getBoundingClientRect().top - before;
    if (Math.abs(moved) > 1) window.scrollBy({ top: moved, behavior: "instant" });
  }

  function replaceRow(old, fresh) {
    still(() => {
      const box = $("input[type=checkbox]", old);
      const active = document.activeElement;
      const focus = old.contains(active) && (active.matches("input") ? "input" : "a[data-open]");
      old.replaceWith(fresh);
      if (box) $("input[type=checkbox]", fresh).checked = box.checked;
      if (focus) $(focus, fresh)?.focus({ preventScroll: true });
      fresh.classList.toggle("is-here", old.matches(".is-here"));
      const [was, link] = [$(".subject a", old), $(".subject a", fresh)];
      if (was && link) link.href = was.href;
    });
    swapped();
  }

  // A form that somebody has begun with, or a list that a hand is on.
  function isInUse(part) {
    const active = document.activeElement;
    if ($("[data-row]", part) && (part.matches(":hover") || part.contains(active))) return true;
    if (part.contains(active) && active.matches("input, textarea, select")) return true;
    if ($("details[open] form", part)) return true;
    return $$("input:not([type=hidden]), textarea", part).some((field) =>
      field.matches("[type=checkbox], [type=radio]")
        ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  }

  function swap(page) {
    let isBehind = false;
    const key = $("input[name=once]")?.getAttribute("value");
    if (key) for (const input of $$("input[name=once]", page)) input.setAttribute("value", key);
    still(() => {
      for (const part of $$("[data-part]")) {
        const fresh = page.getElementById(part.id);
        if (!fresh || part.isEqualNode(fresh)) continue;
        if (isInUse(part)) { isBehind = true; continue; }
        const active = document.activeElement;
        const link = part.contains(active) && active.getAttribute("href");
        const next = document.importNode(fresh, true);
        part.replaceWith(next);
        if (link) $('a[href="' + CSS.escape(link) + '"]', next)?.focus({ preventScroll: true });
      }
    });
    for (const old of $$("[data-list] [data-row][id]")) {
      const fresh = page.getElementById(old.id);
      if (!fresh) isBehind = true;
      else if (!old.isEqualNode(fresh)) replaceRow(old, fresh);
    }
    if ($$("[data-list] [data-row][id]", page).some((row) => !document.getElementById(row.id))) isBehind = true;
    if (isBehind) say($("[data-row]") ? news : "This ticket has changed. What you typed is kept.");
    swapped();
  }

  let [timer, readAt, failures] = [0, 0, 0];
  let [isReading, isStale] = [false, false];
  function readSoon(pause) {
    isStale = true;
    if (document.hidden || timer) return;
    timer = setTimeout(read, Math.max(pause, readAt + 1000 - Date.now()));
  }
  async function read() {
    timer = 0;
    if (isReading) { readSoon(1000); return; }
    isReading = true;
    isStale = false;
    readAt = Date.now();
    try {
      const answer = await fetch(from, { headers: { "X-Live": "yes" }, cache: "no-store" });
      // Led elsewhere: signed out.
      if (answer.redirected && new URL(answer.url).pathname.startsWith("/sign-in")) say(signedOut);
      else if (!answer.ok) throw answer;
      else {
        failures = 0;
        if (said === ended) say("");
        swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
      }
    } catch (failure) {
      say(ended);
      failures += 1;
      // What is refused stays so.
      if (!failure.status || failure.status >= 500) readSoon(Math.min(60000, 2000 * 2 ** failures));
    }
    isReading = false;
    if (isUnderWay()) readSoon(2000);
  }
  if (isUnderWay()) readSoon(2000);
  on("visibilitychange", () => { if (!document.hidden && isStale) readSoon(0); });

  function hear({ name, data }) {
    if (name === "open") { root.dataset.stream = "open"; if (said === ended) say(""); }
    if (name === "ended") { root.dataset.stream = "ended"; say(ended); readSoon(0); }
    if (name === "reload") readSoon(Math.random() * 2000);
    if (name === "outbox" && shown.has("outbox")) readSoon(500);
    if (name === "ticket" && (shown.has("mine") || shown.has("ticket." + encodeURIComponent(data)))) readSoon(0);
    if (name === "row") {
      const holder = document.createElement("template");
      holder.innerHTML = data;
      const fresh = holder.content.firstElementChild;
      const old = fresh && document.getElementById(fresh.id);
      // There a row has other cells.
      if (old && $(".split")) readSoon(0);
      else if (old && shown.has("list")) replaceRow(old, fresh); else hear({ name: "news" });
    }
    if (name === "news" && shown.has("list")) {
      // A list with lines stays as it is under the hand.
      if ($("[data-list] [data-row]")) say(news); else readSoon(0);
    }
  }

  on("live:row", ({ detail }) => hear({ name: "row", data: detail }));

  // Tabs that cannot share take a stream each, and none while they are hidden.
  const { worker } = $("script[data-worker]").dataset;
  const port = window.SharedWorker ? new SharedWorker(worker).port : new Worker(worker);
  const join = () => port.postMessage({ topics, since });
  const part = () => port.postMessage({});
  port.onmessage = (event) => hear(event.data);
  if (topics.length > 0) join();
  addEventListener("pagehide", part);
  addEventListener("pageshow", (event) => { if (event.persisted) { join(); readSoon(0); } });
  if (!window.SharedWorker) on("visibilitychange", () => document.hidden ? part() : join());
})();
