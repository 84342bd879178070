// What can be added where a map shows what is chosen: a claim's answers and links, what undercuts a link. The handle is dragged to
// another box, or to a link, to join them; a click on it opens the same form with the other end left open.
"use strict";

import { element } from "./form.js";

const SVG = "http://www.w3.org/2000/svg";
const GAP = 6; // pixels between the actions and the box
const SLOP = 6; // a hand that moves less than so many pixels has clicked
const addressOf = (group) => group.querySelector("a")?.getAttribute("href") ?? "";

function opening(words, address) {
  return element("a", { href: address, "hx-get": address, "hx-target": "#panel", "hx-swap": "innerHTML" }, words);
}

class MapActions {
  #group = null;
  #line = null;

  constructor(frame) {
    this.frame = frame;
    this.bar = element("nav", { class: "edit map-actions", "aria-label": "Add to what is chosen", hidden: "" });
    frame.append(this.bar);
    frame.addEventListener("panzoomchange", () => this.place());
    frame.addEventListener("scroll", () => this.place());
    new ResizeObserver(() => this.place()).observe(frame);
  }

  show(group) {
    this.#group = group;
    const address = group && addressOf(group);
    this.bar.hidden = !address;
    if (!address) return;
    if (group.matches(".link")) this.bar.replaceChildren(opening("Undercut", `${address}/answer?does=undercuts`));
    else this.bar.replaceChildren(opening("Support", `${address}/answer?does=supports`), opening("Rebut", `${address}/answer?does=rebuts`), this.#handle(address));
    htmx.process(this.bar);
    this.place();
  }

  // Above the box, or below it where there is no room.
  place() {
    if (this.bar.hidden || !this.#group?.isConnected) return;
    const [frame, box, own] = [this.frame, this.#group, this.bar].map((one) => one.getBoundingClientRect());
    const within = (at, room) => Math.max(2, Math.min(room, at));
    const x = within(box.left + box.width / 2 - own.width / 2 - frame.left, frame.width - own.width - 2);
    const above = box.top - own.height - GAP - frame.top;
    const y = within(above < 2 ? box.bottom + GAP - frame.top : above, frame.height - own.height - 2);
    this.bar.style.translate = `${x + this.frame.scrollLeft}px ${y + this.frame.scrollTop}px`;
  }

  // --- from box to box ---

  #handle(address) {
    const [home, slug] = address.split("/claims/");
    const form = `${home}/links/new?source=${slug}`;
    const handle = opening("Link", form);
    handle.className = "link-handle";
    handle.title = "Link to another claim: drag to its box";
    handle.addEventListener("pointerdown", (event) => event.button === 0 && this.#drag(event, form));
    return handle;
  }

  #drag(start, form) {
    const handle = start.currentTarget;
    start.stopPropagation(); // the map stays where it is
    start.preventDefault();
    handle.setPointerCapture(start.pointerId);
    const ended = new AbortController();
    const on = (name, act, target = handle) => target.addEventListener(name, act, { signal: ended.signal });
    let moved = false;
    const end = () => {
      ended.abort();
      this.#draw(null);
      this.#aim(null);
    };
    on("pointermove", (event) => {
      moved ||= Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > SLOP;
      if (!moved) return;
      this.#draw(event);
      this.#aim(this.#under(event));
    });
    on("pointerup", (event) => {
      const aim = moved && this.#under(event);
      end();
      if (moved) handle.addEventListener("click", (click) => (click.preventDefault(), click.stopImmediatePropagation()), { once: true, capture: true });
      if (aim) void this.#open(form, aim);
    });
    on("pointercancel", end);
    on("keydown", (event) => event.key === "Escape" && end(), document);
  }

  // The box or the link under the pointer, but not what the line comes from.
  #under({ clientX, clientY }) {
    const group = document.elementsFromPoint(clientX, clientY).map((one) => one.closest("g.claim, g.link")).find(Boolean);
    return group && group !== this.#group && this.frame.contains(group) ? group : null;
  }

  #aim(group) {
    for (const one of this.frame.querySelectorAll(".aimed-at")) one.classList.remove("aimed-at");
    group?.classList.add("aimed-at");
  }

  #draw(event) {
    if (!event) return this.#line?.remove(), void (this.#line = null);
    const [frame, box] = [this.frame, this.#group].map((one) => one.getBoundingClientRect());
    if (!this.#line) {
      this.#line = document.createElementNS(SVG, "svg");
      this.#line.setAttribute("class", "link-line");
      this.#line.append(document.createElementNS(SVG, "line"));
      this.frame.append(this.#line);
    }
    const [dx, dy] = [this.frame.scrollLeft - frame.left, this.frame.scrollTop - frame.top];
    const ends = { x1: box.left + box.width / 2 + dx, y1: box.top + box.height / 2 + dy, x2: event.clientX + dx, y2: event.clientY + dy };
    for (const [name, value] of Object.entries(ends)) this.#line.firstChild.setAttribute(name, value.toFixed(1));
  }

  #open(form, group) {
    const slug = addressOf(group).split("/").at(-1);
    const address = `${form}&target=${slug}${group.matches(".link") ? "&kind=undercuts" : ""}`;
    return htmx.ajax("GET", address, { source: this.bar, target: "#panel", swap: "innerHTML" });
  }
}

const known = new WeakMap();

// Wherever the page tells in its panel what is chosen on its map.
function attend() {
  const frame = document.querySelector(".workspace figure.map .canvas");
  if (!frame || !document.body.dataset.live || !document.getElementById("panel")) return;
  if (!known.has(frame)) known.set(frame, new MapActions(frame));
  known.get(frame).show(frame.querySelector("g:is(.claim, .link).selected"));
}

for (const told of ["stances:chosen", "stances:drawn"]) document.addEventListener(told, () => setTimeout(attend));
