// The track of the time slider lies over the columns of the grid below it: a day has one place in both.
"use strict";

const TRACK_END = 0.5; // how many columns the track goes on after the last, as in stances/timeline/time_slider.py

export class Axis {
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
    this.observer.observe(this.table ?? this.track.parentElement);
    this.follow();
  }

  follow() {
    const heads = this.track && this.table?.querySelectorAll("thead th[data-column]");
    if (!heads?.length) return;
    const [first, last] = [heads[0], heads[heads.length - 1]].map((head) => head.getBoundingClientRect());
    const column = (last.right - first.left) / heads.length;
    if (!column) return;
    const left = first.left - this.table.getBoundingClientRect().left + this.table.offsetLeft;
    const { style } = document.documentElement; // not the track's own, which would be written down where the page is morphed
    style.setProperty("--track-left", `${left}px`);
    style.setProperty("--track-length", `${column * (heads.length + TRACK_END)}px`);
  }
}
