// The headings of a drawing by time or by speaker stay in sight when the drawing is moved past them, as those of a table do.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const AROUND = 6; // units of the drawing between headings and the edge of their band
const MOST = 0.3; // of the frame: names that take more of it move out of sight with the rest

export class Headings {
  #bands = [];

  constructor(svg, frame) {
    for (const old of frame.querySelectorAll(":scope > .sticky-headings")) old.remove();
    const all = (kind) => [...svg.querySelectorAll(`g.heading.${kind}`)];
    const [months, lanes] = [all("month"), all("lane")];
    const above = months.length ? months : lanes.filter((lane) => lane.matches(".faction")); // speakers share columns
    if (months.length && lanes.length) this.#bands.push(new Band(svg, lanes, "left"));
    if (above.length) this.#bands.push(new Band(svg, above, "top"));
    frame.append(...this.#bands.map((band) => band.svg));
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

// The headings along one side once more, on a layer of their own: the drawing below need not be painted anew when it moves.
class Band {
  constructor(svg, headings, side) {
    const graph = headings[0].parentElement;
    const { e: right, f: down } = graph.transform.baseVal.consolidate().matrix;
    const { width, height } = svg.viewBox.baseVal;
    const unit = width / svg.width.baseVal.value;
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
    placed.append(...headings.map((heading) => heading.cloneNode(true)));
    for (const one of placed.children) one.removeAttribute("id");
    this.svg.append(placed);
  }

  fits(scale, width) {
    return this.side === "top" || this.thick * scale < MOST * width;
  }

  follow({ x, y, scale, width }) {
    const gone = (this.side === "left" ? x : y) + this.at * scale < 0;
    this.svg.classList.toggle("shown", gone && this.fits(scale, width));
    this.svg.style.transform = `translate(${this.side === "left" ? `0, ${y}px` : `${x}px, 0`}) scale(${scale})`;
  }
}
