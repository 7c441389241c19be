// The one stream of changes for all tabs of this browser, so that it takes one connection and not one a tab; where
// tabs cannot share a worker, the stream of one tab.
"use strict";
const tabs = new Map();
const names = ["row", "news", "ticket", "outbox", "reload", "at"];
// What came lately, for a tab that was read just before.
const lately = [];
const remembered = 200;
// Characters of the topics in an address; servers take addresses of 8 KB.
const longest = 6000;
let stream = null;
let topics = "";
let last = "";
let timer = 0;
let failures = 0;

const place = (id) => { const at = id.lastIndexOf("-"); return [id.slice(0, at), Number(id.slice(at + 1))]; };
const tell = (message) => { for (const port of tabs.keys()) port.postMessage(message); };

// What the tabs show, as far as an address holds it: lines of the tabs that came last go first, and a change of any
// other line is told as news.
function asked() {
  const all = new Set(Array.from(tabs.values()).reverse().flatMap((tab) => tab.topics));
  const isLine = (topic) => topic.startsWith("line.");
  const wanted = Array.from(all).filter((topic) => !isLine(topic));
  let room = longest - encodeURIComponent(wanted.join(",")).length;
  for (const topic of Array.from(all).filter(isLine)) {
    room -= encodeURIComponent(topic).length + 3;
    if (room < 0) break;
    wanted.push(topic);
  }
  return wanted.sort().join(",");
}

function open() {
  timer = 0;
  const wanted = asked();
  if (stream) stream.close();
  stream = null;
  topics = wanted;
  if (!wanted) return;
  // From the oldest of what the tabs show; what the others have already does no harm. Pages that came from several
  // nodes have no common place, so they read themselves again.
  const places = Array.from(tabs.values()).map((tab) => tab.since).sort((a, b) => place(a)[1] - place(b)[1]);
  const since = new Set(places.map((id) => place(id)[0])).size === 1 ? places[0] : "none";
  const opened = new EventSource("/live?topics=" + encodeURIComponent(wanted) + "&since=" + encodeURIComponent(since));
  stream = opened;
  for (const name of names) {
    opened.addEventListener(name, (event) => {
      if (stream !== opened) return;
      last = event.lastEventId || last;
      for (const tab of tabs.values()) tab.since = last;
      if (name === "at") return;
      const message = { name, data: event.data, id: last };
      lately.push(message);
      if (lately.length > remembered) lately.shift();
      tell(message);
    });
  }
  opened.onopen = () => { failures = 0; tell({ name: "open" }); };
  opened.onerror = () => {
    if (stream !== opened || opened.readyState !== EventSource.CLOSED) return;
    stream = null;
    tell({ name: "ended" });
    failures += 1;
    plan(Math.min(60000, 2500 * 2 ** failures));
  };
}

function plan(pause) {
  if (timer) clearTimeout(timer);
  timer = setTimeout(open, pause);
}

function join(port, tab) {
  tabs.set(port, tab);
  const known = new Set(topics.split(","));
  const isCovered = stream && stream.readyState === EventSource.OPEN && tab.topics.every((topic) => known.has(topic));
  if (!isCovered) { failures = 0; plan(20); return; }
  port.postMessage({ name: "open" });
  const [life, at] = place(tab.since);
  const [lastLife] = place(last || tab.since);
  const missed = lately.filter((message) => place(message.id)[1] > at);
  // Another node read the page, or too much has passed: the tab reads itself again.
  if (life !== lastLife || (missed.length === lately.length && lately.length === remembered)) {
    port.postMessage({ name: "reload", data: "more" });
  } else {
    for (const message of missed) port.postMessage(message);
  }
}

function attend(port) {
  port.onmessage = ({ data }) => {
    if (data.topics) { join(port, data); return; }
    tabs.delete(port);
    if (tabs.size === 0) plan(1000);
  };
}
if ("onconnect" in self) onconnect = (event) => attend(event.ports[0]); else attend(self);
