// The maps of a dispute at a moment: what is not there yet is hidden, the rest bears what it is; no node moves.

import { setData } from "./states.js";

const SVG = "http://www.w3.org/2000/svg";

export class MapView {
  constructor() {
    this.groups = new Map(); // the groups of the maps by slug: a claim may be on several maps
    this.marked = new Map(); // what is new or answered, by slug
    this.drawn = [];
  }

  // What is in this part of the page now; a map that is still the same keeps what was made for it.
  attach(scope, states) {
    this.scope = scope;
    this.states = states;
    this.folds = [...scope.querySelectorAll(".map svg :is(g.collapsed-group, g.aggregated-edge)")];
    const found = [...scope.querySelectorAll(".map svg g[data-slug]")];
    if (found.length && found.length === this.drawn.length && found.every((group, place) => group === this.drawn[place])) return;
    this.drawn = found;
    this.marked = new Map();
    this.groups = new Map(found.map((group) => [group.dataset.slug, []]));
    for (const group of found) this.groups.get(group.dataset.slug).push(group);
    this.badges = new Badges(states);
    for (const graph of new Set(found.map((group) => group.closest("g.graph")))) this.badges.addTo(graph);
  }

  // At a moment, or (with none) as the whole debate left it; `step` says what is new or answered, by slug.
  show(moment, step) {
    for (const [slug, groups] of this.groups) this.showGroups(slug, groups, moment);
    for (const [slug, how] of this.marked) if (step.get(slug) !== how) this.mark(slug, how, false);
    for (const [slug, how] of step) if (this.marked.get(slug) !== how) this.mark(slug, how, true);
    this.marked = step;
    for (const cluster of this.scope.querySelectorAll(".map svg g.cluster")) this.showCluster(cluster);
    for (const fold of this.folds) {
      const slugs = (fold.dataset.claims ?? fold.dataset.links).split(" ");
      setData(fold, "at", !moment || slugs.some((slug) => this.states.isThere(slug, moment.number)) ? "" : "absent");
    }
    this.count(moment?.day);
  }

  showGroups(slug, groups, moment) {
    const now = moment ? this.states.presence(slug, moment.number) : "";
    const isStruck = !moment || now === "withdrawn"; // as the whole map is drawn; until then it was not
    const kept = groups.some((group) => group.classList.contains("withdrawn")) && !isStruck ? "yes" : "";
    if ((groups[0].dataset.at ?? "") === now && (groups[0].dataset.notYetWithdrawn ?? "") === kept) return;
    this.badges.show(slug, "perhaps", now === "possible" || now === "perhaps-withdrawn");
    for (const group of groups) {
      setData(group, "at", now);
      setData(group, "notYetWithdrawn", kept);
    }
  }

  mark(slug, how, is) {
    for (const group of this.groups.get(slug) ?? []) setData(group, "step", is ? how : "");
    this.badges.show(slug, how, is);
  }

  showCluster(cluster) {
    const [[name, value]] = Object.entries(cluster.dataset);
    const isInside = this.drawn.some((group) => group.dataset[name] === value && group.dataset.at !== "absent");
    setData(cluster, "at", isInside ? "" : "absent");
  }

  // Counts beside filters, and colours in the key: each says from which days its claims or links count.
  count(day) {
    for (const counted of this.scope.querySelectorAll("[data-since]")) {
      const count = counted.dataset.since.split(" ").filter((since) => !day || since <= day).length;
      if (counted.matches(".count")) {
        counted.textContent = count;
        counted.closest("label").classList.toggle("quiet", !count);
      } else setData(counted, "at", count ? "" : "absent");
    }
  }

  get arrivedClaims() {
    const arrived = [...this.marked].flatMap(([slug, how]) => (how === "new" ? (this.groups.get(slug) ?? []) : []));
    return arrived.filter((group) => group.matches(".claim"));
  }

  // The new claims or, where none is new, what is there: it may lie outside the frame.
  get soughtClaims() {
    const arrived = this.arrivedClaims;
    return arrived.length ? arrived : this.drawn.filter((group) => group.matches(".claim") && group.dataset.at !== "absent");
  }

  // A map that moves in its frame brings them to its middle; any other page scrolls.
  seek() {
    const [first, ...others] = this.soughtClaims;
    if (!first) return;
    const wish = new CustomEvent("stances:seek", { bubbles: true, cancelable: true, detail: [first, ...others] });
    if (first.dispatchEvent(wish)) first.scrollIntoView({ block: "center", inline: "center" });
  }
}

// The signs around claims. All that may be needed lie in one layer above the map, made and put there at once: nodes that come
// later would have the browser look through the whole map for what they change.
class Badges {
  constructor(states) {
    this.states = states;
    this.made = new Map(); // by the slug of a claim and their names
  }

  addTo(graph) {
    graph.querySelector(":scope > .badges")?.remove();
    const layer = svgElement("g", { class: "badges", "aria-hidden": "true" });
    for (const claim of graph.querySelectorAll("g.claim[data-slug]")) {
      const { slug } = claim.dataset;
      const place = boxOf(claim);
      if (this.states.isEverUncertain(slug)) layer.append(this.make(slug, place, "perhaps", "?"));
      if (this.states.comesLater(slug)) layer.append(this.make(slug, place, "new", "new"));
      if (this.states.answered.has(slug)) layer.append(this.make(slug, place, "answered", "answered"));
    }
    graph.append(layer);
  }

  show(slug, name, is) {
    for (const badge of this.made.get(`${slug} ${name}`) ?? []) setData(badge, "shown", is ? "yes" : "");
  }

  make(slug, { left, top, right, width, height }, name, text) {
    const badge = svgElement("g", { class: `badge badge-${name}` });
    const isRound = text.length === 1;
    const wide = isRound ? 16 : 14 + 6.4 * text.length;
    const from = isRound ? right - 8 : left - 6;
    // Around the box, whose own border says how we know of the claim.
    if (!isRound) badge.append(svgElement("rect", { class: "frame", x: left - 3, y: top - 3, width: width + 6, height: height + 6 }));
    badge.append(svgElement("rect", { class: "disc", x: from, y: top - 8, width: wide, height: 16, rx: 8, "transform-origin": `${left} ${top}` }));
    const label = svgElement("text", { x: from + wide / 2, y: top + 4, "text-anchor": "middle", "font-size": 11, "font-weight": "bold", "transform-origin": `${left} ${top}` });
    label.textContent = text;
    badge.append(label);
    const key = `${slug} ${name}`;
    this.made.set(key, [...(this.made.get(key) ?? []), badge]);
    return badge;
  }
}

// Where a claim's box is, as the outline in the drawing says, so that the browser need not compute a layout to know it.
function boxOf(claim) {
  const outline = claim.querySelector("rect.outline");
  const [left, top, width, height] = ["x", "y", "width", "height"].map((name) => Number(outline.getAttribute(name)));
  return { left, top, right: left + width, width, height };
}

function svgElement(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
