// Highlights what belongs to the claim that is pointed at or has the focus, and dims the rest. A line that somebody
// asked for stays highlighted until it is cleared.
"use strict";

const BOX = "g.claim, g.link, g.collapsed-group";
const WAIT_MS = 90; // a pointer on its way across the map highlights nothing

export class Highlight {
  #argument = null;
  #kept = null;
  #highlighted = [];
  #waiting = 0;

  // `pointed` is told what is pointed at or has the focus, a collapsed group too; nothing, when nothing is.
  constructor(frame, pointed = () => {}) {
    this.frame = frame;
    this.pointed = pointed;
    frame.addEventListener("pointerover", (event) => event.pointerType !== "touch" && this.#soon(event.target.closest(BOX)));
    frame.addEventListener("pointerleave", () => this.#soon(null));
    frame.addEventListener("focusin", (event) => this.#show(event.target.closest(BOX)));
    frame.addEventListener("focusout", () => this.#soon(null));
  }

  set argument(argument) {
    this.#argument = argument;
    this.#highlighted = [];
    this.#show(null);
  }

  // Keep these highlighted: the slugs of claims and links.
  keep(slugs) {
    this.#kept = slugs;
    this.#apply(slugs);
  }

  // True if there was something to clear.
  clear() {
    const was = this.frame.classList.contains("highlighting");
    this.#kept = null;
    this.#apply(null);
    return was;
  }

  #soon(group) {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#show(group ?? this.#focused), WAIT_MS);
  }

  get #focused() {
    const active = document.activeElement;
    return this.frame.contains(active) ? active.closest(BOX) : null;
  }

  #show(group) {
    clearTimeout(this.#waiting);
    this.#apply(this.#argument && this.#belonging(group));
    this.pointed(group);
  }

  #belonging(group) {
    const slug = group?.dataset.slug;
    if (!slug) return this.#kept;
    return group.matches(".claim") ? this.#argument.around(slug) : this.#argument.aroundLink(slug);
  }

  #apply(slugs) {
    for (const group of this.#highlighted) group.classList.remove("highlighted");
    this.#highlighted = [];
    this.frame.classList.toggle("highlighting", Boolean(slugs));
    for (const slug of slugs ?? []) {
      const group = this.#argument.claims.get(slug) ?? this.#argument.links.get(slug)?.group;
      for (const one of [group, this.#argument.bars.get(slug)]) {
        if (!one) continue;
        one.classList.add("highlighted");
        this.#highlighted.push(one);
      }
    }
  }
}
