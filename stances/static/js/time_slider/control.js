// Moves grid and map through the moments of a dispute. What each claim, link and cell is at every moment comes once, after the
// page or in it; a step asks nothing and lays nothing out: it sets attributes where something changed.

import { isSwitchedOff } from "../page/keys.js";
import { GridView, redrawLines } from "./grid_view.js";
import { MapView } from "./map_view.js";
import { States } from "./states.js";

const STEP_MS = 1800;
const AGAIN_MS = 5000; // until what did not come is asked for again
const SETTLED_MS = 150; // addresses are written when a hand comes to rest: browsers allow few changes of them
const MAX_NAMED = 4;

class TimeSlider {
  constructor() {
    this.index = -1; // the moment shown; the number of moments means the whole debate
    this.map = new MapView();
    this.grid = new GridView();
    this.playing = 0;
    this.settling = 0;
  }

  // Begins with what is on the page, or goes on with it where parts of it came anew.
  start() {
    const by = this.by?.value;
    this.form = document.getElementById("time-slider");
    if (!this.form) return this.stop();
    this.select = this.form.elements.as_of;
    this.track = document.getElementById("time-track");
    this.range = this.track?.querySelector("input") ?? Object.assign(document.createElement("input"), { type: "range", step: "any" });
    this.by = this.find("[data-by]");
    this.moments = this.readMoments();
    for (const hidden of this.form.querySelectorAll("[hidden]:not([data-go=new])")) hidden.hidden = false;
    if (this.track) this.track.hidden = false;
    this.find(".as-of").hidden = true;
    if (by) this.by.value = by;
    if (this.playing) this.find("[data-go=play]").textContent = "Pause";
    this.index = this.select.selectedIndex ? this.select.selectedIndex - 1 : this.whole;
    this.say();
    this.attach();
    this.show();
  }

  readMoments() {
    const [, ...options] = this.select.options;
    const places = this.track?.dataset.places.split(" ") ?? [];
    return options.map((option, number) => ({
      number,
      day: option.value,
      dayWords: option.dataset.day,
      marks: option.dataset.marks,
      all: option.dataset.all ?? option.dataset.marks,
      whats: option.dataset.what.split(" "),
      at: Number(places[number] ?? number),
    }));
  }

  replace() {
    if (!this.form || document.getElementById("time-track") !== this.track) return;
    this.moments = this.readMoments();
    this.say();
  }

  attach() {
    const place = document.getElementById("slider-states");
    const { address, revision } = place?.dataset ?? {};
    const source = address ? `${address}#${revision}` : (place?.textContent ?? "");
    if (source === this.source) return this.follow();
    this.source = source;
    if (address) void this.fetchStates(address, source);
    else this.read(source);
  }

  async fetchStates(address, source) {
    const answer = await fetch(address).catch(() => null);
    const text = answer?.ok && (await answer.text());
    if (source !== this.source) return;
    if (text) this.read(text), this.show();
    else setTimeout(() => source === this.source && this.fetchStates(address, source), AGAIN_MS);
  }

  read(text) {
    this.states = text && new States(JSON.parse(text));
    this.follow();
  }

  follow() {
    if (!this.tells) return;
    this.grid.attach(this.scope, this.states);
    this.map.attach(this.scope, this.states);
    this.form.dataset.ready = ""; // for whoever waits until it can be moved
  }

  // Whether the states are those of this control: after a change by others the two may come one after the other.
  get tells() {
    return this.states && this.states.days.length === this.moments.length;
  }

  get whole() {
    return this.moments.length;
  }

  get moment() {
    return this.moments[this.index];
  }

  get scope() {
    return this.form.closest(".time-slider-scope") ?? this.form.parentElement;
  }

  find(selector) {
    return this.form.querySelector(selector);
  }

  // --- from moment to moment ---

  // The moments at which to stop, of one kind if `what` names it, and the whole debate.
  stops(what = this.by.value) {
    return [...this.moments.filter(({ whats }) => !what || whats.includes(what)).map(({ number }) => number), this.whole];
  }

  before(stops = this.stops()) {
    return stops.findLast((stop) => stop < this.index);
  }

  after(stops = this.stops()) {
    return stops.find((stop) => stop > this.index);
  }

  nearest(at) {
    const distance = (stop) => Math.abs((this.moments[stop]?.at ?? Number(this.range.max)) - at);
    return this.stops().reduce((best, stop) => (distance(stop) < distance(best) ? stop : best));
  }

  go(index) {
    if (index === undefined || index === this.index) return;
    this.index = index;
    this.say();
    this.show();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), SETTLED_MS);
  }

  play() {
    if (this.playing) return this.stop();
    if (this.index === this.whole) this.go(this.stops()[0]);
    this.playing = setInterval(() => (this.after() === undefined ? this.stop() : this.go(this.after())), STEP_MS);
    this.find("[data-go=play]").textContent = "Pause";
  }

  stop() {
    clearInterval(this.playing);
    this.playing = 0;
    if (this.form) this.find("[data-go=play]").textContent = "Play";
  }

  // Where the moment is on the track, in a sheet of its own: a style of the track's would be written down where the page is morphed,
  // and one of the whole page's has the browser look through all of it.
  placeMoment(left) {
    if (!this.sheet) document.adoptedStyleSheets.push((this.sheet = new CSSStyleSheet()));
    this.sheet.replaceSync(`.track { --moment: ${left}; }`);
  }

  // --- what is shown and said ---

  say() {
    const { moment } = this;
    const { dayWords, marks, all } = moment ?? { dayWords: "The whole debate", marks: "", all: "" };
    this.select.selectedIndex = moment ? this.index + 1 : 0;
    this.range.value = moment?.at ?? this.range.max;
    this.placeMoment(`${this.range.value}%`);
    this.track?.toggleAttribute("data-whole", !moment);
    this.range.setAttribute("aria-valuetext", moment ? [dayWords, marks].filter(Boolean).join(" · ") : "the whole debate");
    this.find(".day").textContent = dayWords;
    this.find(".marks").textContent = marks;
    this.find(".marks").title = all;
    this.find("[data-go=previous]").disabled = this.before() === undefined;
    this.find("[data-go=next]").disabled = this.after() === undefined;
  }

  show() {
    if (!this.tells) return;
    const earlier = this.before() ?? 0;
    const step = this.moment ? this.states.newSince(earlier, this.index) : new Map();
    this.map.show(this.moment, step);
    this.grid.show(this.moment ?? { number: this.whole }, earlier);
    this.summarize(step);
  }

  summarize(step) {
    const speakersOf = (what) => [...step].filter(([, how]) => how === what).map(([slug]) => this.speakerOf(slug)).filter(Boolean);
    const said = [
      ...listed(speakersOf("new"), "new claim", "new claims"),
      ...listed(speakersOf("answered"), "claim answered", "claims answered"),
    ];
    this.find(".step-summary").textContent = this.moment ? said.join(" · ") || "No new claims." : "";
    const seek = this.find("[data-go=new]");
    seek.hidden = !this.moment || !this.map.soughtClaims.length;
    seek.textContent = this.map.arrivedClaims.length ? "Go to new claims" : "Go to these claims";
  }

  speakerOf(claim) {
    if (this.states.speakers) return this.states.speakers[claim];
    return document.querySelector(`#claim-${CSS.escape(claim)} .speaker`)?.textContent;
  }

  // --- the moment in addresses: of this page, of what can be saved, of what forms ask for ---

  get parameters() {
    const basis = this.find("[name=basis]:checked")?.value;
    return { as_of: this.moment?.day ?? "", basis: basis === "known" ? basis : "" };
  }

  dated(address) {
    const url = new URL(address, location.href);
    for (const [name, value] of Object.entries(this.parameters)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    return url;
  }

  settle() {
    history.replaceState(history.state, "", this.dated(location.href));
    document.dispatchEvent(new CustomEvent("stances:moment"));
    const saved = "a[href*='/map.'], a[href*='/grid.'], a[href*='/lines.']";
    for (const link of this.scope.querySelectorAll(saved)) link.href = this.dated(link.href);
    for (const form of this.scope.querySelectorAll("form:not(#time-slider)")) this.writeInto(form);
    if (this.scope.querySelector("[data-follows-day]")) redrawMap();
    void redrawLines(this.parameters.as_of, fetchPage);
  }

  writeInto(form) {
    for (const [name, value] of Object.entries(this.parameters)) {
      let field = form.querySelector(`input[type=hidden][name=${name}]`);
      if (!value) field?.remove();
      else if (field) field.value = value;
      else form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }

  // Arrivals move documents on the track, so another basis is another control.
  async changeBasis() {
    this.stop();
    history.replaceState(history.state, "", this.dated(location.href));
    const fresh = await fetchPage(location.href);
    if (!fresh) return location.reload();
    for (const id of ["time-slider", "grid", "detail-content"]) document.getElementById(id).replaceWith(fresh.getElementById(id));
    for (const id of ["grid", "detail-content"]) htmx.process(document.getElementById(id));
    this.start();
    this.settle();
    this.find("[name=basis]:checked")?.focus();
  }
}

function listed(people, one, many) {
  if (!people.length) return [];
  const names = [...new Set(people)];
  return [`${people.length} ${people.length === 1 ? one : many}: ${names.slice(0, MAX_NAMED).join(", ")}${names.length > MAX_NAMED ? " and others" : ""}`];
}

// Where more than what is visible depends on the day (counts of what is folded, what nobody has answered yet), the server draws the
// map once a hand has come to rest.
function redrawMap() {
  const path = location.pathname + location.search;
  htmx.ajax("GET", path, { source: "#drawing", target: "#drawing", select: "#drawing", swap: "outerMorph" });
}

async function fetchPage(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

// --- hands and keys ---

const slider = new TimeSlider();

const GO = {
  previous: () => slider.go(slider.before()),
  next: () => slider.go(slider.after()),
  first: () => slider.go(slider.stops()[0]),
  whole: () => slider.go(slider.whole),
  new: () => slider.map.seek(),
  play: () => slider.play(),
};

const KEYS = { ArrowLeft: "previous", ArrowDown: "previous", ArrowRight: "next", ArrowUp: "next", " ": "play", Home: "first", End: "whole" };

const EVERYWHERE = ["ArrowLeft", "ArrowRight", " "];
const TAKES_KEYS = "input, select, textarea, button, summary, [role=separator], [contenteditable]";

function act(name) {
  if (name !== "play") slider.stop();
  GO[name]();
}

document.addEventListener("click", ({ target }) => {
  const name = target.closest?.("#time-slider [data-go]")?.dataset.go;
  if (name) act(name);
});

document.addEventListener("input", ({ target }) => {
  const { range } = slider;
  if (!range || target !== range) return;
  slider.stop();
  slider.go(slider.nearest(Number(range.value)));
  range.value = slider.moment?.at ?? range.max;
});

document.addEventListener("change", ({ target }) => {
  if (slider.by && target === slider.by) slider.say(), slider.show();
  if (target.closest?.("#time-slider") && target.name === "basis") void slider.changeBasis();
});

// On the page of a dispute the keys work everywhere but in fields, and where something nearer has used them.
document.addEventListener("keydown", (event) => {
  if (!slider.form || event.defaultPrevented || isSwitchedOff(event) || event.altKey || event.ctrlKey || event.metaKey) return;
  const { target, key } = event;
  const isNear = target === slider.range || (slider.form.closest(".workspace") && !target.closest?.(TAKES_KEYS));
  if (isNear && KEYS[key] && (target === slider.range || EVERYWHERE.includes(key))) {
    event.preventDefault();
    act(KEYS[key]);
  }
  if (!target.closest?.(".time-slider-scope, body") || target.matches("input:not([type=range], [type=radio]), select, textarea")) return;
  const documents = slider.stops("document").slice(0, -1);
  if (key === "n" || key === "]") slider.stop(), slider.go(slider.after(documents));
  if (key === "p" || key === "[") slider.stop(), slider.go(slider.before(documents));
});

// The places of moments follow the columns of the grid.
document.addEventListener("stances:axis", () => slider.replace());

// The map arrives late, other parts are drawn anew, and what others change is morphed in: show the same moment again.
let isWaiting = false;
document.addEventListener("htmx:after:swap", () => {
  if (isWaiting) return;
  isWaiting = true;
  queueMicrotask(() => {
    isWaiting = false;
    slider.start();
  });
});

slider.start();
