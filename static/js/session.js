// Says before a session ends, and keeps it while somebody types. Where a page says:
//   data-session="/accounts/session/"   asks there how many seconds are left; POST stays
//   data-left, data-most                seconds when the page was made; data-most is the longest
//   data-warn                           so many seconds before the end it is said
//   [data-session-words]                what is said, once a minute at most
//   [data-session-stay]                 the button
// Nothing that was typed is touched; the page stays as it is when the session has ended.

const box = document.querySelector("[data-session]");
const WARN = Number(box.dataset.warn);
const words = box.querySelector("[data-session-words]");
const button = box.querySelector("[data-session-stay]");
const token = box.querySelector("[name=csrfmiddlewaretoken]").value;

let end = 0;
let last = 0;
let typedAt = 0;
let timer = 0;
let said = "";

function know({ left, most }) {
  end = Date.now() + left * 1000;
  last = Date.now() + most * 1000;
}

async function ask(method) {
  try {
    const headers = { "X-CSRFToken": token };
    const answer = await fetch(box.dataset.session, { method, headers, cache: "no-store" });
    // 403: somebody signed in again in another tab, so this page's token is an old one.
    know(answer.status === 403 ? await (await fetch(box.dataset.session)).json() : await answer.json());
  } catch {
    // No signal: what was known still holds.
  }
}

function say(text, isOver) {
  box.hidden = !text;
  button.hidden = isOver || end >= last - 1000;
  if (text !== said) words.textContent = said = text;
}

function minutes(milliseconds) {
  const number = Math.max(1, Math.ceil(milliseconds / 60000));
  return number === 1 ? "a minute" : `${number} minutes`;
}

async function look() {
  clearTimeout(timer);
  let left = end - Date.now();
  if (left <= WARN * 1000) {
    // Another tab may have been used; and whoever types is there.
    await ask(Date.now() - typedAt < WARN * 1000 ? "POST" : "GET");
    left = end - Date.now();
  }
  if (left <= 0) {
    say("You are signed out. What you typed still stands here. Send it: you can then sign in again and have it back.", true);
    return;
  }
  if (left > WARN * 1000) say("", false);
  else if (end >= last - 1000) say(`Your day’s session ends in ${minutes(left)}. Send what you have typed, then sign in again.`, false);
  else say(`You will be signed out in ${minutes(left)}, since nothing was opened for a while.`, false);
  const next = left > WARN * 1000 ? left - WARN * 1000 : Math.min(60000, left);
  timer = setTimeout(look, Math.min(next + 200, 2 ** 31 - 1));
}

know({ left: Number(box.dataset.left), most: Number(box.dataset.most) });
addEventListener("input", () => (typedAt = Date.now()), { passive: true });
// A computer that slept, or a page that comes back from memory.
addEventListener("pageshow", look);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
button.addEventListener("click", async () => {
  await ask("POST");
  look();
});
look();
