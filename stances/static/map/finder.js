// Finds claims on the map by their words, speaker or date: all words must occur, whatever their accents and case.
"use strict";

import { nameOf, wordsOf } from "./argument.js";

export const folded = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[’‘]/g, "'")
    .toLowerCase();

export class Finder {
  #found = [];
  #at = -1;
  #texts = new WeakMap();

  constructor(form, canvas, argument) {
    this.field = form.querySelector("input");
    this.told = form.querySelector("output");
    this.canvas = canvas;
    this.argument = argument;
    this.field.addEventListener("input", () => this.find());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.field.value) event.stopPropagation(), this.clear();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.step(event.shiftKey ? -1 : 1);
    });
  }

  clear() {
    this.field.value = "";
    this.find();
  }

  find() {
    for (const group of this.#found) group.classList.remove("found", "at");
    const words = folded(this.field.value).split(/\s+/).filter(Boolean);
    const groups = words.length ? (this.argument()?.present ?? []) : [];
    this.#found = groups.filter((group) => words.every((word) => this.#text(group).includes(word)));
    this.#at = -1;
    for (const group of this.#found) group.classList.add("found");
    this.canvas.frame.classList.toggle("finding", this.#found.length > 0);
    this.told.textContent = words.length ? this.#counted() : "";
  }

  // The claim found next, or before: where it is, in the middle.
  step(by) {
    if (!this.#found.length) return;
    this.#found[this.#at]?.classList.remove("at");
    this.#at = this.#at < 0 && by < 0 ? this.#found.length - 1 : (this.#at + by + this.#found.length) % this.#found.length;
    const group = this.#found[this.#at];
    group.classList.add("at");
    this.canvas.centre(group);
    this.told.textContent = `${this.#at + 1} of ${this.#found.length}`;
    this.#said.textContent = `: ${nameOf(group)}`;
  }

  get #said() {
    const made = document.createElement("span");
    made.className = "sr";
    this.told.append(made);
    return made;
  }

  #counted() {
    return this.#found.length ? `${this.#found.length} found` : "nothing found";
  }

  #text(group) {
    if (!this.#texts.has(group)) this.#texts.set(group, folded(wordsOf(group)));
    return this.#texts.get(group);
  }
}
