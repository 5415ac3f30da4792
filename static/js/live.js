// Keep one part of a page fresh. A socket says that something changed, never what; the part is then
// asked for again over HTTP. Where a page says:
//   data-live="/ws/…/"         the socket
//   data-live-fetch="/…/"      where the fresh part is
//   data-live-target="…"       what it replaces (a selector inside)
//   [data-live-status]         "Live" or not, from its data-live-on and data-live-off
// and, in the part, data-live-key names what keeps the focus.
// Fires "live:changed" {topic, kind, id} for each announcement and "live:fresh" after each change;
// "live:refresh" asks for the part once more.

// The browser makes elements only of text that comes through here (Trusted Types): it is from our own
// server, and nothing in it is run.
const pages = self.trustedTypes?.createPolicy("noticed-staff", { createHTML: (text) => text });
const parse = (text) => new DOMParser().parseFromString(pages?.createHTML(text) ?? text, "text/html");

const SHORTEST = 1000;
const LONGEST = 30000;
const PAUSE = 250;

const later = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));

function keepFresh(root) {
  const target = root.querySelector(root.dataset.liveTarget);
  const status = root.querySelector("[data-live-status]");
  let socket = null;
  let wait = SHORTEST;
  let timer = 0;
  let isFetching = false;
  let isStale = false;
  let isPressed = false;

  function say(isLive) {
    if (!status) return;
    const words = isLive ? status.dataset.liveOn : status.dataset.liveOff;
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("live--off", !isLive);
    status.hidden = false;
  }

  // One request at a time; whatever was announced meanwhile is covered by one more.
  async function refresh() {
    isStale = true;
    if (isFetching) return;
    isFetching = true;
    while (isStale) {
      isStale = false;
      try {
        const answer = await fetch(root.dataset.liveFetch, { redirect: "error", cache: "no-store" });
        if (!answer.ok) throw new Error(`${answer.status}`);
        const html = await answer.text();
        while (isPressed) await later(20); // A button that is replaced under a finger does nothing.
        replace(html);
        wait = SHORTEST;
        say(socket.readyState === WebSocket.OPEN);
      } catch {
        socket.close();
      }
      await later(PAUSE); // A burst becomes a few requests, not many.
    }
    isFetching = false;
  }

  function replace(html) {
    const fresh = parse(html).body;
    const active = target.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.closest("[data-live-key]")?.dataset.liveKey;
    const scrolled = target.scrollTop;
    target.replaceChildren(...fresh.childNodes);
    target.scrollTop = scrolled;
    if (active) (find(key) ?? target).focus({ preventScroll: true });
    root.dispatchEvent(new CustomEvent("live:fresh", { bubbles: true }));
  }

  function find(key) {
    return [...target.querySelectorAll("[data-live-key]")].find((it) => it.dataset.liveKey === key);
  }

  function connect() {
    clearTimeout(timer);
    if (socket && socket.readyState <= WebSocket.OPEN) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}${root.dataset.live}`);
    socket.onopen = refresh; // Catches up on what came while nobody listened.
    socket.onmessage = (event) => {
      const detail = JSON.parse(event.data);
      root.dispatchEvent(new CustomEvent("live:changed", { bubbles: true, detail }));
      refresh();
    };
    socket.onclose = (event) => {
      if (event.target !== socket) return;
      say(false);
      // Not all at the same moment: after a restart everybody comes back.
      timer = setTimeout(connect, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST);
    };
  }

  target.addEventListener("pointerdown", () => (isPressed = true));
  for (const ended of ["pointerup", "pointercancel"]) {
    addEventListener(ended, () => setTimeout(() => (isPressed = false))); // After its click.
  }
  root.addEventListener("live:refresh", refresh);
  addEventListener("online", connect);
  addEventListener("offline", () => {
    say(false);
    socket.close();
  });
  connect();
}

for (const root of document.querySelectorAll("[data-live]")) keepFresh(root);
