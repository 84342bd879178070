// What is new since somebody was last here. Up to where they have seen the debate is kept in their browser alone: one visit, which
// is that of a tab, compares with what the visit before it left behind.
"use strict";

(() => {
  const { live, revision } = document.body.dataset;
  if (!live) return;
  const key = `stances-seen ${live}`;
  const place = document.getElementById("unseen");
  const day = () => new Date().toLocaleDateString("sv"); // which is 2026-11-28

  function keep(storage, value) {
    try {
      storage.setItem(key, value);
    } catch {} // without storage nothing is new, and nothing breaks
  }
  const seenNow = () => `${document.body.dataset.revision} ${day()}`;

  async function show(seen) {
    const [since, on] = seen.split(" ");
    if (Number(since) >= Number(revision)) return;
    const answer = await fetch(`${place.dataset.address}?since=${since}&on=${on}`, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
    if (answer.ok) place.innerHTML = await answer.text();
  }

  let seen = null;
  try {
    seen = sessionStorage.getItem(key) ?? localStorage.getItem(key);
  } catch {}
  keep(sessionStorage, seen ?? seenNow());
  if (place && seen) void show(seen);

  addEventListener("pagehide", () => keep(localStorage, seenNow()));
  place?.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const storage of [sessionStorage, localStorage]) keep(storage, seenNow());
    place.replaceChildren();
  });
})();
