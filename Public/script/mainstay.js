// Keys, ticking times, theme, palette. Everything essential works without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => Array.from(from.querySelectorAll(selector));

  // Times tick: distances from now, in the words that the server uses.
  const units = [[86400000, "d"], [3600000, "h"], [60000, "min"]];
  function words(ms) {
    const parts = [];
    let rest = Math.abs(ms);
    for (const [size, unit] of units) {
      const count = Math.floor(rest / size);
      if (count > 0 || parts.length > 0) parts.push(count + "\u202f" + unit);
      rest %= size;
      if (parts.length === 2) break;
    }
    return parts.filter((part, index) => index === 0 || !part.startsWith("0")).join(" ") || "0\u202fmin";
  }
  // The server's clock decides; the difference to this one is measured once.
  const served = Number(document.body.dataset.now || Date.now());
  const skew = served - Date.now();
  function tick() {
    const now = Date.now() + skew;
    for (const element of $$("time[data-ticks]")) {
      const ms = Date.parse(element.getAttribute("datetime")) - now;
      const kind = element.dataset.ticks;
      let text;
      if (kind === "due") {
        text = ms >= 0 ? "in " + words(ms) : words(ms) + " late";
        element.classList.toggle("late", ms < 0);
        element.classList.toggle("soon", ms >= 0 && ms < Number(element.dataset.soon || 0));
      } else {
        text = Math.abs(ms) < 60000 ? "just now" : ms > 0 ? "in " + words(ms) : words(ms) + " ago";
      }
      if (element.textContent !== text) element.textContent = text;
    }
  }
  setInterval(tick, 15000);
  document.addEventListener("live:swapped", tick);

  // The server writes times in the zone that the browser names.
  const secure = location.protocol === "https:" ? "; secure" : "";
  const keep = (name, value) => {
    document.cookie = name + "=" + encodeURIComponent(value) + "; path=/; max-age=31536000; samesite=lax" + secure;
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) keep("zone", zone);

  // Theme: the server wrote it from the same cookie, so nothing flashes.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-theme-switch]") || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    if (theme === "system") delete root.dataset.theme; else root.dataset.theme = theme;
    keep("theme", theme);
    for (const button of $$("button", form)) button.hidden = button.dataset.after !== theme;
    $("button:not([hidden])", form).focus();
  });

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if ((form.getAttribute("method") || "get").toLowerCase() === "post") form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => { for (const form of $$("form[data-sent]")) delete form.dataset.sent; });

  // What is typed survives a closed tab, and for a quarter of an hour an ended session, until the server has said that
  // it has it. Nobody else finds it: the next who signs in here takes it away.
  const drafts = {
    clear: () => {
      for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
    },
    mind: (reader) => {
      try {
        const owner = localStorage.getItem("drafts-of");
        const at = Number(localStorage.getItem("drafts-at"));
        if (reader ? owner !== reader : !(Date.now() - at < 15 * 60 * 1000)) drafts.clear();
        if (reader) { localStorage.setItem("drafts-of", reader); localStorage.setItem("drafts-at", String(Date.now())); }
      } catch { /* no room, no draft */ }
    },
    read: (name) => { try { return localStorage.getItem("draft:" + name); } catch { return null; } },
    keep: (name, text) => { try { localStorage.setItem("draft:" + name, text); } catch { /* no room, no draft */ } },
    drop: (name) => { try { localStorage.removeItem("draft:" + name); } catch { /* there was none */ } },
  };
  drafts.mind(document.body.dataset.reader || "");
  const sent = sessionStorage.getItem("sent");
  if (sent && $(".flash .good")) drafts.drop(sent);
  sessionStorage.removeItem("sent");
  for (const area of $$("textarea[data-draft]")) {
    const name = area.dataset.draft;
    if (!area.value) area.value = drafts.read(name) || "";
    area.addEventListener("input", () => { if (area.value) drafts.keep(name, area.value); else drafts.drop(name); drafts.mind(document.body.dataset.reader || ""); });
    if (area.form) area.form.addEventListener("submit", () => sessionStorage.setItem("sent", name));
  }
  // On a machine that others use, what was typed goes with the one who typed it.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches('form[action="/sign-out"]')) return;
    drafts.clear();
  });

  // Dialogs.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) { event.preventDefault(); show(opener.dataset.opens); }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
    if (event.target.matches("dialog")) event.target.close();
  });
  function show(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    const field = $("input", dialog);
    if (field) { field.value = ""; field.focus(); filter(""); }
  }
  const palette = document.getElementById("palette");
  function filter(text) {
    const wanted = text.trim().toLowerCase();
    for (const item of $$("li", palette)) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  }
  if (palette) {
    // What can be done on this page comes first, then the places that the server wrote.
    const acts = [];
    for (const act of $$("summary[data-key]")) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const id = act.parentElement.id;
      link.href = "#" + id;
      link.append(...Array.from(act.childNodes).map((node) => node.cloneNode(true)));
      link.addEventListener("click", (event) => { event.preventDefault(); palette.close(); use($("summary", document.getElementById(id)) || act); });
      item.append(link);
      acts.push(item);
    }
    $("ul", palette).prepend(...acts);
    palette.addEventListener("input", (event) => filter(event.target.value));
    palette.addEventListener("keydown", (event) => {
      const links = $$("li:not([hidden]) a", palette);
      const at = links.indexOf(document.activeElement);
      if (event.key === "ArrowDown") { event.preventDefault(); (links[at + 1] || links[0])?.focus(); }
      if (event.key === "ArrowUp") { event.preventDefault(); (links[at - 1] || $("input", palette)).focus(); }
      if (event.key === "Enter" && event.target.matches("input") && links.length > 0 && event.target.value.trim()) {
        event.preventDefault(); links[0].click();
      }
    });
  }

  // Lists: one row is here; the row under the hand never moves by itself.
  let here = null;
  const rows = () => $$("[data-list] [data-row]");
  function go(row) {
    if (!row) return;
    if (here) here.classList.remove("is-here");
    here = row;
    row.classList.add("is-here");
    const link = $("a[data-open]", row);
    if (link) link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function move(step) {
    const all = rows();
    const at = all.findIndex((row) => row === here || (here && row.id && row.id === here.id));
    go(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))]);
  }
  // A line that is sent anew keeps its place as the one that is here.
  document.addEventListener("live:row", ({ detail: { old, fresh } }) => {
    if (here === old) { here = fresh; fresh.classList.add("is-here"); }
  });

  const openHere = (act) => {
    const link = here && $("a[data-open]", here);
    if (!link) return;
    if (act) location.href = link.href + "#do-" + act; else link.click();
  };
  const listKeys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => openHere(),
    x: () => { const box = here && $("input[type=checkbox]", here); if (box) box.click(); },
    a: () => {
      const boxes = $$("[data-row] input[type=checkbox]");
      const own = here && $("input[type=checkbox]", here);
      if (own && !boxes.some((box) => box.checked)) own.click();
      const field = $('[data-key="a"]');
      if (field) use(field);
    },
  };
  // In a list that leads to tickets, the keys of a ticket open it with that form ready.
  for (const key of ["r", "n", "h", "e"]) listKeys[key] = () => { if ($("#bulk")) openHere(key); };
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && palette) {
      event.preventDefault(); show("palette"); return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === "Enter" && event.target.matches("textarea") && event.target.form) event.target.form.requestSubmit();
      return;
    }
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const key = event.key;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const link = $('[data-go="' + CSS.escape(key) + '"]');
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (key === "g") { going = Date.now(); return; }
    if (key === "?") { event.preventDefault(); show("keys"); return; }
    if (key === "/") {
      const field = $("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
      return;
    }
    if (listKeys[key] && rows().length > 0) { event.preventDefault(); listKeys[key](); return; }
    const bound = key.length === 1 ? $('[data-key="' + CSS.escape(key) + '"]') : null;
    if (!bound) return;
    event.preventDefault();
    use(bound);
  });

  // What a key stands for: a form to open, a field to go to, a choice with a field after it, or a button.
  function use(bound) {
    if (bound.matches("summary")) {
      const details = bound.parentElement;
      details.open = true;
      details.scrollIntoView({ block: "nearest" });
      ($("select, textarea, input:not([type=hidden])", details) || $("button", details) || bound).focus();
    } else if (bound.dataset.then) {
      bound.click();
      const next = document.getElementById(bound.dataset.then);
      next.focus(); next.scrollIntoView({ block: "center" });
    } else if (bound.matches("textarea, input, select")) {
      bound.focus(); bound.scrollIntoView({ block: "center" });
    } else {
      bound.click();
    }
  }
  const wish = /^#do-(\w)$/.exec(location.hash);
  const wished = wish && $('[data-key="' + wish[1] + '"]');
  if (wish) history.replaceState(null, "", location.pathname + location.search);
  if (wished) use(wished);

  // A box in the head of a list picks all of its rows.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    for (const box of $$("[data-row] input[type=checkbox]")) box.checked = event.target.checked;
  });
  // Choices that take effect at once; without this file there is a button beside.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-submits]")) event.target.form.requestSubmit();
  });
  // A part that says how far something is: read again until it has ended, or is no longer for this reader.
  function again() {
    const part = $("[data-again]");
    if (part) setTimeout(async () => {
      const answer = await fetch(part.dataset.again, { headers: { "X-Live": "yes" }, cache: "no-store" }).catch(() => null);
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
