// What waits on a shared tablet: answers, each sealed to the server's key, so that whoever picks the
// tablet up can read nothing. In IndexedDB, since it can say when a thing is truly on the disk, which
// localStorage cannot: a tablet may be switched off as soon as a child has been told.
//   sealed   the answers, under names drawn by lot: no order, no time
//   told     counts of what came of those that have gone, and when it was last tried

export const load = (name) => import(document.querySelector(`script[src*="/${name}."]`).src);
const { hand } = await load("child");
const news = new BroadcastChannel("tablet");

// Calls back whenever a count may have changed, in this page or in another.
export function watch(look) {
  addEventListener("tablet-changed", look);
  news.addEventListener("message", look);
}

function tell() {
  dispatchEvent(new Event("tablet-changed"));
  news.postMessage("changed");
}

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("tablet", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("sealed");
      asked.result.createObjectStore("told");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

// Run one transaction; what `act` asked for is given back once all of it is on the disk.
async function within(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const stores = ["sealed", "told"];
      const transaction = database.transaction(stores, mode, { durability: "strict" });
      const asked = act(...stores.map((it) => transaction.objectStore(it)));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export async function add(box) {
  const name = crypto.randomUUID();
  await within("readwrite", (sealed) => sealed.add(box, name));
  tell();
  return name;
}

export const waiting = () => within("readonly", (sealed) => sealed.count());

const OUTCOMES = ["taken", "late", "closed", "before", "refused", "old", "tried"];

// What came of those that are not here any more, as counts; and when it was last tried.
export async function told() {
  const found = {};
  await within("readonly", (_sealed, told) => {
    for (const name of OUTCOMES) {
      told.get(name).onsuccess = ({ target }) => (found[name] = target.result ?? 0);
    }
  });
  return found;
}

// Send what waits, in an order drawn by lot; `first` goes first, if one is named. One page of the
// tablet at a time. What came of the first is given back, or "" while it still waits.
export function send(first) {
  return navigator.locks.request("tablet-sends", async () => {
    const names = await within("readonly", (sealed) => sealed.getAllKeys());
    if (!names.length) return "";
    await within("readwrite", (_sealed, told) => told.put(Date.now(), "tried"));
    const order = [first, ...shuffled(names.filter((it) => it !== first))].filter(Boolean);
    let ofFirst = "";
    for (const name of order) {
      const { outcome, isDown } = await sendOne(name);
      if (name === first) ofFirst = outcome;
      tell();
      if (isDown || name === first) break;
    }
    return ofFirst;
  });
}

async function sendOne(name) {
  const box = await within("readonly", (sealed) => sealed.get(name));
  if (!box) return { outcome: "", isDown: false };
  const answer = await hand(box);
  const outcome = answer.isSettled ? settled(answer) : answer.isOld ? "old" : "";
  if (outcome) {
    await within("readwrite", (sealed, told) => {
      sealed.delete(name);
      told.get(outcome).onsuccess = ({ target }) => told.put((target.result ?? 0) + 1, outcome);
    });
  }
  const { status } = answer;
  return { outcome, isDown: !status || status === 429 || status >= 500 };
}

// Only an answer with the proof comes here: our server opened it, and sending again is vain.
function settled({ status, text }) {
  if (status < 300) return JSON.parse(text).late ? "late" : "taken";
  return { 409: "before", 410: "closed" }[status] ?? "refused";
}

function shuffled(names) {
  const lots = new Map(names.map((it) => [it, crypto.getRandomValues(new Uint32Array(1))[0]]));
  return names.sort((one, other) => lots.get(one) - lots.get(other));
}

// Everything that waits and every count, gone for good.
export async function forget() {
  await navigator.locks.request("tablet-sends", () =>
    within("readwrite", (sealed, told) => {
      sealed.clear();
      told.clear();
    }),
  );
  indexedDB.deleteDatabase("tablet");
}
