// The moderation queue over live.js: which rows are new, how many wait, and a word above the open
// words when a colleague decides about them or takes them over. What is being read or typed is never
// touched. While words stay open, it says so every few minutes, so that nobody else has to read them.

const RENEW = 3 * 60 * 1000;

const root = document.querySelector("[data-live]");
const list = root.querySelector("[data-queue-list]");
const said = root.querySelector("[data-queue-said]");
const notice = root.querySelector("[data-queue-notice]");
const form = root.querySelector("[data-queue-form]");
const known = new Set(rowIds());
const fresh = new Set();
const kinds = new Set();

function rowIds() {
  return [...list.querySelectorAll("[data-row]")].map((row) => row.dataset.row);
}

function mark() {
  // A decision lets a row of the next page move up; that is nothing new.
  const isArrival = kinds.size === 0 || [...kinds].some((kind) => kind !== "words-decided");
  let hasArrived = false;
  kinds.clear();
  for (const row of list.querySelectorAll("[data-row]")) {
    const id = row.dataset.row;
    if (!known.has(id)) {
      known.add(id);
      if (isArrival) {
        fresh.add(id);
        hasArrived = true;
      }
    }
    if (!fresh.has(id)) continue;
    row.firstElementChild.classList.add("row--new");
    row.querySelector(".row__meta").textContent = "New";
  }
  return hasArrived;
}

function count(name, number) {
  for (const place of document.querySelectorAll("[data-count-of]")) {
    if (place.dataset.countOf !== name) continue;
    (place.querySelector("[data-number]") ?? place).textContent = number;
    if (place.hasAttribute("data-hide-zero")) place.hidden = Number(number) === 0;
  }
}

function tell(hasArrived) {
  const state = list.querySelector("[data-queue-state]");
  const { waiting, held } = state.dataset;
  count("waiting", waiting);
  count("held", held);
  count("/staff/moderation/", waiting);
  const title = document.title.replace(/^\(\d+\+?\) /, "");
  // An error is said first.
  document.title = waiting === "0" || title.startsWith("Error: ") ? title : `(${waiting}) ${title}`;
  const marked = list.querySelectorAll(".row--new").length;
  if (hasArrived) said.textContent = `${marked} new ${marked === 1 ? "text" : "texts"} waiting`;
  const news = list.querySelector("[data-queue-news]");
  const words = news?.content.textContent.trim() ?? "";
  if (notice.textContent.trim() !== words) {
    notice.replaceChildren(...(news ? [news.content.cloneNode(true)] : []));
  }
}

// That a colleague's time is over is announced by nobody: ask again at that moment.
let free = 0;
function askWhenFree() {
  clearTimeout(free);
  const seconds = list.querySelector("[data-queue-state]").dataset.nextFree;
  if (!seconds) return;
  const wait = Math.min(Number(seconds) * 1000, 2 ** 31 - 1);
  free = setTimeout(() => root.dispatchEvent(new CustomEvent("live:refresh")), wait);
}
askWhenFree();

root.addEventListener("live:changed", (event) => kinds.add(event.detail.kind));
root.addEventListener("live:fresh", () => {
  tell(mark());
  askWhenFree();
});

// The words are open here as long as somebody looks at the page.
const open = root.querySelector("[data-queue-renew]");
if (open) {
  const token = open.querySelector("[name=csrfmiddlewaretoken]").value;
  const renew = () => {
    if (document.visibilityState !== "visible") return;
    const headers = { "X-CSRFToken": token };
    fetch(open.dataset.queueRenew, { method: "POST", headers, redirect: "error" }).catch(() => {});
  };
  setInterval(renew, RENEW);
  document.addEventListener("visibilitychange", renew);
}

// After its minute, "Undo" becomes "Decide again"; not under a finger or the focus.
const undo = root.querySelector("[data-queue-undo]");
if (undo) {
  const late = () => {
    if (undo.contains(document.activeElement)) {
      undo.addEventListener("focusout", late, { once: true });
      return;
    }
    undo.hidden = true;
    root.querySelector("[data-queue-undo-said]").hidden = true;
    root.querySelector("[data-queue-again]").hidden = false;
  };
  setTimeout(late, Number(undo.dataset.queueUndo) * 1000);
}

// The green button is the one that is meant: as typed, or with the changes just made.
if (form) {
  const asTyped = form.querySelector("[data-queue-as-typed]");
  const changed = form.querySelector("[data-queue-changed]");
  const text = form.elements.text;
  const original = root.querySelector("[data-queue-words]").textContent.trim();
  const lead = () => {
    const isChanged = text.value.trim() !== original;
    asTyped.classList.toggle("button--yes", !isChanged);
    changed.classList.toggle("button--yes", isChanged);
  };
  text.addEventListener("input", lead);
  lead();
}
