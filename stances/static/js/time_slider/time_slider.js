// Moves grid and map through the moments of a dispute. What each claim, link and cell is at every moment comes with the page;
// a step asks nothing and lays nothing out: it sets attributes where something changed, and no node moves.
"use strict";

(() => {
  const STEP_MS = 1800;
  const SETTLED_MS = 150; // addresses are written when a hand comes to rest: browsers allow few changes of them
  const NAMED = 4;
  // What a letter sets on the map; certain claims bear nothing, so that most steps change little.
  const STATES = { a: "absent", p: "possible", c: "", d: "perhaps-withdrawn", w: "withdrawn" };
  const SVG = "http://www.w3.org/2000/svg";

  let control = null; // the form and its parts
  let told = null; // the states of this debate, on this basis
  let read = ""; // what they were read from
  let cells = []; // those of the grids on the page
  let shown = new Map(); // what those show there that will show something else
  let index = -1; // the moment shown; the number of moments means the whole debate
  let drawn = []; // the groups of the maps
  let groups = new Map(); // the same by slug: a claim may be on several maps
  let folds = []; // boxes of many claims and counts of many links
  let signs = new Map(); // on the maps, by the slug of a claim and their names
  let marked = new Map(); // what is new or answered, by slug
  let newCells = [];
  let playing = 0;
  let settling = 0;

  // --- the control ---

  function parts() {
    const form = document.getElementById("time-slider");
    if (!form) return null;
    const select = form.elements.as_of;
    const [, ...options] = select.options;
    const moments = options.map((option) => ({
      day: option.value,
      label: option.textContent,
      whats: option.dataset.what.split(" "),
      at: (Date.parse(option.value) - Date.parse(options[0].value)) / 86_400_000,
    }));
    return { form, select, moments, range: form.querySelector("input[type=range]"), by: form.querySelector("[data-by]") };
  }

  const whole = () => control.moments.length;
  const around = () => control.form.closest(".time-slider-scope") ?? control.form.parentElement;
  const find = (name) => control.form.querySelector(name);

  function start() {
    const by = control?.by?.value;
    control = parts();
    if (!control) return stop();
    for (const hidden of control.form.querySelectorAll("[hidden]:not([data-go=new])")) hidden.hidden = false;
    find(".as-of").hidden = true;
    if (by) control.by.value = by;
    if (playing) find("[data-go=play]").textContent = "Pause";
    index = control.select.selectedIndex ? control.select.selectedIndex - 1 : whole();
    say();
    load();
  }

  function stops() {
    const what = control.by.value;
    const found = control.moments.flatMap((moment, number) => (!what || moment.whats.includes(what) ? [number] : []));
    return [...found, whole()];
  }

  const before = (number, among = stops()) => among.findLast((stop) => stop < number);
  const after = (number, among = stops()) => among.find((stop) => stop > number);

  function nearest(day) {
    const distance = (stop) => Math.abs((control.moments[stop]?.at ?? Number(control.range.max)) - day);
    return stops().reduce((best, stop) => (distance(stop) < distance(best) ? stop : best));
  }

  function go(number) {
    if (number === undefined || number === index) return;
    index = number;
    say();
    show();
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLED_MS);
  }

  function say() {
    const moment = control.moments[index];
    const [day, ...marks] = (moment?.label ?? "The whole debate").split(" · ");
    control.select.selectedIndex = moment ? index + 1 : 0;
    control.range.value = moment?.at ?? control.range.max;
    control.range.setAttribute("aria-valuetext", moment?.label ?? "the whole debate");
    find(".day").textContent = day;
    find(".marks").textContent = marks.join(" · ");
    find(".marks").title = marks.join(" · ");
    find("[data-go=previous]").disabled = before(index) === undefined;
    find("[data-go=next]").disabled = after(index) === undefined;
  }

  function play() {
    if (playing) return stop();
    if (index === whole()) go(stops()[0]);
    playing = setInterval(() => (after(index) === undefined ? stop() : go(after(index))), STEP_MS);
    find("[data-go=play]").textContent = "Pause";
  }

  function stop() {
    clearInterval(playing);
    playing = 0;
    if (control) find("[data-go=play]").textContent = "Play";
  }

  // --- the moment in addresses: of this page, of what can be saved, of what forms ask for ---

  function moment() {
    const day = control.moments[index]?.day;
    const basis = control.form.querySelector("[name=basis]:checked")?.value;
    return { as_of: day ?? "", basis: basis === "known" ? basis : "" };
  }

  function dated(address) {
    const url = new URL(address, location.href);
    for (const [name, value] of Object.entries(moment())) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    return url;
  }

  function settle() {
    history.replaceState(history.state, "", dated(location.href));
    for (const link of around().querySelectorAll("a[href*='/map.'], a[href*='/grid.'], a[href*='/lines.']")) link.href = dated(link.href);
    for (const form of around().querySelectorAll("form:not(#time-slider)")) carry(form);
    drawMap();
    void drawLines();
  }

  // Where more than what is visible depends on the day (counts of what is folded, what nobody has answered yet), the server draws the
  // map once a hand has come to rest.
  function drawMap() {
    if (!around().querySelector("[data-follows-day]")) return;
    const path = location.pathname + location.search;
    htmx.ajax("GET", path, { source: "#drawing", target: "#drawing", select: "#drawing", swap: "outerMorph" });
  }

  function carry(form) {
    for (const [name, value] of Object.entries(moment())) {
      let field = form.querySelector(`input[type=hidden][name=${name}]`);
      if (!value) field?.remove();
      else if (field) field.value = value;
      else form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }

  // --- the states ---

  function load() {
    const written = document.getElementById("slider-states")?.textContent ?? "";
    if (written !== read) {
      told = written && unpacked(JSON.parse(written));
      shown = new Map();
    }
    read = written;
    cells = told ? [...around().querySelectorAll("table.stance-grid[data-dispute]")].flatMap(cellsOf) : [];
    show(true);
  }

  // a3c2 is aaacc
  function unpacked(packed) {
    const spelt = (runs) => runs.replace(/([a-z])(\d+)/g, (_, letter, count) => letter.repeat(Number(count)));
    return { ...packed, states: Object.fromEntries(Object.entries(packed.states).map(([slug, runs]) => [slug, spelt(runs)])) };
  }

  function letter(slug, number) {
    return told.states[slug]?.[number] ?? "c";
  }

  const there = (slug, number) => letter(slug, number) !== "a";

  function sinceLast() {
    const last = before(index) ?? 0;
    const found = new Map();
    if (index === whole()) return found;
    const since = (slug) => there(slug, index) && !there(slug, last);
    for (const slug of Object.keys(told.states)) if (since(slug)) found.set(slug, "new");
    for (const [link, claim] of Object.entries(told.answers)) {
      if (found.get(link) && !found.get(claim)) found.set(claim, "answered");
    }
    return found;
  }

  function show(anew = false) {
    if (!told || told.days.length !== control.moments.length) return;
    if (anew) {
      findGroups();
      keepHeights();
    }
    const step = sinceLast();
    showMap(step);
    showGrid();
    news(step);
  }

  const speaker = (slug) => (told.speakers ? told.speakers[slug] : document.querySelector(`#claim-${CSS.escape(slug)} .speaker`)?.textContent);

  function news(step) {
    const names = (what) => [...step].filter(([slug, how]) => how === what && speaker(slug)).map(([slug]) => speaker(slug));
    const told_ = (found, one, many) => {
      if (!found.length) return [];
      const people = [...new Set(found)];
      const listed = people.slice(0, NAMED).join(", ") + (people.length > NAMED ? " and others" : "");
      return [`${found.length} ${found.length === 1 ? one : many}: ${listed}`];
    };
    const said = [...told_(names("new"), "new claim", "new claims"), ...told_(names("answered"), "claim answered", "claims answered")];
    find(".step-summary").textContent = index === whole() ? "" : said.join(" · ") || "Nothing new on the map.";
    find("[data-go=new]").hidden = index === whole() || !sought().length;
    find("[data-go=new]").title = arrived().length ? "Bring the new claims to the middle of the map" : "Bring what is there to the middle of the map";
  }

  const arrived = () => [...marked].flatMap(([slug, how]) => (how === "new" ? (groups.get(slug) ?? []) : [])).filter((group) => group.matches(".claim"));

  const present = () => drawn.filter((group) => group.matches(".claim") && group.dataset.at !== "absent");

  // The new claims or, where none is new, what is there: it may lie outside the frame.
  function sought() {
    const found = arrived();
    return found.length ? found : present();
  }

  // A map that moves in its frame brings them to its middle; any other page scrolls.
  function showNew() {
    const [first, ...others] = sought();
    if (!first) return;
    const wish = new CustomEvent("stances:seek", { bubbles: true, cancelable: true, detail: [first, ...others] });
    if (first.dispatchEvent(wish)) first.scrollIntoView({ block: "center", inline: "center" });
  }

  // --- the map ---

  function findGroups() {
    const found = [...around().querySelectorAll(".map svg g[data-slug]")];
    folds = [...around().querySelectorAll(".map svg :is(g.collapsed-group, g.aggregated-edge)")];
    if (found.length && found.length === drawn.length && found.every((group, place) => group === drawn[place])) return;
    drawn = found;
    groups = new Map();
    marked = new Map();
    signs = new Map();
    for (const group of found) filed(groups, group.dataset.slug, group);
    for (const graph of new Set(found.map((group) => group.closest("g.graph")))) makeSigns(graph);
  }

  function filed(table, key, value) {
    if (table.has(key)) table.get(key).push(value);
    else table.set(key, [value]);
  }

  // All signs that may be needed lie in one layer above the map, made and put there at once: nodes that come later would have
  // the browser look through the whole map for what they change.
  function makeSigns(graph) {
    graph.querySelector(":scope > .badges")?.remove();
    const layer = element("g", { class: "badges", "aria-hidden": "true" });
    const answered = new Set(Object.values(told.answers));
    for (const group of graph.querySelectorAll("g.claim[data-slug]")) {
      const { slug } = group.dataset;
      const letters = told.states[slug] ?? "";
      const place = box(group);
      if (/[pd]/.test(letters)) layer.append(signed(slug, place, "perhaps", "?"));
      if (letters.startsWith("a")) layer.append(signed(slug, place, "new", "new"));
      if (answered.has(slug)) layer.append(signed(slug, place, "answered", "answered"));
    }
    graph.append(layer);
  }

  function showMap(step) {
    for (const [slug, found] of groups) {
      const now = index === whole() ? "" : STATES[letter(slug, index)];
      const struck = index === whole() || now === "withdrawn"; // as the whole map is drawn; until then it was not
      const kept = found.some((group) => group.classList.contains("withdrawn")) && !struck ? "yes" : "";
      if ((found[0].dataset.at ?? "") === now && (found[0].dataset.notYetWithdrawn ?? "") === kept) continue;
      sign(slug, "perhaps", now === "possible" || now === "perhaps-withdrawn");
      for (const group of found) {
        put(group, "at", now);
        put(group, "notYetWithdrawn", kept);
      }
    }
    for (const [slug, how] of marked) if (step.get(slug) !== how) mark(slug, how, false);
    for (const [slug, how] of step) if (marked.get(slug) !== how) mark(slug, how, true);
    marked = step;
    for (const cluster of around().querySelectorAll(".map svg g.cluster")) showCluster(cluster);
    for (const many of folds) {
      const slugs = (many.dataset.claims ?? many.dataset.links).split(" ");
      put(many, "at", index === whole() || slugs.some((slug) => there(slug, index)) ? "" : "absent");
    }
  }

  function put(element, name, value) {
    if (value) element.dataset[name] = value;
    else delete element.dataset[name];
  }

  function mark(slug, how, is) {
    for (const group of groups.get(slug) ?? []) put(group, "step", is ? how : "");
    sign(slug, how, is);
  }

  function showCluster(cluster) {
    const [[name, value]] = Object.entries(cluster.dataset);
    const inside = drawn.some((group) => group.dataset[name] === value && group.dataset.at !== "absent");
    put(cluster, "at", inside ? "" : "absent");
  }

  function sign(slug, name, is) {
    for (const made of signs.get(`${slug} ${name}`) ?? []) put(made, "shown", is ? "yes" : "");
  }

  // Where a claim's box is, from the points of its shapes, so that the browser need not compute a layout to know it.
  function box(group) {
    const corners = [...group.querySelectorAll("polygon")].flatMap((one) => one.getAttribute("points").trim().split(/\s+/));
    const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => Number(corner.split(",")[axis])));
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return { left, top, right: Math.max(...xs), width: Math.max(...xs) - left, height: Math.max(...ys) - top };
  }

  function signed(slug, { left, top, right, width, height }, name, text) {
    const made = element("g", { class: `badge badge-${name}` });
    const round = text.length === 1;
    const wide = round ? 16 : 14 + 6.4 * text.length;
    const from = round ? right - 8 : left - 6;
    // Around the box, whose own border says how we know of the claim.
    if (!round) made.append(element("rect", { class: "frame", x: left - 3, y: top - 3, width: width + 6, height: height + 6 }));
    made.append(element("rect", { class: "disc", x: from, y: top - 8, width: wide, height: 16, rx: 8 }));
    const label = element("text", { x: from + wide / 2, y: top + 4, "text-anchor": "middle", "font-size": 11, "font-weight": "bold" });
    label.textContent = text;
    made.append(label);
    filed(signs, `${slug} ${name}`, made);
    return made;
  }

  function element(name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  // --- the grid ---

  // A row that shows less at some moment keeps its height, lest all below it move; as an attribute, for htmx writes the page down
  // and a style written down is refused.
  function keepHeights() {
    const rows = [...control.form.parentElement.querySelectorAll("table.stance-grid tr:not([height])")];
    const heights = rows.map((row) => row.getBoundingClientRect().height);
    rows.forEach((row, place) => row.setAttribute("height", heights[place]));
  }

  // The cells of a grid, each with the moment at which its column begins; an odd one has its appearances, with when each begins.
  function cellsOf(table) {
    const { firsts, odd } = told.grids[table.dataset.dispute];
    const turns = new Map(odd.map(([row, column, found]) => [`${row},${column}`, found]));
    const looksOf = (place, element) => {
      const key = `${table.dataset.dispute},${place}`;
      if (!shown.has(key)) shown.set(key, element.outerHTML);
      return turns.get(place).map(([from, look]) => [from, look === null ? shown.get(key) : told.looks[look]]);
    };
    const columns = [...table.querySelectorAll("tr.columns th")].slice(1).map((th) => th.title || th.querySelector("abbr").title);
    const rows = [...table.querySelectorAll("tbody tr:not(.faction, .changes, .opened)")];
    const found = [table.querySelector("tr.events"), ...rows].flatMap((row, number) =>
      [...(row?.querySelectorAll("td") ?? [])].map((element, column) => ({
        element,
        shown: element.dataset.at ?? false,
        first: number ? firsts[column] : 0,
        later: `${row.querySelector("th a")?.textContent}, ${columns[column]}: later than the day shown`,
        looks: turns.has(`${number - 1},${column}`) && looksOf(`${number - 1},${column}`, element),
      })),
    );
    return found.filter(({ first, looks }) => first || looks);
  }

  const LATER = "later";
  const lookAt = ({ first, looks }, number) => (number < first ? LATER : looks && looks.findLast(([from]) => from <= number)[1]);

  function showGrid() {
    const last = before(index) ?? 0;
    for (const one of newCells) delete one.dataset.step;
    newCells = [];
    for (const cell of cells) {
      const look = lookAt(cell, index);
      if (look !== cell.shown) place(cell, look);
      cell.shown = look;
      const isNew = index !== whole() && look !== lookAt(cell, last);
      if (isNew && cell.element.matches(".evidenced, .mixed, .uncertain")) {
        cell.element.dataset.step = "new";
        newCells.push(cell.element);
      }
    }
    const day = control.moments[index]?.day;
    for (const change of around().querySelectorAll("[data-certain]")) put(change, "at", day && change.dataset.certain > day ? "absent" : "");
  }

  // A cell whose column is later keeps what it shows, unseen and unsaid, lest it be lost where the page is written down.
  function place(cell, look) {
    if (look && look !== LATER) {
      const holder = document.createElement("template");
      holder.innerHTML = look;
      const made = holder.content.firstElementChild;
      cell.element.replaceWith(made);
      cell.element = made;
    }
    put(cell.element, "at", look === LATER ? LATER : "");
    const link = cell.element.querySelector("a");
    if (look === LATER) link?.setAttribute("aria-label", cell.later);
    else link?.removeAttribute("aria-label");
  }

  // --- lines in the place of the grid ---

  // Where they lie depends on the day, so the server draws them once a hand has come to rest. They never get lower, lest the map move.
  async function drawLines() {
    const lines = document.getElementById("lines");
    if (!lines || lines.dataset.asOf === moment().as_of) return;
    const address = location.href;
    const page = await fetched(address);
    const fresh = page?.getElementById("lines");
    if (!fresh || address !== location.href) return;
    const [old, drawing] = [lines, fresh].map((one) => one.querySelector("svg"));
    if (old && drawing) {
      const highest = Math.max(...[old, drawing].map((one) => Number.parseFloat(one.getAttribute("height"))));
      drawing.setAttribute("height", `${highest}pt`);
      drawing.setAttribute("preserveAspectRatio", "xMinYMin");
    }
    const [left] = [...lines.querySelectorAll(".scroll")].map((frame) => frame.scrollLeft);
    lines.dataset.asOf = fresh.dataset.asOf;
    lines.replaceChildren(...fresh.childNodes);
    lines.querySelector(".scroll")?.scrollTo({ left, behavior: "instant" });
  }

  async function fetched(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  }

  // --- hands and keys ---

  const GO = {
    previous: () => go(before(index)),
    next: () => go(after(index)),
    whole: () => go(whole()),
    new: showNew,
    play,
  };

  document.addEventListener("click", ({ target }) => {
    const name = target.closest?.("#time-slider [data-go]")?.dataset.go;
    if (!name) return;
    if (name !== "play") stop();
    GO[name]();
  });

  document.addEventListener("input", ({ target }) => {
    if (target !== control?.range) return;
    stop();
    go(nearest(Number(target.value)));
    control.range.value = control.moments[index]?.at ?? control.range.max;
  });

  document.addEventListener("change", ({ target }) => {
    if (target === control?.by) say(), show();
    if (target.closest?.("#time-slider") && target.name === "basis") void change();
  });

  // Arrivals move documents on the track, so another basis is another control.
  async function change() {
    stop();
    history.replaceState(history.state, "", dated(location.href));
    const fresh = await fetched(location.href);
    if (!fresh) return location.reload();
    for (const id of ["time-slider", "grid"]) document.getElementById(id).replaceWith(fresh.getElementById(id));
    htmx.process(document.getElementById("grid"));
    start();
    settle();
    find("[name=basis]:checked")?.focus();
  }

  const KEYS = { ArrowLeft: "previous", ArrowDown: "previous", ArrowRight: "next", ArrowUp: "next", " ": "play", Home: "first", End: "whole" };

  document.addEventListener("keydown", (event) => {
    if (!control || event.altKey || event.ctrlKey || event.metaKey) return;
    const { target, key } = event;
    if (target === control.range && KEYS[key]) {
      event.preventDefault();
      if (key !== " ") stop();
      if (KEYS[key] === "first") go(stops()[0]);
      else GO[KEYS[key]]();
    }
    if (!target.closest?.(".time-slider-scope") || target.matches("input:not([type=range], [type=radio]), select, textarea")) return;
    const documents = control.moments.flatMap((one, number) => (one.whats.includes("document") ? [number] : []));
    if (key === "n" || key === "]") stop(), go(after(index, documents));
    if (key === "p" || key === "[") stop(), go(before(index, documents));
  });

  // On the whole screen only the map is seen, and what lies in it: the control goes along, and comes back.
  function lodge() {
    if (!control) return;
    const map = document.fullscreenElement?.closest(".time-slider-scope figure.map");
    const place = map ?? around();
    if (control.form.parentElement !== place) place.prepend(control.form);
  }

  document.addEventListener("fullscreenchange", lodge);
  document.addEventListener("htmx:before:swap", ({ detail }) => {
    const target = detail.ctx?.target;
    if (control && target instanceof Element && target !== around() && target.contains(control.form)) around().prepend(control.form);
  });

  // The map arrives late, other parts are drawn anew, and what others change is morphed in: show the same moment again.
  let waiting = false;
  document.addEventListener("htmx:after:swap", () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      start();
      lodge();
    });
  });

  start();
})();
