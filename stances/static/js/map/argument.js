// The argument that a drawing shows, read from its groups: claims, links, and what leads where. Groups that a moment in
// time leaves out are not there.
"use strict";

const there = (group) => group.dataset.at !== "absent";
const ORDER = ["supports", "rebuts", "undercuts"];

export class Argument {
  constructor(svg) {
    this.claims = new Map();
    this.bars = new Map();
    this.links = new Map();
    for (const group of svg.querySelectorAll("g.bar")) this.bars.set(group.dataset.slug, group);
    for (const group of svg.querySelectorAll("g.claim")) this.claims.set(group.dataset.slug, group);
    for (const group of svg.querySelectorAll("g.link")) {
      const { slug, source, target, kind } = group.dataset;
      const premises = [source, ...(group.dataset.with?.split(" ") ?? [])];
      this.links.set(slug, { slug, source, premises, target, kind, mutual: group.dataset.mutual === "yes", group });
    }
    // What hides claims: a group's box, or the claim in front of a branch. By slug, where each of them is hidden.
    this.collapsed = new Map();
    for (const group of svg.querySelectorAll("[data-claims]")) {
      for (const slug of group.dataset.claims.split(" ")) this.collapsed.set(slug, { group, token: group.dataset.fold ?? group.dataset.slug });
    }
    this.#from = this.#grouped((link) => link.premises);
    this.#to = this.#grouped((link) => [link.target]);
  }

  #from;
  #to;

  #grouped(ends) {
    const found = new Map();
    for (const link of this.links.values()) {
      for (const end of ends(link)) found.set(end, [...(found.get(end) ?? []), link]);
    }
    return found;
  }

  from = (slug) => (this.#from.get(slug) ?? []).filter((link) => there(link.group));
  to = (slug) => (this.#to.get(slug) ?? []).filter((link) => there(link.group));

  // The claims that are there now, in order of time.
  get present() {
    return [...this.claims.values()].filter(there);
  }

  // The same and the boxes of collapsed groups.
  get boxes() {
    return [...this.present, ...new Set([...this.collapsed.values()].map(({ group }) => group))].filter(there);
  }

  has = (slug) => this.claims.has(slug) && there(this.claims.get(slug));

  // The claim that a link is about: its target, or what makes the link that it denies.
  about(link) {
    return this.links.get(link.target)?.source ?? link.target;
  }

  // The links at a claim, and those that undercut them.
  at(slug) {
    return [...this.from(slug), ...this.to(slug)].flatMap((link) => [link, ...this.to(link.slug)]);
  }

  // The claim to which a link leads upwards, or downwards the one that makes it; nothing aside.
  end(slug, key) {
    const link = this.links.get(slug);
    return this.claims.get({ ArrowUp: this.about(link), ArrowDown: link.source }[key]);
  }

  // What is said to a claim and to the links that it makes: supports first.
  answers(slug) {
    const found = [...this.to(slug), ...this.from(slug).flatMap((link) => this.to(link.slug))];
    return found.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  }

  // The slugs of claims and links to be seen with a claim: all that bears on it, directly or not, and what it answers.
  around(slug) {
    const seen = new Set([slug]);
    const waiting = [slug];
    while (waiting.length) {
      const end = waiting.pop();
      const links = [...this.to(end), ...this.from(end).filter((link) => link.mutual)];
      for (const one of links.flatMap((link) => [link.slug, ...link.premises, link.target])) {
        if (seen.has(one)) continue;
        seen.add(one);
        waiting.push(one);
      }
    }
    for (const link of this.from(slug)) this.#withEnds(link, seen);
    return seen;
  }

  // The same for a link: its ends, and what denies it.
  aroundLink(slug) {
    const seen = new Set();
    for (const link of [this.links.get(slug), ...this.to(slug)]) this.#withEnds(link, seen);
    return seen;
  }

  #withEnds(link, seen) {
    for (let one = link; one; one = this.links.get(one.target)) {
      if (seen.has(one.slug)) break;
      for (const end of [one.slug, ...one.premises, one.target]) seen.add(end);
    }
  }
}

// What a claim says on the drawing, its speaker and date included.
export function wordsOf(group) {
  const lines = [...group.querySelectorAll("text:not(.label text)")].map((line) => line.textContent.trim());
  return `${nameOf(group)} ${lines.join(" ")}`;
}

export const nameOf = (group) => group.querySelector("a")?.getAttribute("aria-label") ?? group.querySelector("title")?.textContent ?? "";
