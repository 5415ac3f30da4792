// Keys of one letter, for pages that list them. Never while somebody types, and they can be turned
// off (WCAG 2.1.4). Where a page says:
//   data-key="a"            what the key presses: a button, a link; a <details> it opens, whose
//                           first field or button gets the focus; a field
//   data-key-needs="name"   go to this empty field first
//   data-key-rows           the list that J and K, or the arrows, walk through
//   data-once               a form that is sent once, however often its key is pressed

const SWITCH = "shortcuts";
const button = document.querySelector("[data-keys-switch]");
let isOn = read() !== "off";

// A browser may refuse to keep anything; the shortcuts then start on with each page.
function read() {
  try {
    return localStorage.getItem(SWITCH);
  } catch {
    return null;
  }
}

function turn(on) {
  isOn = on;
  button.textContent = on ? "Turn shortcuts off" : "Turn shortcuts on";
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    return;
  }
}

function press(it) {
  if (it.matches("details")) {
    it.open = true;
    it.querySelector("select, textarea, input:not([type=hidden]), button")?.focus();
    return;
  }
  if (it.matches("textarea")) {
    it.focus();
    return;
  }
  const needed = it.dataset.keyNeeds && it.form.elements[it.dataset.keyNeeds];
  if (needed && !needed.value) needed.focus();
  else it.click();
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-key-rows] [data-live-key]")];
  const here = rows.indexOf(document.activeElement);
  const open = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const from = here >= 0 ? here : open >= 0 ? open : step > 0 ? -1 : rows.length;
  rows[Math.max(0, Math.min(rows.length - 1, from + step))]?.focus();
}

function onKey(event) {
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = event.key.toLowerCase();
  const isInList = event.target.closest("[data-key-rows]");
  if (key === "j" || (key === "arrowdown" && isInList)) walk(1);
  else if (key === "k" || (key === "arrowup" && isInList)) walk(-1);
  else {
    const it = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!it) return;
    press(it);
  }
  event.preventDefault();
}

for (const form of document.querySelectorAll("[data-once]")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  addEventListener("pageshow", () => {
    isSent = false;
  });
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => turn(!isOn));
  turn(isOn);
}
addEventListener("keydown", onKey);
