// A file that carries its whole record: opens what a map's link leads to beside the map.
"use strict";

(() => {
  // --- what the drawings leave to the text: whose group is whose, and from where to where links go ---

  const slugOf = (anchor) => anchor.getAttribute("href").replace(/^#\w+-/, "");
  for (const anchor of document.querySelectorAll(".map svg a")) anchor.parentElement.dataset.slug = slugOf(anchor);
  for (const group of document.querySelectorAll(".map svg g.link")) {
    const entry = document.getElementById(`link-${group.dataset.slug}`);
    group.dataset.kind = entry.className;
    Object.assign(group.dataset, entry.dataset); // with which claims it starts, and whether these are contraries
    group.dataset.source = entry.closest("li.claim").id.slice("claim-".length);
    group.dataset.target = slugOf(entry.querySelector("a"));
    group.querySelector("a").setAttribute("tabindex", "-1"); // reached from their claims
  }

  document.getElementById("time-slider").hidden = false;
  for (const cell of document.querySelectorAll(".stance-grid td > a:not([href])")) cell.title = cell.textContent;
  const titles = new Map(); // a link or column has its title only where it differs from that of the last one of the same address
  for (const titled of document.querySelectorAll(".stance-grid :is(a[href], th[data-column])")) {
    const address = titled.hash ?? titled.dataset.column;
    if (titled.title) titles.set(address, titled.title);
    else if (titles.has(address)) titled.title = titles.get(address);
  }

  // --- the maps: from where the argument begins, highlights on what belongs together, and keys from claim to claim ---

  function attend(frame) {
    const argument = new Argument(frame.querySelector("svg"));
    const top = (claim) => claim.getBoundingClientRect().top;
    const first = argument.present.reduce((a, b) => (top(b) < top(a) ? b : a)).getBoundingClientRect();
    frame.scrollLeft += first.left + first.width / 2 - frame.getBoundingClientRect().left - frame.clientWidth / 2;
    new Highlight(frame).argument = argument;
    frame.addEventListener("keydown", (event) => {
      const claim = event.target.closest("g.claim");
      const slug = claim && event.key.startsWith("Arrow") && next(argument, claim.dataset.slug, event.key);
      if (!slug) return;
      event.preventDefault();
      const group = argument.claims.get(slug);
      group.querySelector("a").focus({ preventScroll: true });
      group.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  for (const frame of document.querySelectorAll(".map .canvas")) if (frame.querySelector("g.claim")) attend(frame);

  // --- a claim beside its map ---

  const beside = document.getElementById("beside");
  let opener = null;

  function open(target) {
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close", className: "close" });
    const copy = document.createElement("div");
    copy.append(...[...target.cloneNode(true).childNodes]);
    for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
    const whole = Object.assign(document.createElement("a"), { href: `#${target.id}`, textContent: "Go to this claim in the text" });
    beside.replaceChildren(close, copy, whole);
    beside.hidden = false;
    beside.scrollTop = 0;
    beside.focus();
  }

  function close() {
    beside.hidden = true;
    opener?.focus();
    opener = null;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#beside .close")) return close();
    const link = event.target.closest(".map svg a, #beside div a");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target?.matches("li")) return link?.closest("#beside") && close();
    event.preventDefault();
    opener ??= link;
    open(target);
  });

  document.addEventListener("keydown", ({ key }) => key === "Escape" && !beside.hidden && close());
})();
