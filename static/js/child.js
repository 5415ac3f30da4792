// A survey one question at a time, out of the one form that also works without this. Nothing is
// sent before Send, and nothing readable is kept on the phone. What a page needs to say stands in
// its HTML:
//   form[data-survey]            the form; [data-step] its steps, in order, one more before it
//   data-after="3 5"             asked only after one of these choices
//   template[data-parts]         Back, Skip, Continue, progress, the list of answers
//   [data-send]                  the last part, with the button that sends
//   template[data-waiting]       the page while answers cannot go; main[data-proof] knows ours
// On every page: [data-exit] leaves it for another site, and so does Shift three times.
// Pages are put in place of each other (`swap`), so nothing here may hold on to a part of one.

// The browser makes a page only of text that comes through here (Trusted Types): it is from our own
// server, is parsed without running anything in it, and is put in place as elements.
const pages = self.trustedTypes?.createPolicy("noticed", { createHTML: (text) => text });

function parse(text) {
  return new DOMParser().parseFromString(pages?.createHTML(text) ?? text, "text/html");
}

let presses = [];
let sending = null; // Tries again at once, while answers are on their way.
let leaveSteps = new AbortController(); // Ends what the survey before listened for.

document.addEventListener("click", (event) => {
  const exit = event.target.closest("[data-exit]");
  if (!exit) return;
  event.preventDefault();
  leave(exit);
});

addEventListener("keydown", (event) => {
  const exit = document.querySelector("[data-exit]");
  const now = performance.now();
  presses = event.key === "Shift" ? [...presses, now].filter((it) => now - it < 5000) : [];
  if (exit && presses.length === 3) leave(exit);
});

function leave(exit) {
  removeEventListener("beforeunload", warn);
  document.title = "";
  document.body.replaceChildren();
  location.replace(exit.href);
}

function warn(event) {
  event.preventDefault();
}

// Show a parsed page as if it had been opened here; a survey in it starts at the given step.
// The token stands in the form, its proof in `main` and its five words in a template: whoever
// carries answers over to another form must leave the token that came with it.
function swap(doc, step) {
  const now = document.documentElement;
  const next = doc.documentElement;
  for (const name of now.getAttributeNames()) now.removeAttribute(name);
  for (const name of next.getAttributeNames()) now.setAttribute(name, next.getAttribute(name));
  document.title = doc.title;
  document.body.replaceWith(document.adoptNode(doc.body));
  start(step);
  const heads = [...document.querySelectorAll(".error-summary, h1, h2")];
  focus(heads.find((it) => it.getClientRects().length));
}

function focus(heading) {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

// A copy of one part of a template of the page.
function piece(template, name) {
  const { content } = document.querySelector(`template[data-${template}]`);
  return content.querySelector(`[data-part="${name}"]`).cloneNode(true);
}

function start(step = 0) {
  leaveSteps.abort();
  leaveSteps = new AbortController();
  for (const it of document.querySelectorAll("[data-wishes]")) it.hidden = false;
  const form = document.querySelector("form[data-survey]");
  if (form) survey(form, step);
}

// Colours and size change in place; the address carries them on. Language needs the server: in the
// middle of a survey its page is fetched and put in place of this one, without a loss.
function wear(link) {
  const { wish, value } = link.dataset;
  const root = document.documentElement;
  if (value) root.dataset[wish] = value;
  else delete root.dataset[wish];
  const wished = (address) => {
    const url = new URL(address, location);
    if (value) url.searchParams.set(wish, value);
    else url.searchParams.delete(wish);
    return url.pathname + url.search + url.hash;
  };
  for (const it of document.querySelectorAll("a[href^='/'], form[action^='/']")) {
    const name = it.hasAttribute("href") ? "href" : "action";
    if (it.dataset.wish !== wish) it.setAttribute(name, wished(it.getAttribute(name)));
  }
  for (const it of document.querySelectorAll(`[data-wish="${wish}"]`)) {
    if (it === link) it.setAttribute("aria-current", "true");
    else it.removeAttribute("aria-current");
  }
  history.replaceState(history.state, "", wished(location.href));
}

const FILLED = "form[data-survey], form[data-filled]"; // What somebody may have begun to fill in.

async function speak(link, form) {
  let doc;
  try {
    const answer = await fetch(link.href, { cache: "no-store" });
    doc = parse(await answer.text());
  } catch {
    doc = null;
  }
  const next = doc?.querySelector(FILLED);
  if (!next) {
    document.querySelector("[data-wishes-failed]").hidden = false;
    return;
  }
  const said = new FormData(form);
  for (const input of next.elements) {
    if (["radio", "checkbox"].includes(input.type)) {
      input.checked = said.getAll(input.name).includes(input.value);
    } else if (input.name !== "token" && input.name) input.value = said.get(input.name) ?? "";
  }
  history.replaceState(history.state, "", link.href);
  swap(doc, history.state?.step);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-wish]");
  const form = document.querySelector(FILLED);
  if (!link || (link.dataset.wish === "lang" && !form)) return;
  event.preventDefault();
  if (link.dataset.wish !== "lang") wear(link);
  else if (!sending) speak(link, form);
});

function survey(form, first) {
  const part = (name) => piece("parts", name);
  const send = form.querySelector("[data-send]");
  const back = part("back");
  const line = part("progress-line");
  const check = part("check");
  const bar = document.querySelector(".bar__name");
  const title = document.title.replace(/^.*: /, "");
  const quote = form.querySelector("[data-step='quote']");
  const beforeWords = form.querySelector("[data-before-words]");
  const summary = document.querySelector(".error-summary");
  const wrong = form.querySelector(".field--error")?.closest("[data-step]");
  const questions = [...form.querySelectorAll("[data-step='question'], [data-step='about']")];
  let current;
  let known = null; // While an answer is being changed: the steps that were asked before.

  const lastBefore = quote ?? questions.filter((it) => it.dataset.step === "question").at(-1);
  lastBefore.after(check);
  // "Only if you picked …" is for pages that show every question at once.
  for (const words of form.querySelectorAll("[data-after-words]")) words.remove();
  const all = [...document.querySelectorAll("[data-step]")];
  bar.before(back);

  // Which steps are asked: a question that hangs on a choice, only if that was asked and picked.
  function asked() {
    const picked = new Set();
    return all.filter((step) => {
      if (step === quote && !wrote()) return false;
      const after = step.dataset.after?.split(" ") ?? [];
      if (after.length && !after.some((choice) => picked.has(choice))) return false;
      for (const input of step.querySelectorAll(":checked")) picked.add(input.value);
      return true;
    });
  }

  // Who only taps has no words to show to others, unless a box is still to come.
  function wrote() {
    const boxes = [...form.querySelectorAll("textarea")];
    return boxes.some((it) => it.value.trim() || it.closest("[data-step='about']"));
  }

  // The number of questions is known once nothing ahead hangs on an answer still to be given.
  function progress(steps) {
    const numbered = steps.filter((it) => it.dataset.step === "question");
    const place = numbered.indexOf(current) + 1;
    if (!place) return "";
    const ahead = questions.slice(questions.indexOf(current) + 1);
    const open = new Set([current, ...ahead].flatMap((it) => choices(it)));
    const isKnown = !ahead.some(
      (it) => it.dataset.step === "question" && it.dataset.after?.split(" ").some((id) => open.has(id)),
    );
    const words = part(isKnown ? "progress-of" : "progress").textContent;
    return words.replace("{n}", place).replace("{total}", numbered.length);
  }

  function choices(step) {
    return [...step.querySelectorAll("input[type=radio], input[type=checkbox]")].map((it) => it.value);
  }

  function show(step, { push = true, move = true } = {}) {
    const steps = asked();
    current = steps.includes(step) ? step : steps[0];
    if (current === check) list(steps);
    // What is said before the first box for words stands at the first one that is asked: under
    // its heading, where reading goes on from.
    const box = steps.map((it) => it.querySelector(".say, textarea")).find((it) => it);
    if (beforeWords) box?.before(beforeWords);
    for (const it of all) it.hidden = it !== current;
    // What was wrong is said where it was wrong, and no more once the reader has gone on.
    if (wrong) summary.hidden = !current.querySelector(".field--error");
    const isFirst = current === steps[0];
    const isLast = current === steps.at(-1);
    send.hidden = !isLast;
    back.hidden = isFirst;
    bar.hidden = !isFirst;
    all.forEach((it) => it.querySelector("[data-part='steps']")?.remove());
    if (!isLast) current.append(buttons(isFirst));
    line.textContent = progress(steps);
    if (line.textContent) current.prepend(line);
    const heading = current.querySelector("h1, h2");
    heading.setAttribute("aria-describedby", line.id); // Told with the heading that focus goes to.
    heading.ariaLevel = "1"; // Alone on the page, it is the page's heading.
    document.title = isFirst ? title : `${line.textContent || heading.textContent}: ${title}`;
    if (push) history.pushState(state(depth() + 1), "");
    if (move) focus(heading);
  }

  // The step, and how many of them lie before it in the browser's history.
  function state(depth) {
    return { step: all.indexOf(current), depth };
  }

  function buttons(isFirst) {
    const row = part("steps");
    const skip = row.querySelector("[data-skip]");
    if (isFirst || current === check) {
      skip.remove();
      row.classList.remove("actions--equal");
    }
    row.querySelector("[data-continue]").addEventListener("click", next);
    skip.addEventListener("click", () => {
      for (const input of current.querySelectorAll("input")) input.checked = false;
      for (const box of current.querySelectorAll("textarea")) box.value = "";
      next();
    });
    return row;
  }

  function next() {
    const steps = asked();
    if (!known) return show(steps[steps.indexOf(current) + 1]);
    // An answer was changed: back to the list, by way of what the change has opened.
    const opened = steps.find((it) => !known.has(it));
    if (opened) known.add(opened);
    else known = null;
    show(opened ?? check);
  }

  // Check your answers: each question asked, what was said, and a way to change it.
  function list(steps) {
    const rows = steps
      .filter((it) => it.dataset.step === "question" || it === quote)
      .map((step) => {
        const row = part("answer");
        const asks = step.querySelector("h2").textContent.trim();
        row.querySelector("dt").textContent = asks;
        const said = [...step.querySelectorAll(":checked")].map((it) => {
          const pick = document.createElement("div");
          pick.className = "answers__pick";
          const shown = it.closest("label").querySelectorAll("svg, .choice__words");
          pick.append(...[...shown].map((part) => part.cloneNode(true)));
          return pick;
        });
        const typed = step.querySelector("textarea")?.value ?? "";
        if (typed.trim()) {
          const words = document.createElement("div");
          words.dir = "auto"; // The page's language may be another than theirs.
          words.textContent = typed;
          said.push(words);
        }
        if (said.length) row.querySelector("[data-said]").replaceChildren(...said);
        const change = row.querySelector("button");
        change.querySelector("span").textContent = `: ${asks}`;
        change.addEventListener("click", () => {
          known = new Set(steps);
          show(step);
        });
        return row;
      });
    check.querySelector("dl").replaceChildren(...rows);
  }

  form.addEventListener("input", () => addEventListener("beforeunload", warn));
  form.addEventListener("submit", (event) => {
    // Enter on a choice would send the form from anywhere in it.
    if (!send.hidden) return;
    event.preventDefault();
    next();
  });
  back.addEventListener("click", () => history.back());
  const goTo = (event) => {
    if (sending) return;
    known = null;
    show(all[event.state?.step ?? 0], { push: false });
  };
  addEventListener("popstate", goTo, { signal: leaveSteps.signal });
  for (const link of document.querySelectorAll(".error-summary a")) {
    link.addEventListener("click", (event) => {
      const target = document.getElementById(link.hash.slice(1));
      const step = target?.closest("[data-step]");
      if (!step) return;
      event.preventDefault();
      show(step, { move: false });
      target.focus();
    });
  }

  show(wrong ?? all[first], { push: false, move: false });
  history.replaceState(state(depth()), "");
  history.scrollRestoration = "manual";
}

function depth() {
  return history.state?.depth ?? 0;
}

// The survey is over: Back leads out of it, not into its steps.
function end() {
  leaveSteps.abort();
  removeEventListener("beforeunload", warn);
  if (depth()) history.go(-depth());
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("form[data-survey]")) return;
  event.preventDefault();
  if (!sending) send(event.target);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-try]")) sending?.();
});
addEventListener("online", () => sending?.());

// The proofs of a page, the newest first: one for each key of the server's, while it changes them.
const proofsIn = (main) => (main?.dataset.proof ?? "").split(" ");

// Send by the request that the form would make, until an answer of ours has come: one with the
// proof that this page was given. A wifi's sign-in page cannot know it.
function send(form) {
  const main = document.querySelector("main");
  const [proof] = proofsIn(main);
  const shown = [...main.children].filter((it) => !it.hidden);
  let page, request, timer;
  let tries = 0;
  let isPaused = false;
  let kept; // Where the answers lie sealed, if they do.

  function say(name) {
    (page ?? form).querySelector("[role=status]").replaceChildren(piece("waiting", name));
  }

  async function attempt() {
    if (!form.isConnected) return;
    clearTimeout(timer);
    if (!isPaused) say("sending");
    request = new AbortController();
    const slow = setTimeout(wait, 5000);
    const body = new URLSearchParams(new FormData(form));
    const answer = await post(form.action, body, request);
    clearTimeout(slow);
    request = null;
    if (!form.isConnected) return;
    if (answer.status === 413) return shorten();
    const doc = parse(answer.text);
    const holds = [429, 503].includes(answer.status) && doc.querySelector("[data-paused]");
    if (holds && !page) return pause(answer.later);
    isPaused = false;
    const isOurs = proof && !holds && proofsIn(doc.querySelector("main")).includes(proof);
    if (isOurs && (await settle(doc, answer.status))) return;
    wait();
    say("failed");
    timer = setTimeout(attempt, 1000 * Math.max(answer.later, Math.min(60, 2 ** tries++)));
  }

  // A live room takes nothing for a moment, or too many send at once: the page stays as it is, and tries again. What is on it
  // also lies sealed, so that words still come if the room closes meanwhile.
  function pause(seconds) {
    if (!isPaused) say("paused");
    isPaused = true;
    kept ??= seal(form, proof).then(keep).catch(() => "");
    timer = setTimeout(attempt, 1000 * (seconds + Math.random()));
  }

  // The answer is ours. Did it come after the close? Then what waited is taken by the other door.
  async function settle(doc, status) {
    const name = await kept;
    const late = status === 410 && name ? await deliver(name) : 410;
    if (!late) return false;
    if (name) localStorage.removeItem(name);
    sending = null;
    if (late < 300) {
      form.remove();
      wait();
      page.replaceChildren(piece("waiting", "late"), piece("waiting", "words"));
      focus(page.querySelector("h1"));
    } else swap(doc);
    if (!document.querySelector("form[data-survey]")) end();
    return true;
  }

  function wait() {
    if (page) return;
    page = piece("waiting", "page");
    for (const it of shown) it.hidden = true;
    main.append(page);
    document.querySelector(".bar__back").hidden = true;
    document.querySelector(".bar__name").hidden = false;
    document.title = document.title.replace(/^.*(?=: )/, page.querySelector("h1").textContent);
    focus(page.querySelector("h1"));
    kept ??= seal(form, proof).then(keep).catch(() => "");
    kept.then((name) => {
      if (!page?.querySelector("[data-try]")) return;
      page.append(piece("waiting", name ? "sealed" : "open"));
      if (name) page.append(piece("waiting", "words"));
      if (name) removeEventListener("beforeunload", warn);
      else addEventListener("beforeunload", warn);
    });
  }

  function shorten() {
    page?.remove();
    page = sending = null;
    for (const it of shown) it.hidden = false;
    say("too-long");
  }

  sending = () => {
    tries = 0;
    if (request) request.abort();
    else attempt();
  };
  attempt();
}

// All other forms that post go by script too: a browser that posts one itself keeps what was in it
// on the phone, names and five words too, to load the page again. Staff's have a token of their own.
let going = false;
let again; // Sends the same once more, where too many send at once.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.elements.csrfmiddlewaretoken) return;
  event.preventDefault();
  if (!going) go(form, event.submitter);
});

async function go(form, button) {
  clearTimeout(again);
  going = true;
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  const { status, later, url, text, isElsewhere } = await post(form.action, body, undefined, {}, "follow");
  going = false;
  if (!form.isConnected) return;
  const doc = parse(text);
  if (status === 429) {
    again = setTimeout(() => form.isConnected && go(form, button), 1000 * (later + Math.random()));
    tell(form, "later");
  } else if (!doc.querySelector("main [data-news]") || status === 413 || status >= 500) {
    tell(form, "unsent");
  } else if (isElsewhere) location.assign(url);
  else {
    const { hash } = new URL(form.action);
    history.replaceState(null, "", url + hash);
    swap(doc);
    if (hash) document.getElementById(hash.slice(1))?.scrollIntoView();
  }
}

// Say under a form why what is in it is still there.
function tell(form, name) {
  form.querySelector("[data-part='unsent'], [data-part='later']")?.remove();
  const part = piece("told", name);
  form.append(part);
  part.tabIndex = -1;
  part.focus();
}

async function post(url, body, request = new AbortController(), headers = {}, redirect = "error") {
  const timer = setTimeout(() => request.abort(), 30000);
  try {
    const { signal } = request;
    const answer = await fetch(url, { method: "POST", body, headers, signal, redirect });
    const later = Number(answer.headers.get("Retry-After")) || 0;
    const from = { url: answer.url.replace(/#.*/, ""), isElsewhere: answer.redirected };
    return { status: answer.status, later, text: await answer.text(), ...from };
  } catch {
    return { status: 0, later: 0, text: "" };
  } finally {
    clearTimeout(timer);
  }
}

// Seal the answers so that only the server can open them (surveys/sealing.py).
// Throws where the browser cannot, and where the server would refuse them.
async function seal(form, proof, pairs = [...new FormData(form)]) {
  const { code, key, limit } = form.dataset;
  const [id, point] = key.split(".");
  const { subtle } = crypto;
  const said = pairs.filter(([name, value]) => name.startsWith("q-") && value.trim());
  if (!said.length || said.some(([, value]) => [...value].length > limit)) throw new Error();
  const utf8 = (text) => new TextEncoder().encode(text);
  const ours = Uint8Array.from(atob(point), (it) => it.charCodeAt(0));
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const server = await subtle.importKey("raw", ours, curve, false, []);
  const pair = await subtle.generateKey(curve, false, ["deriveBits"]);
  const own = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: server }, pair.privateKey, 256);
  const agreed = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const salt = new Uint8Array([...own, ...ours]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info: utf8("noticed sealed 1") };
  const aes = await subtle.deriveKey(hkdf, agreed, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  // Filled up with blanks, so that the length does not tell how much somebody wrote.
  const words = utf8(JSON.stringify(pairs));
  const plain = new Uint8Array(Math.ceil(words.length / 1024) * 1024).fill(32);
  plain.set(words);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const gcm = { name: "AES-GCM", iv, additionalData: utf8(`${code}\n${id}`) };
  const hidden = new Uint8Array(await subtle.encrypt(gcm, aes, plain));
  const signs = Array.from([...own, ...iv, ...hidden], (it) => String.fromCharCode(it));
  return { code, key: id, sealed: btoa(signs.join("")), proof, day: today() };
}

function keep(box) {
  const name = `sealed-${crypto.randomUUID()}`;
  localStorage.setItem(name, JSON.stringify(box));
  return name;
}

function today() {
  return Math.floor(Date.now() / 864e5);
}

// Send what was sealed. It is settled by the proof alone, and no more to be kept; nor after 30 days.
async function hand({ proof, day, ...box }) {
  const json = { "Content-Type": "application/json" };
  const answer = await post("/api/v1/sealed/", JSON.stringify(box), undefined, json);
  return { ...answer, isSettled: !!proof && answer.text.includes(proof), isOld: today() - day > 30 };
}

// The same with what lies under a name: the status once it is settled, or 0.
async function deliver(name) {
  const { status, isSettled, isOld } = await hand(JSON.parse(localStorage.getItem(name)));
  if (isSettled || isOld) localStorage.removeItem(name);
  return isSettled ? status : 0;
}

// What waited on this phone goes first. The page says that it has gone, and nothing of it.
async function deliverAll() {
  const names = Object.keys(localStorage).filter((it) => it.startsWith("sealed-"));
  for (const name of names) {
    const status = await deliver(name);
    const part = { 200: "gone", 201: "gone", 400: "late", 404: "late", 410: "late" }[status];
    const news = document.querySelector("[data-news]");
    if (part && !news?.querySelector(`[data-part="${part}"]`)) news?.append(piece("told", part));
  }
}

start();
deliverAll().catch(() => {}); // A browser may forbid storage.

export { end, focus, hand, piece, seal }; // For a tablet (tablet.js).

// Listen: the phone's own voice reads what can be seen; no words leave the phone, so no voice that
// would send them is used. [data-listen] is a button that reads its [data-step], or the whole page
// with the lines for help; the same button stops. Each part is read by a voice of its own language,
// or not at all.
const speech = window.speechSynthesis;
let reading = null;

function voice(language) {
  const own = speech?.getVoices().filter((it) => it.localService) ?? [];
  const cut = (it, parts) => it.toLowerCase().split(/[-_]/, parts).join();
  const near = (parts) => own.find((it) => cut(it.lang, parts) === cut(language, parts));
  return near(2) ?? near(1);
}

const language = (element) => element.closest("[lang]").lang;

function readBy(button) {
  const step = button.closest("[data-step]");
  return step ? [step] : [...document.querySelectorAll("main, .help")];
}

// Text that stands together: [{ block, lang, text, nodes: [[node, where it starts in text]] }]
function passages(roots) {
  const found = [];
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (parent.closest(".visually-hidden, [aria-hidden=true], .listen, textarea, select")) continue;
      let block = parent;
      while (getComputedStyle(block).display === "inline") block = block.parentElement;
      if (!isSeen(block)) continue;
      const lang = language(parent);
      let last = found.at(-1);
      if (last?.block !== block || last.lang !== lang) {
        found.push((last = { block, lang, text: "", nodes: [] }));
      }
      last.nodes.push([node, last.text.length]);
      last.text += node.data;
    }
  }
  return found.filter((it) => /[\p{L}\p{N}]/u.test(it.text));
}

const isSeen = (it) => it.checkVisibility?.() ?? it.getClientRects().length > 0;

function read(button) {
  const mine = { button, parts: passages(readBy(button)) };
  const parts = mine.parts[Symbol.iterator]();
  const next = () => {
    if (reading !== mine) return;
    const part = parts.next().value;
    if (!part) return hush();
    const own = voice(part.lang);
    if (!own) return next();
    // Kept, since some browsers forget an utterance that nobody holds, and never end it.
    const saying = (mine.saying = new SpeechSynthesisUtterance(part.text));
    saying.voice = own;
    saying.lang = part.lang;
    saying.onboundary = (event) => reading === mine && mark(part, event.charIndex);
    saying.onend = saying.onerror = next;
    speech.speak(saying);
  };
  hush();
  reading = mine;
  button.classList.add("listen--on");
  next();
}

function mark(part, from) {
  const [node, start] = part.nodes.findLast((it) => it[1] <= from);
  const range = document.createRange();
  const word = node.data.slice(from - start).match(/^\S*/)[0];
  range.setStart(node, from - start);
  range.setEnd(node, from - start + word.length);
  CSS.highlights?.set("reading", new Highlight(range));
}

function hush() {
  if (!reading) return;
  reading.button.classList.remove("listen--on");
  reading = null;
  speech.cancel();
  CSS.highlights?.delete("reading");
}

// Buttons are shown where they can do something; what is no longer seen is no longer read.
function look() {
  if (reading?.parts.some((it) => !isSeen(it.block))) hush();
  for (const button of document.querySelectorAll("[data-listen]")) {
    const head = readBy(button)[0].querySelector("h1, h2") ?? button;
    const isMute = !voice(language(head.querySelector("[lang]") ?? head));
    if (button.hidden !== isMute) button.hidden = isMute;
  }
  for (const it of document.querySelectorAll("[data-script][hidden]")) it.hidden = false;
}

new MutationObserver(look).observe(document, {
  subtree: true, childList: true, attributeFilter: ["hidden", "lang"],
});
if (speech) speech.onvoiceschanged = look;
addEventListener("pagehide", hush);
document.addEventListener("visibilitychange", () => document.hidden && hush());
look();

// Five words: a card to print or to save as a picture, drawn from what the page says.
function picture(card) {
  const canvas = document.createElement("canvas");
  canvas.width = 1080;
  canvas.height = 1280;
  const pen = canvas.getContext("2d");
  pen.direction = getComputedStyle(card).direction;
  const box = (colour, x, y, width, height) => {
    pen.fillStyle = colour;
    pen.fillRect(x, y, width, height);
    pen.fillStyle = "#1B1B3A";
  };
  const write = (text, x, y, size) => {
    pen.font = `bold ${size}px system-ui, sans-serif`;
    pen.fillText(text, pen.direction === "rtl" ? 1080 - x : x, y, 1000 - x);
  };
  const part = (name, y, size) => {
    write(card.querySelector(`.receipt__${name}`).textContent.trim(), 60, y, size);
  };
  box("#FFFFFF", 0, 0, 1080, 1280);
  box("#FFBF47", 0, 0, 1080, 24);
  part("name", 110, 44);
  part("title", 200, 64);
  [...card.querySelectorAll(".receipt__word")].forEach((it, place) => {
    const y = 250 + place * 164;
    box("#F2F0FF", 60, y, 960, 144);
    write(place + 1, 90, y + 92, 48);
    write(it.textContent, 180, y + 98, 80);
  });
  part("where", 1150, 42);
  part("secret", 1220, 36);
  return canvas;
}

function save(card, name) {
  picture(card).toBlob((file) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 9999);
  });
}

// Typing them back: after two letters, up to six words of our list that begin so, to tap.
let ours;

async function suggest(input) {
  ours ??= fetch(input.dataset.words).then((it) => (it.ok ? it.text() : ""));
  const words = (await ours.catch(() => "")).split("\n");
  const typed = input.value.slice(0, input.selectionStart).match(/[a-z]{2,}$/i)?.[0].toLowerCase();
  const found = words.filter((it) => typed && it.startsWith(typed)).slice(0, 6);
  offer(input, found.join() === typed ? [] : found);
}

function offer(input, words) {
  const box = input.form.querySelector("[data-suggest]");
  const count = input.form.querySelector("[data-suggest-count]");
  const buttons = words.map((word) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = word;
    return button;
  });
  box.firstElementChild.replaceChildren(...buttons);
  box.hidden = !words.length;
  count.textContent = words.length ? count.dataset.suggestCount.replace("{n}", words.length) : "";
}

function pick(button) {
  const input = button.form.querySelector("[data-words]");
  const place = input.selectionStart;
  const before = `${input.value.slice(0, place).replace(/[a-z]+$/i, button.textContent)} `;
  input.value = before + input.value.slice(place).replace(/^[a-z]*\s*/i, "");
  input.focus();
  input.setSelectionRange(before.length, before.length);
  offer(input, []);
}

document.addEventListener("click", ({ target }) => {
  const on = (selector, act) => target.closest(selector) && act(target.closest(selector));
  on("[data-listen]", (it) => (reading?.button === it ? hush() : read(it)));
  on("[data-print]", () => print());
  on("[data-picture]", (it) => save(it.closest("[data-card]"), it.dataset.picture));
  on("[data-suggest] button", pick);
});
document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-words]")) suggest(target);
});
// The keyboard of a phone stays up while words are tapped.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-suggest]")) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  hush();
  const box = document.querySelector("[data-suggest]:not([hidden])");
  if (!box) return;
  const input = box.closest("form").querySelector("[data-words]");
  input.focus();
  offer(input, []);
});
