// The service worker of a shared tablet, served as /tablet.js. It opens what a worker has kept on
// the tablet (tablet-ready.js), with a signal as without, so that children always meet what was
// tried. All else goes to the network; where there is none, a page for help stands in.

const OURS_ALONE = /^\/(api|staff|admin|accounts)\//;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isToKeep = request.headers.has("Noticed-Keep"); // Fetched to be kept: never from there.
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (isToKeep || OURS_ALONE.test(url.pathname)) return;
  event.respondWith(answer(request, url));
});

async function answer(request, url) {
  const found = await kept(url.pathname, url.searchParams.get("lang"));
  if (found) return url.pathname === "/help/" ? help(found) : found;
  try {
    return await fetch(request);
  } catch (error) {
    const instead = request.mode === "navigate" && (await kept("/help/", url.searchParams.get("lang")));
    if (!instead) throw error;
    return help(instead, "data-not-kept");
  }
}

// Pages are kept in each language; colours and size are put on by script.
async function kept(path, language) {
  const inLanguage = language && (await caches.match(`${path}?lang=${encodeURIComponent(language)}`));
  return inLanguage || caches.match(path);
}

// The page for help, with the way back to what is kept here, and why it is shown.
async function help(page, why = "data-way-back") {
  const addresses = [];
  for (const name of await caches.keys()) {
    for (const it of await (await caches.open(name)).keys()) addresses.push(new URL(it.url).pathname);
  }
  const survey = addresses.find((it) => it.startsWith("/s/")) ?? "/";
  const shown = (await page.text())
    .replaceAll(`hidden ${why}`, why)
    .replaceAll("hidden data-way-back", "data-way-back")
    .replaceAll('href="#way-back"', `href="${survey}"`);
  const status = why === "data-not-kept" ? 503 : 200;
  return new Response(shown, { status, headers: page.headers });
}
