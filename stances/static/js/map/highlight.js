// Lights what belongs to the claim that is pointed at or has the focus, and dims the rest. A line that somebody asked for
// stays lit until it is put out.
"use strict";

const WAIT_MS = 90; // a pointer on its way across the map lights nothing

export class Lights {
  #argument = null;
  #kept = null;
  #lit = [];
  #waiting = 0;

  constructor(frame) {
    this.frame = frame;
    frame.addEventListener("pointerover", (event) => event.pointerType !== "touch" && this.#soon(event.target.closest("g.claim, g.link")));
    frame.addEventListener("pointerleave", () => this.#soon(null));
    frame.addEventListener("focusin", (event) => this.#show(event.target.closest("g.claim, g.link")));
    frame.addEventListener("focusout", () => this.#soon(null));
  }

  set argument(argument) {
    this.#argument = argument;
    this.#lit = [];
    this.#show(null);
  }

  // Keep these lit: the slugs of claims and links.
  keep(slugs) {
    this.#kept = slugs;
    this.#light(slugs);
  }

  // True if there was something to put out.
  out() {
    const lit = this.frame.classList.contains("lit");
    this.#kept = null;
    this.#light(null);
    return lit;
  }

  #soon(group) {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#show(group ?? this.#focused), WAIT_MS);
  }

  get #focused() {
    const active = document.activeElement;
    return this.frame.contains(active) ? active.closest("g.claim, g.link") : null;
  }

  #show(group) {
    clearTimeout(this.#waiting);
    if (!this.#argument || (!group && !this.#kept)) return this.#light(null);
    if (!group) return this.#light(this.#kept);
    const slug = group.dataset.slug;
    this.#light(group.matches(".claim") ? this.#argument.around(slug) : this.#argument.aroundLink(slug));
  }

  #light(slugs) {
    for (const group of this.#lit) group.classList.remove("on");
    this.#lit = [];
    this.frame.classList.toggle("lit", Boolean(slugs));
    for (const slug of slugs ?? []) {
      const group = this.#argument.claims.get(slug) ?? this.#argument.links.get(slug)?.group;
      for (const lit of [group, this.#argument.bars.get(slug)]) {
        if (!lit) continue;
        lit.classList.add("on");
        this.#lit.push(lit);
      }
    }
  }
}
