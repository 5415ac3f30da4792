// Takes suggestions out of the copy in place. It finds their places again as
// participation/moderation/suggestions.py does, since somebody may have typed meanwhile. It decides
// nothing: the copy is a text like any other, and typing undoes it.

const AROUND = 12;
const ALIKE = 4;
const spots = document.querySelector("[data-spots]");
const rows = [...(spots?.querySelectorAll("[data-spots-of]") ?? [])];
const words = document.querySelector("[data-queue-words]");
const copy = spots?.closest("form").elements.text;
const said = spots?.querySelector("[data-spots-said]");
const original = words?.textContent ?? "";

function placesOf(number) {
  const places = [];
  let start = 0;
  for (const node of words.childNodes) {
    const end = start + node.textContent.length;
    if (node.dataset?.spot === number) places.push({ start, end });
    start = end;
  }
  return places;
}

function startsOf(part, text) {
  const starts = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
    if (!/[\p{L}\p{N}_]/u.test(text.slice(0, at).slice(-1))) starts.push(at);
  }
  return starts;
}

function same(one, other) {
  const least = Math.min(one.length, other.length);
  for (let at = 0; at < least; at += 1) if (one[at] !== other[at]) return at;
  return least + (one.length === other.length && one.length < AROUND ? ALIKE : 0);
}

function turned(text) {
  return [...text].reverse().join("");
}

function alike(text, start, place) {
  const end = start + place.end - place.start;
  const before = [text.slice(Math.max(0, start - AROUND), start), original.slice(Math.max(0, place.start - AROUND), place.start)];
  const after = [text.slice(end, end + AROUND), original.slice(place.end, place.end + AROUND)];
  return same(turned(before[0]), turned(before[1])) + same(...after);
}

function findAgain(text, place) {
  const part = original.slice(place.start, place.end);
  const starts = startsOf(part, text);
  if (starts.length === 0) return -1;
  const likeness = starts.map((start) => alike(text, start, place));
  const most = Math.max(...likeness);
  const isOnly = startsOf(part, original).length === 1;
  return isOnly || most >= ALIKE ? starts[likeness.indexOf(most)] : -1;
}

function isIn(row) {
  return placesOf(row.dataset.spotsOf).some((place) => findAgain(copy.value, place) >= 0);
}

function takeOut(some) {
  const places = some.flatMap((row) =>
    placesOf(row.dataset.spotsOf).map((place) => ({ ...place, instead: row.dataset.instead })),
  );
  let text = copy.value;
  for (const place of places.sort((one, other) => other.start - one.start)) {
    const start = findAgain(text, place);
    if (start < 0) continue;
    text = text.slice(0, start) + place.instead + text.slice(start + place.end - place.start);
  }
  copy.value = text;
  copy.dispatchEvent(new Event("input", { bubbles: true }));
}

function show() {
  const left = rows.filter((row) => {
    const is = isIn(row);
    row.querySelector("[data-spots-take]").hidden = !is;
    row.querySelector("[data-spots-out]").hidden = is;
    return is;
  });
  spots.querySelector("[data-spots-all]").hidden = left.length === 0;
  return left;
}

// The button that was pressed is gone: go on to the next, or to the copy when none is left.
function go(from) {
  const left = show();
  said.textContent = left.length ? `Taken out. ${left.length} left.` : "All taken out of the copy.";
  const next = left.find((row) => rows.indexOf(row) > rows.indexOf(from)) ?? left[0];
  if (next) next.querySelector("[data-spots-take]").focus();
  else copy.focus();
}

if (rows.length) {
  for (const it of spots.querySelectorAll("[data-spots-tick]")) it.hidden = true;
  for (const it of spots.querySelectorAll("[data-spots-script]")) it.hidden = false;
  for (const row of rows) {
    row.querySelector("[data-spots-take]").addEventListener("click", () => {
      takeOut([row]);
      go(row);
    });
  }
  spots.querySelector("[data-spots-all]").addEventListener("click", () => {
    takeOut(rows);
    go(rows.at(-1));
  });
  copy.addEventListener("input", show);
  show();
}
