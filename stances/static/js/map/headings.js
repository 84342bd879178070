// The headings of a drawing by time or by speaker stay in sight when the drawing is moved past them, as those of a table do.
// Beside a drawing too small for its letters they stand in letters of their own.
"use strict";

import { UNIT, WHOLE } from "./levels.js";

const SVG = "http://www.w3.org/2000/svg";
const AROUND = 6; // units of the drawing between headings and the edge of their band
const SMALL = { left: 96, top: 16 }; // pixels that headings take beside a small drawing
const MOST = 0.3; // of the frame: names that take more of it move out of sight with the rest

export class Headings {
  #bands = [];

  constructor(svg, frame) {
    for (const old of frame.querySelectorAll(":scope > :is(.sticky-headings, .small-headings)")) old.remove();
    const all = (kind) => [...svg.querySelectorAll(`g.heading.${kind}`)];
    const [columns, lanes] = [all("column"), all("lane")];
    const above = topmost(columns.length ? columns : lanes.filter((lane) => lane.matches(".faction"))); // speakers share columns
    if (columns.length && lanes.length) this.#bands.push(new Band(svg, lanes, "left"));
    if (above.length) this.#bands.push(new Band(svg, above, "top", above.filter((one) => !one.isShared)));
    frame.append(...this.#bands.flatMap((band) => [band.svg, band.small.element]));
  }

  // The room that they need beside a drawing too small for its letters, in pixels.
  get inset() {
    const sides = this.#bands.map((band) => band.side);
    return { left: sides.includes("left") ? SMALL.left / 2 : 0, top: sides.includes("top") ? SMALL.top : 0 };
  }

  get some() {
    return this.#bands.length > 0;
  }

  // How much of the frame they take from its sides, in its pixels.
  room({ scale, width }) {
    const taken = { left: 0, top: 0 };
    for (const band of this.#bands) if (band.fits(scale, width)) taken[band.side] = band.thick * scale;
    return taken;
  }

  // Where in the frame the drawing's corner is, how large the drawing is, and how wide the frame.
  follow(view) {
    for (const band of this.#bands) band.follow(view);
  }
}

// The headings of the first row. Below one that shares its column stand others, so that it would not be true of all that is there.
function topmost(headings) {
  const placed = headings.map((element) => ({ element, box: element.getBBox() }));
  const first = Math.min(...placed.map(({ box }) => box.y));
  const above = placed.filter(({ box }) => box.y < first + box.height);
  const below = placed.filter((one) => !above.includes(one));
  for (const one of above) one.element.isShared = below.some(({ box }) => Math.abs(box.x - one.box.x) < 1);
  return above.map(({ element }) => element);
}

// The headings along one side once more, on a layer of their own: the drawing below need not be painted anew when it moves.
class Band {
  constructor(svg, headings, side, stuck = headings) {
    const graph = headings[0].parentElement;
    const { e: right, f: down } = graph.transform.baseVal.consolidate().matrix;
    const { width, height } = svg.viewBox.baseVal;
    const unit = 1 / UNIT;
    const boxes = headings.map((heading) => heading.getBBox());
    const from = (one, by) => Math.min(...boxes.map((box) => box[one])) + by - AROUND;
    const to = (one, size, by) => Math.max(...boxes.map((box) => box[one] + box[size])) + by + AROUND;
    const [at, end] = side === "left" ? [from("x", right), to("x", "width", right)] : [from("y", down), to("y", "height", down)];
    this.side = side;
    this.at = at / unit;
    this.thick = (end - at) / unit;
    this.svg = document.createElementNS(SVG, "svg");
    const box = side === "left" ? [at, 0, end - at, height] : [0, at, width, end - at];
    const attributes = {
      class: `sticky-headings ${side}`,
      "aria-hidden": "true",
      viewBox: box.join(" "),
      width: box[2] / unit,
      height: box[3] / unit,
      "font-family": svg.getAttribute("font-family"),
    };
    for (const [name, value] of Object.entries(attributes)) this.svg.setAttribute(name, value);
    const placed = document.createElementNS(SVG, "g");
    placed.setAttribute("transform", graph.getAttribute("transform"));
    placed.append(...stuck.map((heading) => heading.cloneNode(true)));
    for (const one of placed.children) one.removeAttribute("id");
    this.svg.append(placed);
    const start = (box) => (side === "left" ? box.y + down : box.x + right) / unit;
    const groups = headings.map((heading, at) => ({ heading, start: start(boxes[at]) }));
    const main = groups.filter(({ heading }) => heading.matches(".faction"));
    this.small = new SmallHeadings(side, main.length ? main : groups, this.at + this.thick);
  }

  fits(scale, width) {
    return this.side === "top" || this.thick * scale < MOST * width;
  }

  follow({ x, y, scale, stretch, width }) {
    const isSmall = scale < WHOLE;
    this.small.element.hidden = !isSmall;
    if (isSmall) this.small.follow({ x, y, of: { x: scale * stretch.x, y: scale * stretch.y } });
    const gone = !isSmall && (this.side === "left" ? x : y) + this.at * scale < 0;
    this.svg.classList.toggle("shown", gone && this.fits(scale, width));
    this.svg.style.transform = `translate(${this.side === "left" ? `0, ${y}px` : `${x}px, 0`}) scale(${scale})`;
  }
}

// The main headings along one side in letters of the page, over the edge of the frame, each where its columns or lanes begin.
class SmallHeadings {
  #written = 0; // the scale for which they are placed

  // Where each heading starts and where their band ends, in pixels of the drawing at full size.
  constructor(side, headings, end) {
    this.side = side;
    this.end = end;
    this.element = Object.assign(document.createElement("div"), { className: `small-headings ${side}`, hidden: true });
    this.element.setAttribute("aria-hidden", "true");
    this.headings = headings.sort((a, b) => a.start - b.start).map(({ heading, start }, at, all) => {
      const words = [...heading.querySelectorAll("text")].map((line) => line.textContent.trim()).join(" ");
      return { element: Object.assign(document.createElement("span"), { textContent: words, dir: "auto" }), start, size: (all[at + 1]?.start ?? Infinity) - start };
    });
    this.strip = document.createElement("div");
    this.strip.append(...this.headings.map(({ element }) => element));
    this.element.append(this.strip);
  }

  follow({ x, y, of }) {
    this.strip.style.translate = this.side === "left" ? `0 ${y}px` : `${x}px 0`;
    if (this.side === "left") this.element.style.translate = `${Math.max(0, x + this.end * of.x - SMALL.left)}px 0`;
    const scale = this.side === "left" ? of.y : of.x;
    if (scale === this.#written) return;
    this.#written = scale;
    for (const { element, start, size } of this.headings) {
      const room = `${Math.min(size * scale, 600)}px`;
      Object.assign(element.style, this.side === "left" ? { top: `${start * scale}px`, maxHeight: room } : { left: `${start * scale}px`, maxWidth: room });
    }
  }
}
