// A survey on a shared tablet: child.js shows it, and this makes it fit for many, one after another.
// Where a worker has made the tablet ready (tablet-ready.js), every answer is sealed here and sent
// from the queue, with a signal or without. On all shared tablets the page empties itself:
//   a[data-next]                 on a last page: the next person; a clock presses it in the end
//   template[data-tablet]        what there is to say, in the language of the page

const load = (name) => import(document.querySelector(`script[src*="/${name}."]`).src);
const { end, focus, piece, seal } = await load("child");
const isReady = Boolean(navigator.serviceWorker?.controller) && isSecureContext;
const queue = isReady ? await load("tablet-queue") : null;

const MINUTE = 60_000;
const { start, words } = document.querySelector("template[data-tablet]").dataset;
const list = isReady ? fetch(words).then((it) => (it.ok ? it.text() : "")).catch(() => "") : null;

let parts;

// Pages are put in place of each other; the last ones say nothing of tablets themselves.
function learn() {
  parts = document.querySelector("template[data-tablet]")?.content ?? parts;
}

const part = (name) => parts.querySelector(`[data-part="${name}"]`).cloneNode(true);

// ----- The next person -----

let isLeaving = false;

// Nothing of who was here stays in the page, nor in what the browser keeps to go back to.
function empty() {
  isLeaving = true;
  document.title = "";
  document.body.replaceChildren();
}

function next() {
  empty();
  location.replace(start);
}

addEventListener("pagehide", empty);
addEventListener("pageshow", (event) => event.persisted && next());
// What asks "Leave this page?" would keep the page of somebody who has gone.
addEventListener("beforeunload", (event) => isLeaving && event.stopImmediatePropagation(), true);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-next]")) return;
  event.preventDefault();
  next();
});

// ----- Clocks -----

let touched = 0; // When somebody last did something here; 0: nobody has.
let clock = null; // { until, say, stop }: the one that runs.

for (const type of ["pointerdown", "keydown", "input", "scroll"]) {
  addEventListener(type, () => (touched = Date.now()), { capture: true, passive: true });
}

// On a last page: a minute to write five words down, or as long as somebody asks for.
function countDown(link) {
  const box = part("clock");
  document.querySelector("main .lead").after(box);
  const stop = () => {
    clock = null;
    const done = part("stopped");
    box.replaceWith(done);
    focusOn(done);
  };
  box.querySelector("[data-stay]").addEventListener("click", stop);
  clock = { box, until: Date.now() + MINUTE, said: 0 };
}

// Left alone for five minutes with something on it, a page asks, and waits one more.
function ask() {
  const dialog = part("there");
  document.body.append(dialog);
  clock = { box: dialog, until: touched + 6 * MINUTE, said: 0 };
  const stay = () => {
    clock = null;
    touched = Date.now();
    dialog.remove();
  };
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.addEventListener("close", stay);
  dialog.showModal();
}

function tick() {
  if (isLeaving) return;
  const last = document.querySelector("a[data-next]");
  if (last && !last.dataset.next) {
    last.dataset.next = "counted";
    countDown(last);
  }
  // What cannot be sealed is in the page alone: child.js says that it must stay.
  if (!clock && touched && Date.now() - touched >= 5 * MINUTE && !document.querySelector("[data-try]")) {
    ask();
  }
  if (clock) show(clock);
}

function show(it) {
  const left = Math.ceil((it.until - Date.now()) / 1000);
  if (left <= 0) return next();
  const sentence = it.box.querySelector("[data-clock]");
  sentence.textContent = sentence.dataset.clock.replace("{n}", left);
  // Said aloud now and then: a number that is read out each second drowns the page.
  const mark = [10, 20, 40, 60].find((seconds) => left <= seconds);
  if (mark !== it.said) it.box.querySelector("[role=status]").textContent = sentence.textContent;
  it.said = mark;
}

function focusOn(element) {
  element.tabIndex = -1;
  element.focus();
}

setInterval(tick, 500);
document.addEventListener("visibilitychange", tick);

// ----- Answers -----

// Before child.js hears of it, which would send the form itself.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!isReady || !form.matches("form[data-survey]") || form.querySelector("[data-send]").hidden) return;
  event.preventDefault();
  if (!form.dataset.going) take(form);
}, true);

async function take(form) {
  const say = (it) => form.querySelector("[role=status]").replaceChildren(it);
  form.dataset.going = "yes";
  say(piece("waiting", "sending"));
  try {
    const { name, receipt } = await keep(form);
    const sent = queue.send(name).catch(() => "");
    const outcome = await Promise.race([sent, new Promise((done) => setTimeout(done, 5000, ""))]);
    last(outcome, receipt);
    queue.send().catch(() => {});
  } catch (problem) {
    delete form.dataset.going;
    say(part(problem instanceof Wrong ? problem.message : "cannot"));
  }
}

class Wrong extends Error {}

// Seal the answers with a token that nobody has but this child, and a secret that only who opens
// them can say back (surveys/api.py); lay them down, and work out the five words.
async function keep(form) {
  const pairs = [...new FormData(form)].filter(([name]) => name !== "token");
  if (!isAnswered(form)) throw new Wrong("nothing");
  if (pairs.some(([, value]) => [...value].length > form.dataset.limit)) throw new Wrong("too-long");
  const token = random(24);
  const proof = random(32);
  const receipt = await fiveWords(token);
  const box = await seal(form, proof, [["token", token], ["proof", proof], ...pairs]);
  return { name: await queue.add(box), receipt };
}

// Whether the server would find an answer: what hangs on a choice counts only if that was asked and
// picked (surveys/answering.py). It could refuse them only when nobody is there to mend them.
function isAnswered(form) {
  const picked = new Set();
  const words = [];
  for (const step of form.querySelectorAll("[data-step]")) {
    const after = step.dataset.after?.split(" ") ?? [];
    if (after.length && !after.some((choice) => picked.has(choice))) continue;
    for (const it of step.querySelectorAll("[name^='q-']:checked")) picked.add(it.value);
    words.push(...[...step.querySelectorAll("textarea")].map((it) => it.value.trim()));
  }
  return picked.size > 0 || words.some(Boolean);
}

function random(bytes) {
  const signs = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)));
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The same 55 bits that surveys/receipts.py takes, and the same list.
async function fiveWords(token) {
  const ours = (await list).trim().split(/\s+/);
  if (ours.length !== 2048) throw new Error("The list of words is not whole.");
  const text = new TextEncoder().encode(`noticed receipt 1\n${token}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  const bits = hash.subarray(0, 7).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) >> 1n;
  return [4n, 3n, 2n, 1n, 0n].map((place) => ours[Number((bits >> (11n * place)) & 2047n)]);
}

// The last page: they have gone, they wait here, or they could not be taken.
function last(outcome, receipt) {
  const name = { taken: "thanks", late: "late", "": "waits" }[outcome] ?? "closed";
  const page = part(name);
  const card = piece("waiting", "words");
  card.querySelectorAll(".receipt__word").forEach((it, place) => (it.textContent = receipt[place]));
  if (name !== "closed") page.querySelector("[data-words]").replaceWith(card);
  page.append(part("next"));
  document.querySelector("main").replaceChildren(page);
  document.querySelector(".bar__back")?.remove();
  document.querySelector(".bar__name").hidden = false;
  const heading = page.querySelector("h1");
  document.title = `${heading.textContent} · Noticed`;
  end();
  focus(heading);
  tick();
}

// ----- What child.js shows, as a tablet needs it -----

// The way out leads to the start, which says nothing of anybody and is there without a signal.
function dress() {
  for (const it of document.querySelectorAll("[data-exit]")) it.href = start;
}

// A kept page is as it was kept: the colours and size that its address asks for are put on here.
function wear() {
  const asked = new URL(location).searchParams;
  for (const wish of ["look", "text"]) {
    const links = [...document.querySelectorAll(`[data-wish="${wish}"]`)];
    const link = links.find((it) => it.dataset.value && it.dataset.value === asked.get(wish));
    if (document.documentElement.dataset[wish] !== asked.get(wish)) link?.click();
  }
}

function settle() {
  learn();
  if (!isReady) return;
  dress();
  wear();
}

settle();
new MutationObserver(settle).observe(document.documentElement, { childList: true });
if (isReady) {
  const send = () => queue.send().catch(() => {});
  addEventListener("online", send);
  setInterval(send, MINUTE);
  send();
}
