// A file that carries its whole record: unpacks what the scrubber needs, and opens what a map's link leads to beside the map.
"use strict";

(() => {
  const LATER = '<td class="later"><a><b>later than the day shown</b></a></td>';
  const form = document.getElementById("scrubber");
  const packed = JSON.parse(document.getElementById("told").textContent);

  // --- the grids: a column is later until its first moment, and then what the page has; all else is told cell by cell ---

  const rowsOf = (table) => [...table.querySelectorAll("tbody tr:not(.faction)")].map((row) => [...row.children].slice(1));
  const eventsOf = (table) => [...table.querySelector("tr.events").children].slice(1);

  function simple(element, first) {
    const look = element.outerHTML;
    return { element, shown: look, looks: [LATER, look], runs: first ? [[0, 0], [first, 1]] : [[0, 1]] };
  }

  function odd(element, told) {
    const look = element.outerHTML;
    return { element, shown: look, looks: [...packed.looks, look], runs: told.map(([from, name]) => [from, name ?? packed.looks.length]) };
  }

  function cellsOf(table) {
    const { firsts, odd: exceptions } = packed.grids[table.dataset.dispute];
    const told = new Map(exceptions.map(([row, column, runs]) => [`${row},${column}`, runs]));
    return [eventsOf(table), ...rowsOf(table)].flatMap((row, number) =>
      row.flatMap((element, column) => {
        const runs = told.get(`${number - 1},${column}`);
        if (runs) return [odd(element, runs)];
        return number ? [simple(element, firsts[column])] : [];
      }),
    );
  }

  // a3c2 is aaacc
  const unpacked = (runs) => runs.replace(/([a-z])(\d+)/g, (_, letter, count) => letter.repeat(Number(count)));
  const states = Object.fromEntries(Object.entries(packed.states).map(([slug, runs]) => [slug, unpacked(runs)]));

  const speakers = Object.fromEntries(
    [...document.querySelectorAll("li.claim")].map((claim) => [claim.id.slice("claim-".length), claim.querySelector(".speaker").textContent]),
  );
  // --- what the drawings leave to the text: whose group is whose, and from where to where links go ---

  const slugOf = (anchor) => anchor.getAttribute("href").replace(/^#\w+-/, "");
  for (const anchor of document.querySelectorAll(".map svg a")) anchor.parentElement.dataset.slug = slugOf(anchor);
  for (const group of document.querySelectorAll(".map svg g.link")) {
    const told = document.getElementById(`link-${group.dataset.slug}`);
    group.dataset.kind = told.className;
    group.dataset.source = told.closest("li.claim").id.slice("claim-".length);
    group.dataset.target = slugOf(told.querySelector("a"));
    group.querySelector("a").setAttribute("tabindex", "-1"); // reached from their claims
  }

  form.told = { ...packed, states, speakers, cells: [...document.querySelectorAll("table.stance-grid")].flatMap(cellsOf) };
  form.hidden = false;
  for (const cell of document.querySelectorAll(".stance-grid td > a:not([href])")) cell.title = cell.textContent;

  // --- the maps: from where the argument begins, lights on what belongs together, and keys from claim to claim ---

  function attend(frame) {
    const argument = new Argument(frame.querySelector("svg"));
    const top = (claim) => claim.getBoundingClientRect().top;
    const first = argument.present.reduce((a, b) => (top(b) < top(a) ? b : a)).getBoundingClientRect();
    frame.scrollLeft += first.left + first.width / 2 - frame.getBoundingClientRect().left - frame.clientWidth / 2;
    new Lights(frame).argument = argument;
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
    const whole = Object.assign(document.createElement("a"), { href: `#${target.id}`, textContent: "Go to it in the text" });
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
