// Finds claims on the map by their words, speaker or date: all words must occur, whatever their accents and case. Claims
// in collapsed groups are found too, by what the map's outline says of them, and can be expanded from here.
"use strict";

import { nameOf, wordsOf } from "./argument.js";

export const normalized = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[’‘]/g, "'")
    .toLowerCase();

// What an outline says of each of its claims, by slug.
async function outlined(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) return new Map();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const own = (one) => [...one.querySelectorAll(":scope > .text, :scope > .provenance")].map((part) => part.textContent).join(" ");
  return new Map([...page.querySelectorAll(".conclusion[id], .conclusion li[id]")].map((one) => [one.id, normalized(own(one))]));
}

export class Finder {
  #matches = []; // groups of the drawing: claims, then what hides others
  #shown = 0; // how many of these are claims found
  #behind = new Map(); // what hides claims that were found: its token and their slugs, by its group
  #at = -1;
  #texts = new WeakMap();
  #outline = null;

  // `expand` opens a collapsed group and seeks a claim in it; `outline` is where the words of hidden claims are.
  constructor(form, canvas, argument, { outline, expand }) {
    this.field = form.querySelector("input");
    this.status = form.querySelector("output");
    this.opener = form.querySelector("button");
    this.address = outline;
    this.opener?.addEventListener("click", () => {
      const { token, slugs } = this.#hiding;
      expand(token, slugs[0]);
    });
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
    for (const group of this.#matches) group.classList.remove("match", "current-match");
    const words = normalized(this.field.value).split(/\s+/).filter(Boolean);
    const groups = words.length ? (this.argument()?.present ?? []) : [];
    const matches = (text) => words.every((word) => text.includes(word));
    this.#matches = groups.filter((group) => matches(this.#text(group)));
    this.#shown = this.#matches.length;
    this.#behind = words.length ? this.#hidden(matches) : new Map();
    this.#matches.push(...[...this.#behind.keys()].filter((group) => !this.#matches.includes(group)));
    this.#at = -1;
    for (const group of this.#matches) group.classList.add("match");
    this.canvas.frame.classList.toggle("matching", this.#matches.length > 0);
    this.status.textContent = words.length ? this.#counted() : "";
    this.#offer();
  }

  // What hides claims that match, by its group. The outline is asked for once somebody looks for something.
  #hidden(matches) {
    const found = new Map();
    const hiding = this.argument()?.collapsed;
    if (!hiding?.size || !this.address) return found;
    if (!this.#outline) void this.#read().then(() => this.find());
    for (const [slug, { group, token }] of hiding) {
      if (group.dataset.at === "absent" || !matches(this.#outline.get(slug) ?? "")) continue;
      if (!found.has(group)) found.set(group, { token, slugs: [] });
      found.get(group).slugs.push(slug);
    }
    return found;
  }

  // The outline's words, once for all searches on this drawing.
  async #read() {
    this.#outline ??= new Map();
    this.#outline = await outlined(this.address);
  }

  get #hiding() {
    return this.#behind.get(this.#matches[this.#at < 0 && !this.#shown ? 0 : this.#at]);
  }

  // Expanding is offered where one stands on what hides a claim, and where all that was found is hidden.
  #offer() {
    if (this.opener) this.opener.hidden = !this.#hiding;
  }

  // Search again on another drawing, from the claim that was sought there.
  async resume(text, slug) {
    this.field.value = text;
    if (this.argument().collapsed.size) await this.#read();
    this.find();
    const at = this.#matches.findIndex((group) => group.dataset.slug === slug);
    if (at >= 0) this.#go(at), this.field.focus({ preventScroll: true });
    this.canvas.frame.scrollIntoView({ block: "nearest" });
  }

  // The claim found next, or before: where it is, in the middle.
  step(by) {
    if (!this.#matches.length) return;
    this.#go(this.#at < 0 && by < 0 ? this.#matches.length - 1 : (this.#at + by + this.#matches.length) % this.#matches.length);
  }

  #go(at) {
    this.#matches[this.#at]?.classList.remove("current-match");
    this.#at = at;
    const group = this.#matches[this.#at];
    group.classList.add("current-match");
    this.canvas.centre(group);
    const hidden = this.#behind.get(group)?.slugs.length;
    this.status.textContent = `${this.#at + 1} of ${this.#matches.length}${hidden ? `: ${hidden} collapsed in here` : ""}`;
    this.#said.textContent = `: ${nameOf(group)}`;
    this.#offer();
  }

  get #said() {
    const made = document.createElement("span");
    made.className = "sr";
    this.status.append(made);
    return made;
  }

  #counted() {
    const hidden = [...this.#behind.values()].flatMap(({ slugs }) => slugs).length;
    const words = [this.#shown && `${this.#shown} found`, hidden && `${hidden} in collapsed groups`].filter(Boolean);
    return words.join(", ") || "nothing found";
  }

  #text(group) {
    if (!this.#texts.has(group)) this.#texts.set(group, normalized(wordsOf(group)));
    return this.#texts.get(group);
  }
}
