// A map in time lies under the grid: the grid takes the widths of its columns, and both scroll as one.
"use strict";

import { TRACK_END } from "./axis.js";

const LEAST_PX = 22; // of a column, to hold a sign
const NAMES_PX = 132;
const THUMB_PX = 16; // of the slider, beyond its track, with a little room
const HEADS_PX = 20; // above a small drawing, for its headings

export class SharedColumns {
  #scale = 0; // 0: as wide as the pane

  constructor(workspace, onChange) {
    this.workspace = workspace;
    this.figures = workspace.querySelector(".figures");
    this.onChange = onChange;
    document.addEventListener("stances:drawn", ({ detail }) => this.#take(detail));
    new ResizeObserver(() => this.#scale || this.lay()).observe(this.figures);
  }

  #take({ canvas, svg }) {
    this.canvas = canvas;
    this.columns = this.#read(svg);
    const wide = matchMedia("(min-width: 1100px) and (min-height: 640px)").matches;
    const is = wide && this.columns.length > 0 && this.#isGrid();
    document.documentElement.toggleAttribute("data-shared-columns", is);
    canvas.scrollInstead(is ? (scale) => this.lay(scale) : null);
    if (is) this.lay(this.#scale);
    else this.#clear();
  }

  #isGrid() {
    const heads = [...this.workspace.querySelectorAll("#grid thead th[data-column]")].map((head) => head.dataset.column);
    const keys = this.columns.map(({ key }) => key).filter((key) => key !== "undated");
    return heads.length > 0 && heads.every((key, place) => key === keys[place]);
  }

  // Where each column begins and how wide it is, to the middle of the gap before the next, in pixels of the drawing at full size.
  #read(svg) {
    const headings = [...svg.querySelectorAll("g.heading.column[data-left]")];
    if (!headings.length) return [];
    const unit = svg.width.baseVal.value / svg.viewBox.baseVal.width;
    const shift = headings[0].parentElement.transform.baseVal.consolidate()?.matrix.e ?? 0;
    const edges = headings.map(({ dataset }) => [Number(dataset.left), Number(dataset.right)]);
    const gap = edges.length > 1 ? edges[1][0] - edges[0][1] : 0;
    const starts = edges.map(([left], place) => (place ? (edges[place - 1][1] + left) / 2 : left - gap / 2) + shift);
    const ends = [...starts.slice(1), edges.at(-1)[1] + gap / 2 + shift];
    return headings.map(({ dataset }, place) => ({ key: dataset.column, left: starts[place] * unit, width: (ends[place] - starts[place]) * unit }));
  }

  // At a scale, or (with 0) as wide as the pane allows.
  lay(scale = 0) {
    if (!this.columns?.length || !document.documentElement.hasAttribute("data-shared-columns")) return;
    this.#scale = scale;
    const [first, last] = [this.columns[0], this.columns.at(-1)];
    const length = last.left + last.width - first.left;
    const narrowest = Math.min(...this.columns.map(({ width }) => width));
    const track = length * (1 + TRACK_END / this.columns.length);
    const fitting = Math.max((this.figures.clientWidth - NAMES_PX - THUMB_PX) / track, LEAST_PX / narrowest);
    const by = scale || Math.min(1, fitting);
    const { style } = document.documentElement;
    style.setProperty("--names-width", `${NAMES_PX}px`);
    style.setProperty("--table-width", `${NAMES_PX + length * by}px`);
    style.setProperty("--map-height", `${this.canvas.stage.offsetHeight * by + HEADS_PX}px`);
    this.#setWidths(by);
    this.canvas.lie(by, NAMES_PX - first.left * by, HEADS_PX);
    this.onChange();
  }

  // The widths stand in the sheet of this page, since a style of an element's own is written down where the page is morphed.
  #setWidths(by) {
    this.sheet ??= this.#addSheet();
    const rule = ({ width }, place) => `html[data-shared-columns] #grid table.stance-grid col:nth-of-type(${place + 2}) { width: ${width * by}px; }`;
    this.sheet.replaceSync(this.columns.map(rule).join("\n"));
  }

  #addSheet() {
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
    return sheet;
  }

  #clear() {
    this.#scale = 0;
    this.sheet?.replaceSync("");
    this.onChange();
  }
}
