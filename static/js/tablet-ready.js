// The worker's page of a shared tablet: get it ready and prove it, send what waits, stop using it.
//   [data-keep]                  one thing to keep, by its address
//   template[data-says]          what there is to say; [data-part] each of it
//   [data-ready] [data-anew] [data-send] [data-stop] [data-lose]   what can be pressed

const load = (name) => import(document.querySelector(`script[src*="/${name}."]`).src);
const main = document.querySelector("[data-this-tablet]");
const on = (name) => main.querySelector(`[data-${name}]`);
const { code } = main.dataset;
const cacheName = `tablet-${code}`;
const survey = `/s/${code}/`;
const language = document.documentElement.lang;
// The only script that may be run in the background (Trusted Types).
const workers = self.trustedTypes?.createPolicy("noticed-tablet", { createScriptURL: () => "/tablet.js" });
const worker = workers?.createScriptURL("") ?? "/tablet.js";
let queue;

function part(name, values = {}) {
  const found = document.querySelector("template[data-says]").content
    .querySelector(`[data-part="${name}"]`).cloneNode(true);
  for (const it of [found, ...found.querySelectorAll("*")]) {
    if (it.childElementCount) continue;
    for (const [key, value] of Object.entries(values)) {
      it.textContent = it.textContent.replace(`{${key}}`, value);
    }
  }
  return found;
}

function say(name, values) {
  on("state").replaceChildren(part(name, values));
}

const when = (time) =>
  new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(time);

// ----- Before -----

class Closed extends Error {}

const needed = [...main.querySelectorAll("[data-keep]")];

// Everything is fetched before anything is kept, so that what was kept before stays whole until then.
async function fetchAll(isReady) {
  const found = new Map();
  const failed = [];
  for (const [place, item] of needed.entries()) {
    if (!isReady) say("keeping", { n: place + 1, total: needed.length });
    const answer = await fetchOne(item.dataset.keep);
    if (answer) found.set(item.dataset.keep, answer);
    else failed.push(item);
    if (isReady && failed.length) break; // It stays as it is; one without a signal is enough.
  }
  return { found, failed };
}

// Ours, whole, and from where it was asked for: a wifi's sign-in page is none of these.
async function fetchOne(address) {
  const isPage = !address.startsWith("/static/");
  const isSurvey = address.startsWith("/s/");
  try {
    const signal = AbortSignal.timeout(30_000);
    const headers = { "Noticed-Keep": "tablet" };
    const options = { headers, signal, cache: "no-cache", redirect: "error" };
    const answer = await fetch(address, options);
    const text = await answer.clone().text();
    if (isSurvey && answer.status === 410 && text.includes("data-exit")) throw new Closed();
    if (!answer.ok || !text) return null;
    if (isPage && !text.includes("data-exit")) return null;
    if (isSurvey && !text.includes(`data-code="${code}"`)) return null;
    return answer;
  } catch (problem) {
    if (problem instanceof Closed) throw problem;
    return null;
  }
}

// Files first, pages last, and what is not needed any more after that: whenever this is cut short,
// every page that is kept has its files.
async function keepAll(found) {
  const cache = await caches.open(cacheName);
  const failed = [];
  for (const item of needed) {
    const answer = found.get(item.dataset.keep);
    const wanted = await answer.clone().text();
    await cache.put(item.dataset.keep, answer).catch(() => {});
    const kept = await cache.match(item.dataset.keep);
    if (!kept || (await kept.text()) !== wanted) failed.push(item);
  }
  if (failed.length) return failed;
  const addresses = new Set(needed.map((it) => new URL(it.dataset.keep, location).href));
  for (const it of await cache.keys()) if (!addresses.has(it.url)) await cache.delete(it);
  return [];
}

async function getReady(isReady) {
  on("ready").disabled = on("anew").disabled = true;
  try {
    const registration = await navigator.serviceWorker.register(worker);
    await navigator.storage?.persist?.().catch(() => {}); // Or it may go when space runs out.
    const { found, failed } = await fetchAll(isReady);
    if (failed.length) return notReady(failed);
    const unkept = await keepAll(found);
    if (unkept.length) return notReady(unkept, "full");
    await Promise.race([navigator.serviceWorker.ready, pause(10)]);
    if (!registration.active) return notReady([], "again");
    localStorage.setItem(cacheName, Date.now());
    await look();
  } catch (problem) {
    if (!(problem instanceof Closed)) return notReady([], "again");
    await caches.delete(cacheName);
    await look();
    say("closed");
  } finally {
    on("ready").disabled = on("anew").disabled = false;
  }
}

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

async function notReady(failed, why = "signal") {
  const isReady = await look();
  say(isReady ? "old" : "failed", { when: when(Number(localStorage.getItem(cacheName))) });
  const list = on("state").querySelector("ul");
  for (const it of failed) list?.append(it.cloneNode(true));
  on("state").querySelector("[data-why]")?.replaceWith(part(why));
}

// Is it all here, and is there somebody to open it? Looked at, not remembered.
async function isKept() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  if (!registration?.active) return false;
  const cache = await caches.open(cacheName);
  const found = await Promise.all(needed.map((it) => cache.match(it.dataset.keep)));
  if (found.every(Boolean)) return true;
  if (!found.some(Boolean)) await caches.delete(cacheName);
  return false;
}

async function look() {
  const isReady = await isKept();
  if (isReady) say("is-ready", { when: when(Number(localStorage.getItem(cacheName))) });
  else say("not-ready");
  on("ready").hidden = isReady;
  on("anew").hidden = !isReady;
  on("open").classList.toggle("button--primary", isReady);
  return isReady;
}

// With a signal, what is kept is kept anew: keys, words and looks may have changed.
async function refresh() {
  if (navigator.onLine && (await look())) await getReady(true);
}

// ----- After -----

async function count() {
  const [waiting, told] = [await queue.waiting(), await queue.told()];
  on("waiting").textContent = part("waiting", { n: waiting }).textContent;
  on("tried").textContent = told.tried ? part("tried", { when: when(told.tried) }).textContent : "";
  const rows = ["taken", "late", "closed", "before", "refused", "old"]
    .filter((name) => told[name])
    .map((name) => part(`came-${name}`, { n: told[name] }));
  on("told").replaceChildren(...rows);
  on("stop").hidden = waiting > 0;
  on("lose").hidden = !waiting;
  return waiting;
}

async function sendAll() {
  on("send").disabled = true;
  on("sending").replaceChildren(part("sending"));
  await queue.send().catch(() => {});
  const waiting = await queue.waiting();
  on("sending").replaceChildren(part(waiting ? "still" : "none"));
  on("send").disabled = false;
  await count();
}

// ----- Stop -----

async function stop() {
  for (const name of await caches.keys()) if (name.startsWith("tablet-")) await caches.delete(name);
  for (const it of await navigator.serviceWorker.getRegistrations()) await it.unregister();
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("tablet-")) localStorage.removeItem(name);
  }
  await queue.forget(); // Looked at again, it would be made again.
  for (const it of main.querySelectorAll("[data-able]")) it.hidden = true;
  on("ready").hidden = on("anew").hidden = true;
  say("stopped");
  on("state").firstElementChild.tabIndex = -1;
  on("state").firstElementChild.focus();
}

// Words of children are thrown away only by somebody who has read how many.
async function lose(event) {
  event.preventDefault();
  const waiting = await queue.waiting();
  const typed = on("lose").querySelector("input");
  const isMeant = typed.value.trim() === String(waiting);
  on("lose").querySelector("[data-wrong]").hidden = isMeant;
  typed.setAttribute("aria-invalid", String(!isMeant));
  if (!isMeant) return typed.focus();
  typed.value = "";
  await stop();
}

// ----- -----

async function begin() {
  if (!isSecureContext) return say("not-secure");
  if (!navigator.serviceWorker || !self.caches || !self.indexedDB) return say("old-browser");
  queue = await load("tablet-queue");
  for (const it of main.querySelectorAll("[data-able]")) it.hidden = false;
  for (const name of ["ready", "anew"]) on(name).addEventListener("click", () => getReady(false));
  on("send").addEventListener("click", sendAll);
  on("stop").addEventListener("click", async () => !(await queue.waiting()) && stop());
  on("lose").querySelector("form").addEventListener("submit", lose);
  queue.watch(count);
  addEventListener("online", () => refresh().then(sendAll));
  const waiting = await count();
  if (await look()) await refresh();
  if (waiting) await sendAll();
}

begin().catch(() => say("again"));
