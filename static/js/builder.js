// While a question is written: show it on the phone beside it, with what is wrong with each text.
// Without script the same stands there after "Show it", and all rows are there from the start.
// The browser makes elements only of text that comes through here (Trusted Types): it is from our own
// server, and nothing in it is run.
const pages = self.trustedTypes?.createPolicy("noticed-staff", { createHTML: (text) => text });
const trusted = (text) => pages?.createHTML(text) ?? text;
const parse = (text) => new DOMParser().parseFromString(trusted(text), "text/html");

const form = document.querySelector("[data-builder]");
const WAIT = 350;
let timer, newest = 0;

const said = form.querySelector("[data-shown]");
form.querySelector("[data-no-script]").hidden = true;

async function show() {
  const number = ++newest;
  let answer;
  try {
    answer = await fetch(form.dataset.builder, { method: "POST", body: new FormData(form) });
  } catch {
    return; // no signal: what is typed stays, and the next key tries again
  }
  if (!answer.ok || number !== newest) return;
  const fresh = parse(await answer.text());
  let wrong = 0;
  for (const part of fresh.querySelectorAll("[data-beside]")) {
    wrong += part.querySelectorAll(".lint__item").length;
    form.querySelector(`[data-beside="${part.dataset.beside}"]`)?.replaceWith(part);
  }
  const words = wrong ? `Things to think about: ${wrong}` : "Nothing to think about";
  if (said.textContent !== words) said.textContent = words;
  draw(fresh.querySelector("[data-phone]").srcdoc);
}

// Only the body is put in place, so that the phone does not blink and stays where it was scrolled.
function draw(page) {
  const phone = form.querySelector("[data-phone]");
  const inside = phone.contentDocument;
  if (!inside?.querySelector("main")) {
    phone.srcdoc = trusted(page);
    return;
  }
  const fresh = parse(page);
  inside.body.replaceWith(inside.adoptNode(fresh.body));
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(show, WAIT);
}
form.addEventListener("input", later);
form.addEventListener("change", later);

// Rows: the empty ones wait behind "Another choice".
const rows = [...form.querySelectorAll("[data-row]")];
const more = form.querySelector("[data-more]");
const isEmpty = (row) => !row.querySelector("input[type=text]").value;
const LEAST = form.elements.kind.value === "faces" ? 3 : 2;

if (more) {
  const filled = rows.findLastIndex((row) => !isEmpty(row)) + 1;
  rows.slice(Math.max(filled, LEAST)).forEach((row) => (row.hidden = true));
  const left = () => rows.filter((row) => row.hidden);
  const canAsk = !more.hidden; // the server makes more rows of this kind
  more.hidden = !canAsk && !left().length;
  more.addEventListener("click", (event) => {
    const [next] = left();
    if (!next) return; // the server makes some, and keeps what is typed
    event.preventDefault();
    next.hidden = false;
    next.querySelector("input[type=text]").focus();
    more.hidden = !canAsk && !left().length;
  });
}

// A picture that is picked stands on the closed list.
form.addEventListener("change", ({ target }) => {
  const list = target.closest(".pictures");
  if (!list) return;
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#picture-${target.value}`);
  list.querySelector("summary svg").replaceChildren(...(target.value ? [use] : []));
  const name = target.closest("label").textContent.trim();
  list.querySelector("[data-picture-name]").textContent = target.value ? name : "Picture";
  const summary = list.querySelector("summary");
  const label = summary.getAttribute("aria-label").split(":")[0];
  summary.setAttribute("aria-label", `${label}: ${target.value ? name : "none"}`);
});
