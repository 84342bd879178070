// Claims that are ticked on the map, for a figure of these alone: with x, or a click while Shift is held.
"use strict";

import { isSwitchedOff } from "../page/keys.js";

export class Ticks {
  #slugs = new Set();

  constructor(figure) {
    this.figure = figure;
    this.bar = figure.querySelector(".ticked");
    if (!this.bar) return;
    figure.addEventListener("keydown", (event) => {
      if (event.key === "x" && !event.ctrlKey && !event.metaKey && !event.altKey && !isSwitchedOff(event)) this.#toggle(event);
    });
    figure.addEventListener("click", (event) => event.shiftKey && this.#toggle(event), true);
    this.bar.querySelector("button").addEventListener("click", () => (this.#slugs.clear(), this.renew()));
  }

  #toggle(event) {
    const slug = event.target.closest?.("svg g.claim")?.dataset.slug;
    if (!slug) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#slugs.delete(slug)) this.#slugs.add(slug);
    this.renew();
  }

  // After a tick, and for a drawing that has come anew.
  renew() {
    if (!this.bar) return;
    const ticked = [...this.figure.querySelectorAll("svg g.claim")].filter((claim) => {
      claim.classList.toggle("is-ticked", this.#slugs.has(claim.dataset.slug));
      return this.#slugs.has(claim.dataset.slug);
    });
    this.bar.hidden = !ticked.length;
    this.bar.querySelector("output").textContent = ticked.length === 1 ? "1 claim ticked." : `${ticked.length} claims ticked.`;
    const { save } = this.bar.dataset;
    this.bar.querySelector("a").href = `${save}${save.includes("?") ? "&" : "?"}only=${ticked.map((claim) => claim.dataset.slug).join(",")}`;
  }
}
