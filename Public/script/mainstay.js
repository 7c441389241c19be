// Keys, ticking times, drafts, finding while typing. What is essential works without.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const keyed = (name, key) => $(`[data-${name}~="${CSS.escape(key)}"]`);
  const take = (event, act) => { event.preventDefault(); act(); };
  const on = (type, act) => document.addEventListener(type, act);
  const data = (form, by) => new URLSearchParams(new FormData(form, by));
  const live = { headers: { "X-Live": "yes" }, cache: "no-store" };

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
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;

  on("submit", (event) => {
    const { target: form, submitter } = event;
    const { dataset, method } = form;
    if (form.matches('[action="/theme"]')) {
      take(event, () => { root.dataset.theme = submitter.value; });
      $(".theme-" + submitter.value).focus();
      fetch(form.action, { method, body: data(form, submitter), redirect: "manual", keepalive: true });
    } else if (dataset.sent) event.preventDefault(); else if (method === "post" && !form.matches("[target]")) dataset.sent = "yes";
  });

  // What is typed into a marked form is kept by person until the server has it, 15 min past a session.
  const { reader } = document.body.dataset;
  const own = "draft:" + reader + ":";
  const kept = (act) => { try { return act(localStorage); } catch { return undefined; } };
  const forget = (isOver) => kept((all) => {
    for (const key of Object.keys(all)) if (key.startsWith("draft:") && isOver(key)) all.removeItem(key);
  });
  const seen = () => kept((all) => all.setItem("drafts-at", Date.now()));
  if (reader) { forget((key) => !key.startsWith(own)); seen(); }
  else if (!(Date.now() - kept((all) => all.getItem("drafts-at")) < 900000)) forget(() => true);

  const inputs = (form) =>
    [...form.elements].filter((field) => field.matches("select, textarea, input:not([type=hidden], [type=checkbox], [type=password], [type=file])"));
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
    // Rows that the server adds are told to it.
    for (const name in typed) if (!form.elements[name]) {
      form.append(Object.assign(document.createElement("input"), { name, value: typed[name], hidden: true }));
    }
    return text && form.closest("details");
  }
  // What was sent last, until its fate is said.
  const sent = sessionStorage.getItem("sent");
  if (sent && $(".flash .good, [data-taken]")) forget((key) => key === sent);
  const told = $("[data-kept]");
  if (told) told.hidden = !kept((all) => all.getItem(sent));
  if (reader) sessionStorage.removeItem("sent");
  on("input", ({ target: { form } }) => { if (form && form.dataset.draft) keepDraft(form); });
  on("submit", ({ target: form }) => {
    if (form.dataset.draft) { keepDraft(form); sessionStorage.setItem("sent", own + form.dataset.draft); }
    if (form.matches('[action="/sign-out"]')) forget(() => true);
  });
  for (const details of $$("form[data-draft]").map(fill)) if (details) details.open = true;
  addEventListener("pageshow", () => {
    for (const form of $$("form[data-sent]")) delete form.dataset.sent;
    $$("form[data-draft]").forEach(fill);
  });

  on("click", (event) => {
    const { uses } = event.target.closest("[data-uses]")?.dataset || {};
    if (uses) take(event, () => { palette.close(); acts.use(uses); });
    const hit = event.target.closest(".find .hits a");
    if (hit) history.replaceState(null, "", "?q=" + encodeURIComponent($("input", hit.closest("form")).value));
    const link = navigator.clipboard && event.target.closest("[data-copy]");
    if (link) take(event, () => { navigator.clipboard.writeText(link.href).then(() => { link.textContent = "Copied \u2713"; }); });
  });
  function show(id) {
    $(`[commandfor=${id}]`)?.click();
    $(`#${id} input`)?.select();
  }
  const palette = $("#palette");
  palette?.addEventListener("input", ({ target }) => {
    const wanted = target.value.trim().toLowerCase();
    for (const item of $$("#known li")) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  });

  // Boxes that find, and forms that are answered, while one types.
  let finding = 0;
  on("input", ({ target }) => {
    const { form, value } = target;
    const { due } = form?.dataset || {};
    const found = document.getElementById(due ? "due" : target.dataset.finds);
    if (!found) return;
    clearTimeout(finding);
    finding = setTimeout(async () => {
      const as = found.matches("datalist") ? "as=options&q=" : "q=";
      const ask = due ? [due, { ...live, method: "POST", body: data(form) }]
        : ["/find?" + as + encodeURIComponent(value), live];
      const answer = (due || value.trim()) && await fetch(...ask).catch(() => 0);
      const lines = answer?.ok && !answer.redirected ? await answer.text() : "";
      if (target.value === value) found.innerHTML = lines;
    }, due ? 600 : 150);
  });
  on("keydown", (event) => {
    const { key, target } = event;
    const finder = target.closest("[data-finder]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!finder || !(step || (key === "Enter" && target.value?.trim() && finder === palette))) return;
    const links = $$("a", finder).filter((link) => link.offsetParent);
    if (!step) { if (links[0]) take(event, () => links[0].click()); return; }
    const at = links.indexOf(document.activeElement) + step;
    take(event, () => (at < 0 ? $("input", finder) : links[at] || links[0])?.focus());
  });

  // Lists: one row is here.
  const here = () => document.activeElement.closest("[data-row]") || $(".is-here");
  const rows = () => $$("[data-list] [data-row]");
  function go(row) {
    if (!row) return;
    $(".is-here")?.classList.remove("is-here");
    row.classList.add("is-here");
    if (row.id) history.replaceState(null, "", "#" + row.id);
    $("a[data-open]", row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function move(step) {
    const all = rows();
    const at = all.indexOf(here());
    go(all[at < 0 ? 0 : at + step] || all[at]);
  }
  const openHere = (act) => {
    const link = here() && $("a[data-open]", here());
    if (link && act) location.href = link.href + "#do-" + act; else link?.click();
  };
  const box = (row) => row && $("[type=checkbox]", row);
  let anchor = "";
  // The list under `?` says which key does which.
  const acts = {
    next: () => move(1),
    before: () => move(-1),
    open: () => openHere(),
    beside: () => $("a[data-beside]", here())?.click(),
    tick() { anchor = here()?.id; box(here())?.click(); },
    range() {
      const all = rows();
      const [from, to] = [all.findIndex(({ id }) => id === anchor), all.indexOf(here())].sort((a, b) => a - b);
      for (const row of all.slice(Math.max(from, 0), to + 1)) box(row).checked = true;
    },
    form(key) {
      const many = $("[data-row] input:checked") && keyed("key", key);
      if (many) use(many); else openHere(key);
    },
    // What stands in the way is said on the ticket's page.
    async take() {
      const form = $("#take");
      if (!here() || !form) return;
      const body = data(form);
      body.set("ticket", here().dataset.row);
      body.set("owner", here().dataset.owner || "");
      const answer = await fetch(form.action, { ...live, method: "POST", body }).catch(() => 0);
      if (!answer?.ok || answer.redirected) openHere();
      else {
        const { row, owner } = here().dataset;
        document.dispatchEvent(new CustomEvent("live:row", { detail: await answer.text() }));
        $("#news")?.replaceChildren(row + " is yours now." + (owner ? ` ${owner} had it.` : ""));
      }
    },
    use(key) { const bound = keyed("key", key); if (bound) use(bound); },
    search() { const search = $("[data-search]"); search?.focus(); search?.select(); },
    keys: () => show("keys"),
  };
  const bound = {};
  for (const { dataset } of $$("#keys [data-act]")) for (const key of dataset.at.split(" ")) bound[key] = dataset.act;
  // Esc closes the form that one is in, else the open one, or leads from a field to the row.
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
      if (key === "Enter" && target.matches("textarea") && target.form) {
        target.form.requestSubmit(event.shiftKey ? $("[data-also]", target.form) : null);
      }
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
    if (key === "g") going = Date.now();
    else if (bound[key]) take(event, () => acts[bound[key]](key));
  });

  function use(bound) {
    if (bound.matches("summary")) {
      const details = bound.parentElement;
      details.open = true;
      details.scrollIntoView({ block: "nearest" });
      ($("select, textarea, input:not([type=hidden])", details) || $("button", details) || bound).focus();
    } else {
      const isField = bound.matches("textarea, select");
      if (!isField) bound.click();
      const next = isField ? bound : document.getElementById(bound.dataset.then);
      next?.focus();
      next?.scrollIntoView({ block: "center" });
    }
  }
  const wish = /^#do-(\w)$/.exec(location.hash);
  const wished = wish && keyed("key", wish[1]);
  if (wish) history.replaceState(null, "", location.pathname + location.search);

  on("change", ({ target }) => {
    if (target.matches("[data-pick-all]")) for (const row of rows()) box(row).checked = target.checked;
    const other = target.dataset.clears && target.form.elements[target.dataset.clears];
    if (other) other.value = ($("[selected]", target)?.selected && $("[selected]", other)?.value) || other.dataset.clear;
  });
  const wrong = $("#conflict, #faults");
  const left = location.hash.startsWith("#row-") && document.getElementById(location.hash.slice(1));
  if (wrong) wrong.focus(); else if (wished) use(wished); else if (left) go(left);
  else if (!here() && !$("[autofocus]")) $(".flash")?.focus();
})();
