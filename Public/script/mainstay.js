// Keys, ticking times, drafts, theme, palette. Everything essential works without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const keyed = (name, key) => $(`[data-${name}="${CSS.escape(key)}"]`);
  const take = (event, act) => { event.preventDefault(); act(); };
  const on = (type, act) => document.addEventListener(type, act);

  // Times tick: distances from now, in the words that the server uses.
  const units = [[86400000, "d"], [3600000, "h"], [60000, "min"]];
  function words(ms) {
    let rest = Math.abs(ms);
    const at = units.findIndex(([size]) => size <= rest);
    if (at < 0) return "0\u202fmin";
    return units.slice(at, at + 2).map(([size, unit]) => {
      const count = Math.floor(rest / size);
      rest %= size;
      return count ? count + "\u202f" + unit : "";
    }).filter(Boolean).join(" ");
  }
  // The server's clock decides.
  const skew = Number(document.body.dataset.now || Date.now()) - Date.now();
  function tick() {
    const now = Date.now() + skew;
    for (const element of $$("time[data-ticks]")) {
      const ms = Date.parse(element.getAttribute("datetime")) - now;
      const ahead = "in " + words(ms);
      let text = Math.abs(ms) < 60000 ? "just now" : ms > 0 ? ahead : words(ms) + " ago";
      if (element.dataset.ticks === "due") {
        text = ms >= 0 ? ahead : words(ms) + " late";
        element.classList.toggle("late", ms < 0);
        element.classList.toggle("soon", ms >= 0 && ms < Number(element.dataset.soon || 0));
      }
      if (element.textContent !== text) element.textContent = text;
    }
  }
  setInterval(tick, 15000);
  on("live:swapped", tick);

  // The server writes times in the zone that the browser names.
  const secure = location.protocol === "https:" ? "; secure" : "";
  const keep = (name, value) => {
    document.cookie = name + "=" + encodeURIComponent(value) + "; path=/; max-age=31536000; samesite=lax" + secure;
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) keep("zone", zone);

  // Theme: the server writes it from the same cookie.
  on("submit", (event) => {
    const form = event.target;
    const theme = form.matches("[data-theme-switch]") && event.submitter?.value;
    if (!theme) return;
    event.preventDefault();
    if (theme === "system") delete root.dataset.theme; else root.dataset.theme = theme;
    keep("theme", theme);
    for (const button of $$("button", form)) button.hidden = button.dataset.after !== theme;
    $("button:not([hidden])", form).focus();
  });

  // A form is sent once.
  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault(); else if (form.method === "post") form.dataset.sent = "yes";
  });

  // What is typed into a marked form survives a closed tab, and for a quarter of an hour an ended session, until the
  // server has said that it has it. It is kept by person, and goes unseen when another signs in here.
  const { reader } = document.body.dataset;
  const own = "draft:" + reader + ":";
  // Undefined where the browser keeps nothing.
  const kept = (act) => { try { return act(localStorage); } catch { return undefined; } };
  const forget = (isOver) => kept((all) => {
    for (const key of Object.keys(all)) if (key.startsWith("draft:") && isOver(key)) all.removeItem(key);
  });
  const seen = () => kept((all) => all.setItem("drafts-at", Date.now()));
  if (reader) { forget((key) => !key.startsWith(own)); seen(); }
  else if (!(Date.now() - kept((all) => all.getItem("drafts-at")) < 900000)) forget(() => true);

  const inputs = (form) =>
    [...form.elements].filter((field) => field.matches("select, textarea, input:not([type=hidden])"));
  function keepDraft(form) {
    const typed = {};
    let isTyped = false;
    for (const { type, checked, name, value } of inputs(form)) {
      if (type !== "radio" || checked) typed[name] = value;
      if (value && !/radio|select/.test(type)) isTyped = true;
    }
    const key = own + form.dataset.draft;
    kept((all) => isTyped ? all.setItem(key, JSON.stringify(typed)) : all.removeItem(key));
    seen();
  }
  // A form holds its draft, else what the server wrote; what the browser remembers may be another's, or sent.
  function fill(form) {
    const text = kept((all) => all.getItem(own + form.dataset.draft));
    if (text === undefined) return null;
    const typed = JSON.parse(text) || {};
    for (const field of inputs(form)) {
      const draft = typed[field.name];
      if (field.type === "radio") field.checked ||= field.value === draft;
      else if (!field.matches("select")) field.value = draft ?? field.defaultValue;
      else if (draft) field.value = draft;
    }
    return text && form.closest("details");
  }
  // The key of what was sent last, until a page says what became of it.
  const sent = sessionStorage.getItem("sent");
  if (sent && $(".flash .good")) forget((key) => key === sent);
  const told = $("[data-kept]");
  if (told) told.hidden = !kept((all) => all.getItem(sent));
  if (reader) sessionStorage.removeItem("sent");
  on("input", ({ target: { form } }) => { if (form && form.dataset.draft) keepDraft(form); });
  on("submit", ({ target: form }) => {
    if (form.dataset.draft) { keepDraft(form); sessionStorage.setItem("sent", own + form.dataset.draft); }
    // On a machine that others use, what was typed goes with the one who typed it.
    if (form.matches('[action="/sign-out"]')) forget(() => true);
  });
  for (const details of $$("form[data-draft]").map(fill)) if (details) details.open = true;
  addEventListener("pageshow", () => {
    for (const form of $$("form[data-sent]")) delete form.dataset.sent;
    $$("form[data-draft]").forEach(fill);
  });

  on("click", (event) => {
    const { target } = event;
    const opener = target.closest("[data-opens]");
    if (opener) take(event, () => show(opener.dataset.opens));
    const link = navigator.clipboard && target.closest("[data-copy]");
    if (link) take(event, () => { navigator.clipboard.writeText(link.href); link.append(" \u2713"); });
    if (target.closest("[data-closes]") || target.matches("dialog")) target.closest("dialog").close();
  });
  function show(id) {
    const dialog = $("#" + id);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    const field = $("input", dialog);
    if (field) { field.value = ""; filter(""); field.focus(); }
  }
  const palette = $("#palette");
  function filter(text) {
    const wanted = text.trim().toLowerCase();
    for (const item of $$("li", palette)) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  }
  if (palette) {
    // What can be done on this page comes first, then the places that the server wrote.
    for (const act of $$("summary[data-key]").reverse()) {
      const { id } = act.parentElement;
      const item = $("li", palette).cloneNode(true);
      const link = item.firstElementChild;
      link.href = "#" + id;
      link.replaceChildren(...[...act.childNodes].map((node) => node.cloneNode(true)));
      link.onclick = (event) => take(event, () => { palette.close(); use($(`#${id} summary`) || act); });
      $("ul", palette).prepend(item);
    }
    palette.addEventListener("input", (event) => filter(event.target.value));
    palette.addEventListener("keydown", (event) => {
      const { key, target } = event;
      const links = $$("li:not([hidden]) a", palette);
      const at = links.indexOf(document.activeElement);
      if (key === "ArrowDown") take(event, () => (links[at + 1] || links[0])?.focus());
      if (key === "ArrowUp") take(event, () => (links[at - 1] || $("input", palette)).focus());
      if (key === "Enter" && target.value?.trim() && links[0]) take(event, () => links[0].click());
    });
  }

  // Lists: one row is here; the row under the hand never moves by itself.
  const here = () => $(".is-here");
  const rows = () => $$("[data-list] [data-row]");
  function go(row) {
    if (!row) return;
    here()?.classList.remove("is-here");
    row.classList.add("is-here");
    $("a[data-open]", row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function move(step) {
    const all = rows();
    const at = all.indexOf(here());
    go(all[at < 0 ? 0 : at + step] || all[at]);
  }
  const openHere = (act) => {
    const link = $(".is-here a[data-open]");
    if (link && act) location.href = link.href + "#do-" + act; else link?.click();
  };
  const listKeys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => openHere(),
    x: () => $(".is-here input[type=checkbox]")?.click(),
  };
  // In a list of tickets, the keys of a ticket open it with that form ready; `a` is for the ticked, if any.
  for (const key of "rnhea") {
    listKeys[key] = () => {
      const many = key === "a" && $("[data-row] input:checked") && keyed("key", key);
      if (many) use(many); else if ($("#bulk")) openHere(key);
    };
  }
  // Esc closes the form that one is in, else the open one, and leads out of a field back to the row.
  function leave(from, isTyping) {
    const details = from.closest("details[open]") || (!isTyping && $(".acts details[open]"));
    if (details) { details.open = false; $("summary", details).focus(); }
    else if (isTyping) { from.blur(); go(here()); }
  }
  let going = 0;
  on("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (key.toLowerCase() === "k" && !event.altKey && palette) take(event, () => show("palette"));
      if (key === "Enter" && target.matches("textarea") && target.form) target.form.requestSubmit();
      return;
    }
    if (target.closest("dialog[open]")) return;
    const isTyping = target.matches("input:not([type=checkbox]), textarea, select");
    if (key === "Escape") { leave(target, isTyping); return; }
    if (isTyping) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const link = keyed("go", key);
      if (link) take(event, () => link.click());
      return;
    }
    const search = $("[data-search]");
    const bound = key.length === 1 && keyed("key", key);
    if (key === "g") going = Date.now();
    else if (key === "?") take(event, () => show("keys"));
    else if (key === "/") { if (search) take(event, () => { search.focus(); search.select(); }); }
    else if (listKeys[key] && rows().length > 0) take(event, listKeys[key]);
    else if (bound) take(event, () => use(bound));
  });

  // What a key stands for: a form to open, a field to go to, a choice with a field after it, or a button.
  function use(bound) {
    if (bound.matches("summary")) {
      const details = bound.parentElement;
      details.open = true;
      details.scrollIntoView({ block: "nearest" });
      ($("select, textarea, input:not([type=hidden])", details) || $("button", details) || bound).focus();
    } else {
      if (!bound.matches("textarea, select")) bound.click();
      const next = bound.matches("textarea, select") ? bound : document.getElementById(bound.dataset.then);
      if (next) { next.focus(); next.scrollIntoView({ block: "center" }); }
    }
  }
  const wish = /^#do-(\w)$/.exec(location.hash);
  const wished = wish && keyed("key", wish[1]);
  if (wish) history.replaceState(null, "", location.pathname + location.search);
  if (wished) use(wished);

  on("change", ({ target }) => {
    // A box in the head of a list picks all of its rows.
    if (target.matches("[data-pick-all]")) for (const box of $$("[data-row] [type=checkbox]")) box.checked = target.checked;
    // Choices that take effect at once; without this file there is a button beside.
    if (target.matches("select[data-submits]")) target.form.requestSubmit();
    // A choice that the present value of another does not fit.
    const other = target.dataset.clears && target.form.elements[target.dataset.clears];
    if (other) other.value = ($("[selected]", target)?.selected && $("[selected]", other)?.value) || other.dataset.clear;
  });
  // A part that says how far something is: read again until it has ended, or is no longer for this reader.
  function again() {
    const part = $("[data-again]");
    if (part) setTimeout(async () => {
      const answer = await fetch(part.dataset.again, { headers: { "X-Live": "yes" }, cache: "no-store" }).catch(() => 0);
      const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page && page.getElementById(part.id);
      if (fresh) part.replaceWith(document.importNode(fresh, true));
      if (fresh || !answer) again();
      tick();
    }, 2000);
  }
  again();
  // Moves focus to what went wrong: the first of both, as the page stands.
  $("#conflict, #faults")?.focus();
})();
