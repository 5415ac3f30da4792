// A survey one question at a time, out of the one form that also works without this. Nothing is
// sent before Send, and nothing readable is kept on the phone. What a page needs to say stands in
// its HTML:
//   form[data-survey]            the form; [data-step] its steps, in order, one more before it
//   data-after="3 5"             asked only after one of these choices
//   template[data-parts]         Back, Skip, Continue, progress, the list of answers
//   [data-send]                  the last part, with the button that sends
// On every page: [data-exit] leaves it for another site, and so does Shift three times.
// Pages are put in place of each other (`swap`), so nothing here may hold on to a part of one.

let presses = [];
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

async function speak(link, form) {
  let doc;
  try {
    const answer = await fetch(link.href, { cache: "no-store" });
    doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    doc = null;
  }
  const next = doc?.querySelector("form[data-survey]");
  if (!next) {
    document.querySelector("[data-wishes-failed]").hidden = false;
    return;
  }
  const said = new FormData(form);
  for (const input of next.elements) {
    if (input.localName === "textarea") input.value = said.get(input.name) ?? "";
    else if (input.name !== "token") input.checked = said.getAll(input.name).includes(input.value);
  }
  const step = history.state.step;
  history.replaceState({ step }, "", link.href);
  swap(doc, step);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-wish]");
  const form = document.querySelector("form[data-survey]");
  if (!link || (link.dataset.wish === "lang" && !form)) return;
  event.preventDefault();
  if (link.dataset.wish === "lang") speak(link, form);
  else wear(link);
});

function survey(form, first) {
  const parts = document.querySelector("template[data-parts]").content;
  const part = (name) => parts.querySelector(`[data-part="${name}"]`).cloneNode(true);
  const send = form.querySelector("[data-send]");
  const back = part("back");
  const check = part("check");
  const bar = document.querySelector(".bar__name");
  const title = document.title.replace(/^.*: /, "");
  const quote = form.querySelector("[data-step='quote']");
  const beforeWords = form.querySelector("[data-before-words]");
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
    // What is said before the first box for words stands at the first one that is asked.
    if (beforeWords) steps.find((it) => it.querySelector("textarea"))?.prepend(beforeWords);
    for (const it of all) it.hidden = it !== current;
    const isFirst = current === steps[0];
    const isLast = current === steps.at(-1);
    send.hidden = !isLast;
    back.hidden = isFirst;
    bar.hidden = !isFirst;
    all.forEach((it) => it.querySelector("[data-part='steps']")?.remove());
    if (!isLast) current.append(buttons(isFirst));
    const line = current.querySelector("[data-part='progress-line']") ?? part("progress-line");
    line.textContent = progress(steps);
    if (line.textContent) current.prepend(line);
    const heading = current.querySelector("h1, h2");
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
    if (send.hidden) {
      event.preventDefault();
      next();
      return;
    }
    removeEventListener("beforeunload", warn);
  });
  back.addEventListener("click", () => history.back());
  const goTo = (event) => {
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

  const wrong = form.querySelector(".field--error")?.closest("[data-step]");
  show(wrong ?? all[first], { push: false, move: false });
  history.replaceState(state(depth()), "");
}

function depth() {
  return history.state?.depth ?? 0;
}

start();
