// Maps on a page: each figure gets a canvas to move and zoom, highlights, a finder, keys to walk by, and a place beside it where
// a claim opens. All of it reads the drawing alone; without scripts the map is a picture that opens the drawing.
"use strict";

import { Argument } from "./argument.js";
import { Canvas } from "./canvas.js";
import { Finder } from "./finder.js";
import { Headings } from "./headings.js";
import { Highlight } from "./highlight.js";
import { Card, Levels } from "./levels.js";
import { Refusal } from "./refusal.js";
import { Beside, offered } from "../page/beside.js";
import { areLettersOn, isSwitchedOff, switchLetters } from "../page/keys.js";
import { Ticks } from "./ticks.js";
import { inTime, next, nextLink } from "./walk.js";

const RECORD = /\/(claims|links)\/([^/?#]+)$/;
const plain = (event) => !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
const ROOM = { width: 269 * (96 / 25.4), height: 118 * (96 / 25.4) }; // pixels that print.css gives a map on A4
const LEAST = 0.8; // of its full size, at which letters of 10 points come to 8
const legible = ({ width, height }) => Math.min(ROOM.width / width.baseVal.value, ROOM.height / height.baseVal.value) >= LEAST;
const lettersReady = Promise.all(["", "bold "].map((weight) => document.fonts.load(`${weight}1em "Source Sans Pro"`))).catch(() => {}); // labels are measured in them
const idly = window.requestIdleCallback ?? setTimeout;
const pathOf = (anchor) => anchor.getAttribute("href") ?? anchor.href.baseVal;

class ArgumentFigure {
  #argument = null;
  #headings = null;
  #levels = null;
  #moving = 0;
  #before = null;
  #last = null; // the claim that had the focus last
  #hub = ""; // the claim whose links are walked through
  #asked = false; // for the outline
  #chosen = null; // what the page has chosen: slugs to be lit, and of these the claim or link that it is about
  #resting = false; // the focus is on the map itself, not on its way to a claim

  constructor(figure) {
    this.figure = figure;
    const part = (selector) => figure.querySelector(selector);
    this.frame = part(".canvas");
    this.size = part(".size");
    this.frame.setAttribute("aria-busy", "true");
    this.canvas = new Canvas(this.frame, part(".stage"), () => this.#moved());
    this.card = new Card(this.frame);
    this.highlight = new Highlight(this.frame, (group) => this.card.show(group));
    this.ticks = new Ticks(figure);
    this.finder = new Finder(part(".map-find"), this.canvas, () => this.#argument, {
      outline: figure.dataset.outline,
      expand: (token, slug) => this.#toggle(token, slug),
    });
    this.refusal = new Refusal(part(".refused"), () => htmx.trigger(part(".stage"), "stances:again"));
    this.beside = new Beside(part(".beside"), {
      shown: (path) => this.#shown(path),
      closed: () => this.#select(null),
      actions: (path) => this.#actions(path),
    });
    this.workspace = figure.closest(".workspace"); // where the map is one part among others, its keys work everywhere
    figure.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("stances:chosen", ({ detail }) => this.#light(detail));
    this.frame.addEventListener("focusin", (event) => this.#focused(event));
    this.frame.addEventListener("focusout", ({ relatedTarget }) => this.frame.contains(relatedTarget) || ((this.frame.tabIndex = 0), (this.#resting = false)));
    const letters = part("[data-letters]");
    letters.checked = areLettersOn();
    letters.addEventListener("change", () => switchLetters(letters.checked));
    figure.addEventListener("stances:seek", (event) => {
      event.preventDefault();
      this.frame.scrollIntoView({ block: "nearest" });
      this.canvas.gather(event.detail);
    });
    const screen = part("[data-do=screen]");
    document.addEventListener("fullscreenchange", () => {
      const isFull = this.#isFull;
      screen.textContent = isFull ? "Leave full screen" : "Full screen";
      if (isFull) this.#rest();
    });
    if (!document.fullscreenEnabled) screen.remove();
    if (this.canvas.svg) void this.arrived();
  }

  // What is printed in the place of a map that paper would make too small; asked for when there is nothing else to do,
  // and again when the page was brought up to date, which empties its place.
  outlined() {
    const place = this.figure.parentElement?.querySelector(":scope > .on-paper-instead:empty");
    if (!place || this.#asked || !this.canvas.svg || this.figure.classList.contains("legible")) return;
    this.#asked = true;
    idly(() => void this.#outline(place).finally(() => (this.#asked = false)));
  }

  async #outline(place) {
    const answer = await fetch(this.figure.dataset.outline, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const sections = page.querySelectorAll("#drawing .conclusion");
    for (const section of sections) for (const named of [section, ...section.querySelectorAll("[id]")]) named.removeAttribute("id");
    place.replaceChildren(...sections);
  }

  leaving() {
    this.frame.setAttribute("aria-busy", "true");
    this.#before = this.#argument && this.canvas.remembered(this.#argument.claims);
  }

  #moved() {
    this.size.textContent = `${Math.round(this.canvas.scale * 100)} %`;
    this.card.show(null);
    if (this.#headings?.some) this.#headings.follow(this.canvas.view);
    cancelAnimationFrame(this.#moving);
    this.#moving = requestAnimationFrame(() => this.#levels?.show(this.canvas));
  }

  #reveal(group) {
    if (this.#headings && !this.canvas.isFitted) this.canvas.reveal(group, this.#headings.room(this.canvas.view));
  }

  // A drawing has come: the first, or another because the record has changed. The frame is busy until it lies where it is to be read.
  async arrived() {
    await Promise.all([this.canvas.ready, lettersReady]);
    const svg = this.canvas.svg;
    this.refusal.clear();
    if (svg) await this.#laid(svg);
    this.settled();
  }

  settled() {
    this.frame.removeAttribute("aria-busy");
  }

  // Instead of a drawing an error has come, or nothing.
  refused(answer, text) {
    this.settled();
    this.refusal.say(answer, text);
  }

  async #laid(svg) {
    const argument = new Argument(svg);
    this.figure.classList.toggle("legible", legible(svg)); // for print.css: whether it can be printed, or its outline must
    this.outlined();
    for (const anchor of svg.querySelectorAll("a")) anchor.setAttribute("tabindex", "-1"); // reached by the keys of the map
    this.#argument = argument;
    this.highlight.argument = argument;
    this.ticks.renew();
    this.#headings = new Headings(svg, this.frame);
    this.#levels = new Levels(svg);
    this.canvas.inset = this.#headings.inset;
    this.canvas.renew();
    this.figure.dispatchEvent(new CustomEvent("stances:drawn", { bubbles: true, detail: { canvas: this.canvas, svg } }));
    if (!this.canvas.isFitted) this.#levels.show(this.canvas); // a label may be higher than its box, by whose place the map lies
    if (this.canvas.isFitted || !this.canvas.resume(this.#before, argument.claims)) this.canvas.fit(false);
    this.#levels.show(this.canvas);
    this.#moved();
    const resumed = sought ? this.#seek(sought) : this.finder.find();
    this.beside.follow();
    if (this.#chosen) this.#light(this.#chosen);
    await resumed;
  }

  // Go on from what was collapsed or expanded on the drawing before this one.
  #seek({ text, slug }) {
    sought = null;
    const group = this.#argument.claims.get(slug);
    if (group) this.canvas.centre(group);
    this.frame.focus({ preventScroll: true });
    return this.finder.resume(text, slug);
  }

  // --- the pointer ---

  #click(event) {
    const doing = event.target.closest("[data-do]");
    if (doing) return this.#do(doing.dataset.do);
    const anchor = event.target.closest("a");
    if (!anchor || !plain(event)) return;
    const group = anchor.closest("g.collapsed-group");
    if (group?.dataset.fold && this.figure.dataset.page) return event.preventDefault(), this.#toggle(group.dataset.fold);
    const path = pathOf(anchor);
    const [, kind, slug] = RECORD.exec(path) ?? [];
    const ours = anchor.closest("svg") || (anchor.closest(".beside") && !anchor.closest(".bar, nav") && (kind === "links" || this.#argument?.has(slug)));
    if (!kind || !ours || !path.startsWith("/")) return;
    event.preventDefault();
    const choice = new CustomEvent("stances:choose", { cancelable: true, detail: { [kind.slice(0, -1)]: slug } });
    if (document.dispatchEvent(choice)) void this.beside.show(path, anchor.closest("svg") ? anchor : null);
  }

  #do(what) {
    const acts = {
      in: () => this.canvas.zoomBy(1),
      out: () => this.canvas.zoomBy(-1),
      fit: () => this.canvas.fit(),
      actual: () => this.canvas.fullSize(this.frame.querySelector("g.claim:focus-within, g.selected")),
      screen: () => (document.fullscreenElement ? document.exitFullscreen() : (this.workspace ?? this.figure).requestFullscreen()),
      key: () => (this.figure.dataset.key = this.figure.querySelector(".map-keys").checkVisibility() ? "hidden" : "shown"),
      help: () => this.figure.querySelector(".map-help").togglePopover(),
    };
    acts[what]();
  }

  // --- the keyboard ---

  get #isFull() {
    return Boolean(document.fullscreenElement?.contains(this.figure));
  }

  // The map is one stop for Tab: its claims are reached from there, each by where it stands in the argument or in time.
  #focused({ target }) {
    if (target === this.frame) {
      if (!this.#resting && target.matches(":focus-visible")) this.#walk(this.#current ?? this.#argument?.present[0]);
      return;
    }
    const box = target.closest("g.claim, g.collapsed-group");
    if (box) this.#last = box;
    this.frame.tabIndex = -1; // back from here lies what is before the map
    if (box && target.matches(":focus-visible")) this.#reveal(box);
  }

  // The claim that had the focus last, or is chosen, if it is there now.
  get #current() {
    return [this.#last, this.frame.querySelector("g.claim.selected")].find((group) => group?.isConnected && group.dataset.at !== "absent");
  }

  // The focus on the map itself: its keys work, and no claim is lit.
  #rest() {
    this.#resting = true;
    this.frame.focus({ preventScroll: true });
  }

  #key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isSwitchedOff(event)) return;
    const { key, target } = event;
    if (!this.frame.isConnected || target.matches?.("input, select, textarea, [contenteditable]")) return;
    const isNear = this.figure.contains(target) || this.#isFull;
    const onMap = this.frame.contains(target);
    const everywhere = { F: "screen", f: "fit" }[key];
    const does = everywhere ?? { "+": "in", "=": "in", "-": "out", "−": "out", 0: "actual", "?": "help" }[key];
    if (key === "/" && isNear) this.finder.field.focus(), this.finder.field.select();
    else if (does && (onMap || this.#isFull || (everywhere && this.workspace))) this.#do(does);
    else if (onMap && key.startsWith("Arrow") && this.#arrow(event)) {
      // done
    } else if (onMap && ["PageDown", "PageUp", "Home", "End"].includes(key)) this.#walk(inTime(this.#argument, target.closest("g.claim")?.dataset.slug, key));
    else if (key === "l" && onMap) this.#link(target);
    else if (key !== "Escape" || !onMap || !this.#escape(target)) return;
    event.preventDefault();
  }

  // From claim to claim; with Shift, or on the map itself, arrows move it, but a time slider takes those aside from the map itself.
  #arrow({ key, target, shiftKey }) {
    const [claim, link] = [target.closest("g.claim"), target.closest("g.link")];
    if (shiftKey) this.canvas.arrow(key);
    else if (link) this.#walk(this.#argument.end(link.dataset.slug, key));
    else if (claim) this.#walk(this.#argument.claims.get(next(this.#argument, claim.dataset.slug, key)));
    else if (document.getElementById("time-slider") && /Left|Right/.test(key)) return false;
    else this.canvas.arrow(key);
    return true;
  }

  // From a claim through its links, and back to it.
  #link(target) {
    const claim = target.closest("g.claim");
    if (claim) this.#hub = claim.dataset.slug;
    if (claim || target.closest("g.link")) this.#walk(nextLink(this.#argument, this.#hub, target.closest("g.link")));
  }

  #walk(group) {
    group?.querySelector("a")?.focus({ preventScroll: true });
  }

  // One thing at a time: the claim beside the map, the highlight, the claim, the map.
  #escape(target) {
    if (this.figure.querySelector(".map-help:popover-open")) return false; // the browser closes it
    if (this.beside.open) return this.beside.leave(), true;
    if (target !== this.frame) return this.highlight.clear(), this.#rest(), true;
    if (this.workspace) return false; // it takes back what is chosen
    if (this.highlight.clear()) return true;
    return this.frame.blur(), true;
  }

  // --- a claim beside the map ---

  #shown(path) {
    const [, kind, slug] = RECORD.exec(path) ?? [];
    const group = kind === "claims" ? this.#argument?.claims.get(slug) : this.#argument?.links.get(slug)?.group;
    this.#select(group);
    if (group) requestAnimationFrame(() => this.#reveal(group)); // once the frame has made room
  }

  // What the page has chosen: its claims are lit, what leads to a claim and from it too. The map moves only to show what is out of sight.
  #light(chosen) {
    this.#chosen = chosen;
    if (!this.#argument || !this.frame.isConnected) return;
    const { claim, link, claims } = chosen;
    const group = claim ? this.#argument.claims.get(claim) : this.#argument.links.get(link)?.group;
    this.#select(group);
    const slugs = group ? this.#argument[claim ? "around" : "aroundLink"](claim ?? link) : new Set(claims);
    this.highlight.keep(slugs.size ? slugs : null);
    if (group) this.#reveal(group);
    this.#detail?.querySelector(":scope > .offered")?.remove();
    this.#detail?.prepend(...offered(this.#actions(`/claims/${claim}`)));
  }

  // Where the page tells what is chosen.
  get #detail() {
    return this.workspace?.querySelector("#detail-content");
  }

  #select(group) {
    for (const one of this.frame.querySelectorAll("g.selected")) one.classList.remove("selected");
    group?.classList.add("selected");
  }

  #actions(path) {
    const [, kind, slug] = RECORD.exec(path) ?? [];
    const found = [];
    if (kind !== "claims" || !this.#argument?.has(slug)) return found;
    found.push(["Show on the map", () => this.canvas.centre(this.#argument.claims.get(slug))]);
    const argument = this.#argument;
    if (argument.to(slug).some((link) => link.kind === "rebuts") || argument.from(slug).some((link) => link.mutual)) found.push(["Follow the argument", () => this.#followLine()]);
    if (!this.figure.dataset.page) return found;
    if (this.#collapsed.includes(slug)) found.push(["Expand replies", () => this.#toggle(slug)]);
    else if (this.#argument.answers(slug).length) found.push(["Collapse replies", () => this.#toggle(slug)]);
    return found;
  }

  // Highlight the argument line that the claim's page spells out.
  #followLine() {
    const line = (this.#detail ?? this.beside.aside).querySelector(".argument-line");
    if (!line) return;
    const slugs = [...line.querySelectorAll("[data-slug]")].flatMap((step) => [step.dataset.slug, step.dataset.link]);
    this.highlight.keep(new Set(slugs.filter(Boolean)));
    line.scrollIntoView({ block: "nearest" });
  }

  #firstOf(token) {
    const box = [...this.frame.querySelectorAll("g.collapsed-group")].find((one) => one.dataset.fold === token);
    return box ? box.dataset.claims.split(" ")[0] : token;
  }

  get #collapsed() {
    return this.figure.dataset.collapsed?.split(",").filter(Boolean) ?? [];
  }

  // Collapse a branch or group, or expand it again, and go on from a claim. The drawing alone is fetched, as by the form above it.
  #toggle(token, slug = this.#firstOf(token)) {
    sought = { text: this.finder.field.value, slug };
    const address = new URL(this.figure.dataset.page, location.href);
    const before = this.#collapsed;
    const after = before.includes(token) ? before.filter((one) => one !== token) : [...before, token];
    address.searchParams.set("fold", after.join(",") || "none");
    const path = address.pathname + address.search.replaceAll("%2C", ",").replaceAll("%3A", ":");
    if (this.beside.open) history.replaceState(null, "", location.pathname + location.search);
    htmx.ajax("GET", path, { source: "#drawing", target: "#drawing", select: "#drawing", swap: "outerMorph" });
    history.replaceState(null, "", path);
  }
}

const figures = new WeakMap();
let sought = null; // the claim to go to on the drawing that comes, and the words that were looked for

function attend() {
  for (const figure of document.querySelectorAll("figure.map")) {
    if (!figures.has(figure)) figures.set(figure, new ArgumentFigure(figure));
  }
}

// The figure whose drawing an event of htmx brings.
const figureOf = (event) => {
  const { target, swap } = event.detail.ctx ?? {};
  return swap !== "none" && target instanceof Element && target.matches(".map .stage") ? figures.get(target.closest(".map")) : null;
};

// What somebody has opened above a figure stays so when another is drawn.
let openDetails = [];
const detailsAbove = () => [...document.querySelectorAll("form.controls details[data-more]")];

document.addEventListener("htmx:before:swap", (event) => {
  figureOf(event)?.leaving();
  openDetails = detailsAbove().filter((one) => one.open).map((one) => one.dataset.more);
});
document.addEventListener("htmx:after:swap", (event) => {
  for (const one of detailsAbove()) one.open ||= openDetails.includes(one.dataset.more);
  attend();
  const figure = figureOf(event);
  if (figure) void figure.arrived();
  else for (const shown of document.querySelectorAll("figure.map")) figures.get(shown).outlined();
  for (const input of document.querySelectorAll(".map-controls input:is([type=checkbox], [type=radio])")) input.checked = input.defaultChecked;
});
for (const failed of ["htmx:response:error", "htmx:error", "stances:refused"]) {
  document.addEventListener(failed, ({ target, detail }) => {
    const { response, text } = detail.ctx ?? {};
    if (target.matches?.(".map .stage")) figures.get(target.closest(".map"))?.refused(response, text);
  });
}
attend();

// An answer that came before this script could hear it was no drawing: it is asked for again, to say why.
for (const stage of document.querySelectorAll(".map .stage[data-htmx-powered]:not(.htmx-request)")) {
  if (!stage.querySelector("svg")) htmx.trigger(stage, "stances:again");
}
