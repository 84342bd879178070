// The track of the time slider lies over the columns of the grid below it, however wide each is: a day has one place in both.
"use strict";

export const TRACK_END = 0.5; // how many columns the track goes on after the last, as in stances/timeline/time_slider.py
const PLACED = ["x", "x1", "x2", "cx"];
const SELECTOR = "line, circle, svg.event";

export class Axis {
  #places = new WeakMap(); // by track, the places on it as they came: percent of its length, where all columns are alike

  constructor(workspace) {
    this.workspace = workspace;
    this.observer = new ResizeObserver(() => this.follow());
  }

  // The grid or the lines that are there now.
  attach() {
    this.observer.disconnect();
    this.track = this.workspace.querySelector("#time-track");
    this.table = this.workspace.querySelector("#grid table.stance-grid");
    if (!this.track) return;
    this.observed = this.table ?? this.workspace.querySelector("#lines");
    if (!this.#places.has(this.track)) this.#places.set(this.track, this.#read());
    if (this.observed) this.observer.observe(this.observed);
    this.follow();
  }

  #read() {
    const marks = [...this.track.querySelectorAll(SELECTOR)].filter((mark) => !mark.matches(".axis"));
    const percent = (mark, name) => Number.parseFloat(mark.getAttribute(name));
    return {
      moments: this.track.dataset.places.split(" ").filter(Boolean).map(Number),
      marks: marks.flatMap((mark) => PLACED.filter((name) => mark.hasAttribute(name)).map((name) => [mark, name, percent(mark, name)])),
    };
  }

  follow() {
    if (!this.track) return;
    const edges = this.#edges();
    const whole = edges.length && edges.at(-1) - edges[0];
    if (!whole) return;
    edges.push(edges.at(-1) + (TRACK_END * whole) / (edges.length - 1));
    const { style } = document.documentElement; // not the track's own, which would be written down where the page is morphed
    const { scrollLeft } = this.track.parentElement;
    style.setProperty("--track-left", `${edges[0] - this.track.parentElement.getBoundingClientRect().left + scrollLeft}px`);
    style.setProperty("--track-length", `${edges.at(-1) - edges[0]}px`);
    this.#stretch(edges);
  }

  // Where the columns of the grid begin, and the last ends; those of lines are alike.
  #edges() {
    const heads = [...(this.table?.querySelectorAll("thead th[data-column]") ?? [])].map((head) => head.getBoundingClientRect());
    if (heads.length) return [...heads.map(({ left }) => left), heads.at(-1).right];
    const plot = this.workspace.querySelector("#lines .bands rect")?.getBoundingClientRect();
    const columns = this.track.querySelectorAll(".period").length - 1;
    return plot && columns > 0 ? Array.from({ length: columns + 1 }, (_, place) => plot.left + (place * plot.width) / columns) : [];
  }

  // The places of marks and moments by the edges of columns, the last of which is the track's own end.
  #stretch(edges) {
    const columns = edges.length - 2 + TRACK_END;
    const whole = edges.at(-1) - edges[0];
    const stretch = (percent) => {
      const at = (percent / 100) * columns;
      const column = Math.min(Math.floor(at), edges.length - 2);
      const share = (at - column) / (column === edges.length - 2 ? TRACK_END : 1);
      return (100 * (edges[column] - edges[0] + share * (edges[column + 1] - edges[column]))) / whole;
    };
    const { moments, marks } = this.#places.get(this.track);
    for (const [mark, name, percent] of marks) mark.setAttribute(name, `${stretch(percent).toFixed(2)}%`);
    this.track.dataset.places = moments.map((percent) => stretch(percent).toFixed(2)).join(" ");
    document.dispatchEvent(new CustomEvent("stances:axis"));
  }
}
