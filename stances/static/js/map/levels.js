// What boxes say as a drawing becomes smaller, in letters of 11 pixels at least: at first all that is printed in them; then a label
// of the short name, the sign of the position that rests on the claim, and as many words as there is room for; at last a part
// of the name, or its initials. A card shows the whole box of what is pointed at or has the focus.
"use strict";

import { nameOf } from "./argument.js";

const SVG = "http://www.w3.org/2000/svg";
const LETTERS = 11; // pixels
const INK = "#1f2328";
const LINE = 12.5;
const PAD = 2.5;
const RULE = 2.5; // at the left edge, in the tint of a faction
const GAP = 5; // between a name and its sign
const LEAST_WIDTH = 60;
const APART = 5; // what stays between two labels
const LEAST_LETTERS = 6; // of a name that is cut short
export const UNIT = 96 / 72; // pixels of a point, in which drawings are made, at full size
const PRINTED = 40 / 3; // pixels that the smallest letters of a box have at full size
export const WHOLE = LETTERS / PRINTED; // the scale from which all is read as it is printed
const CARD = 0.85; // of full size
const SLACK = 1.12; // labels may become larger by so much until they are made anew

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map(); // by weight and words, in one family

function widthOf(words, weight = "") {
  const key = `${weight} ${LETTERS}px ${Levels.family}`;
  if (!widths.has(key)) widths.set(key, new Map());
  const known = widths.get(key);
  if (!known.has(words)) {
    pen.font = key;
    known.set(words, pen.measureText(words).width);
  }
  return known.get(words);
}

/** The words, or so many of their letters with “…” that they fit; nothing where fewer than `least` do. */
function shortened(words, room, weight, least = 1) {
  if (widthOf(words, weight) <= room) return words;
  const letters = [...words];
  while (letters.length > least) {
    letters.pop();
    const cut = `${letters.join("").trimEnd()}…`;
    if (widthOf(cut, weight) <= room) return cut;
  }
  return "";
}

/** One word's first two letters, or the first letters of three. */
function initialsOf(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return words.length === 1 ? [...words[0]].slice(0, 2).join("") : words.slice(0, 3).map((word) => [...word][0]).join("");
}

/** The words in lines, one for each room; the last says that there are more. */
function wrapped(words, rooms) {
  const lines = [];
  let rest = words.split(/\s+/).filter(Boolean);
  for (const [at, room] of rooms.entries()) {
    if (!rest.length) break;
    if (at === rooms.length - 1) return [...lines, shortened(rest.join(" "), room)];
    let count = 1;
    while (count < rest.length && widthOf(rest.slice(0, count + 1).join(" ")) <= room) count += 1;
    lines.push(shortened(rest.slice(0, count).join(" "), room));
    rest = rest.slice(count);
  }
  return lines;
}

/** A name in two lines, each of which fits, with room behind the second; nothing if it can't be parted so. */
function parted(name, width, behind) {
  const words = name.split(/\s+/);
  for (let count = words.length - 1; count > 0; count -= 1) {
    const [first, second] = [words.slice(0, count).join(" "), words.slice(count).join(" ")];
    if (widthOf(first, "bold") <= width && widthOf(second, "bold") <= width - behind) return [first, second];
  }
  return null;
}

/** What fits into so many lines: the lines of the name, in regular letters if it is too long for bold ones; which of them bears the sign, if not the words below; and the words. */
function labelOf({ name, sign = "", words = "" }, width, count) {
  const behind = sign ? widthOf(sign, "bold") + GAP : 0;
  const rest = { words, width, count, behind };
  if (widthOf(name, "bold") + behind <= width) return filled("name", [name], "bold", 0, rest);
  if (widthOf(name) + behind <= width) return filled("name", [name], "normal", 0, rest);
  const halves = count > 1 && parted(name, width, behind);
  if (halves) return filled("name", halves, "bold", 1, rest);
  const isApart = count > 1 && behind > 0; // the sign stands before the words
  const room = isApart ? width : width - behind;
  const cut = shortened(name, room, "", LEAST_LETTERS);
  if (!cut) return filled("initials", [shortened(initialsOf(name), width - behind, "bold")], "bold", 0, rest);
  const weight = widthOf(cut, "bold") <= room ? "bold" : "normal";
  return filled(cut === name ? "name" : "cut", [cut], weight, isApart ? -1 : 0, rest);
}

function filled(shows, names, weight, signed, { words, width, count, behind }) {
  const rooms = Array.from({ length: count - names.length }, (_, at) => (at || signed >= 0 ? width : width - behind));
  const lines = wrapped(words, rooms).map((line) => (/^.?.?…$/u.test(line) ? "" : line)); // two letters say nothing
  return { names, weight, signed, lines, shows: lines.some(Boolean) ? `${shows} words` : shows };
}

function made(name, attributes, words) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (words) element.textContent = words;
  return element;
}

// A box of the drawing, in the drawing's units.
class Box {
  #written = "";

  constructor(group) {
    this.group = group;
    const outline = group.querySelector("rect.outline");
    [this.left, this.top, this.width, this.height] = ["x", "y", "width", "height"].map((key) => Number(outline.getAttribute(key)));
    this.outline = outline;
    this.rule = group.querySelector("rect.rule")?.getAttribute("fill") ?? "none";
  }

  // How far it is to the next box above or below, and beside: each has a right to half of it.
  measure(boxes) {
    const away = (from, size, other) => Math.max(other[from] - this[from] - this[size], this[from] - other[from] - other[size]);
    const others = boxes.filter((other) => other !== this);
    this.above = Math.min(...others.filter((other) => away("left", "width", other) < 0).map((other) => away("top", "height", other)));
    this.beside = Math.min(...others.filter((other) => away("top", "height", other) < 0).map((other) => away("left", "width", other)));
  }

  // The label at so many pixels a unit: as large as the box, or larger where two lines or a short name would not fit and there is room.
  label(pixels) {
    const grown = (size, least, room, of) => size * of + Math.max(0, Math.min(least - size * of, room * of - APART));
    const width = grown(this.width, LEAST_WIDTH, this.beside, pixels.x);
    const height = grown(this.height, 2 * LINE + PAD, this.above, pixels.y);
    const lines = (height - PAD) / LINE;
    const count = lines > 1.85 ? Math.max(2, Math.floor(lines)) : 1;
    const [x, y] = [this.left + (this.width - width / pixels.x) / 2, this.top + (this.height - height / pixels.y) / 2];
    const place = `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${(1 / pixels.x).toFixed(4)} ${(1 / pixels.y).toFixed(4)})`;
    this.#draw(place, width, height, labelOf(this.group.dataset, width - 2 * PAD - RULE, count));
  }

  #draw(place, width, height, { names, weight, signed, lines, shows }) {
    this.element ??= this.#attached();
    this.element.setAttribute("transform", place);
    for (const rect of this.element.querySelectorAll("rect:not(.rule)")) rect.setAttribute("width", width.toFixed(1));
    for (const rect of this.element.querySelectorAll("rect")) rect.setAttribute("height", height.toFixed(1));
    const written = JSON.stringify([names, weight, lines, signed, signed < 0 || width.toFixed(0)]);
    if (written === this.#written) return;
    this.#written = written;
    this.element.dataset.shows = shows;
    for (const text of this.element.querySelectorAll("text")) text.remove();
    const { sign } = this.group.dataset;
    const texts = names.map((words, at) => this.#line(at, PAD + RULE, words, { "font-weight": weight }));
    if (sign && signed >= 0) texts.push(this.#line(signed, width - PAD, sign, { "font-weight": "bold", "text-anchor": "end", class: "sign" }));
    const start = sign && signed < 0 ? widthOf(sign, "bold") + GAP : 0;
    if (start) texts.push(this.#line(names.length, PAD + RULE, sign, { "font-weight": "bold", class: "sign" }));
    texts.push(...lines.map((words, at) => this.#line(names.length + at, PAD + RULE + (at ? 0 : start), words, { class: "words" })));
    this.element.querySelector(".outline").before(...texts);
  }

  #line(at, x, words, attributes) {
    return made("text", { x: x.toFixed(1), y: ((at + 0.8) * LINE + PAD / 2).toFixed(1), ...attributes }, words);
  }

  #attached() {
    const label = made("g", { class: "label", "font-size": LETTERS, fill: INK });
    const stroke = Object.fromEntries(["stroke", "stroke-width"].filter((key) => this.outline.hasAttribute(key)).map((key) => [key, this.outline.getAttribute(key)]));
    label.append(made("rect", { class: "body", fill: "#ffffff" }), made("rect", { class: "rule", fill: this.rule, width: RULE }), made("rect", { class: "outline", fill: "none", ...stroke }));
    this.group.querySelector("a")?.append(label);
    return label;
  }
}

export class Levels {
  static family = "sans-serif";
  #labelled = { scale: 0 }; // for what labels were made

  constructor(svg) {
    this.svg = svg;
    Levels.family = svg.getAttribute("font-family") ?? Levels.family;
    this.boxes = [...svg.querySelectorAll("g:is(.claim, .collapsed-group)[data-name]")].map((group) => new Box(group));
    for (const box of this.boxes) box.measure(this.boxes);
  }

  // One pass for each size that differs enough; in between the labels move and grow with the drawing.
  show({ scale, stretch }) {
    const isSmall = scale < WHOLE;
    this.svg.classList.toggle("small", isSmall);
    if (!isSmall) return void (this.#labelled = { scale: 0 });
    const before = this.#labelled;
    if (before.stretch === stretch && scale >= before.scale && scale < before.scale * SLACK) return;
    this.#labelled = { scale, stretch };
    const { style } = this.svg.parentElement; // not the drawing's own, which would be written down where the page is morphed
    style.setProperty("--px", (1 / scale).toFixed(3));
    for (const axis of ["x", "y"]) style.setProperty(`--to-${axis}`, (1 / (scale * stretch[axis])).toFixed(3));
    const pixels = { x: UNIT * scale * stretch.x, y: UNIT * scale * stretch.y };
    for (const box of this.boxes) box.label(pixels);
  }
}

/** The whole box of a claim or group, or what a link says, beside it in the frame. */
export class Card {
  #waiting = 0;

  constructor(frame) {
    this.frame = frame;
    this.element = Object.assign(document.createElement("div"), { className: "map-card", hidden: true });
    this.element.setAttribute("aria-hidden", "true"); // its words are those of the box, which has a name
    frame.append(this.element);
  }

  show(group) {
    clearTimeout(this.#waiting);
    const isRead = group?.matches(".claim, .collapsed-group") && !group.closest("svg.small");
    this.element.hidden = !group || isRead;
    if (this.element.hidden) return;
    this.element.replaceChildren(group.querySelector("rect.outline") ? this.#box(group) : this.#words(group));
    this.#place(group);
  }

  #box(group) {
    const outline = group.querySelector("rect.outline");
    const [x, y, width, height] = ["x", "y", "width", "height"].map((key) => Number(outline.getAttribute(key)));
    const svg = made("svg", { viewBox: `${x - 2} ${y - 2} ${width + 10} ${height + 10}`, width: `${CARD * (width + 10)}pt`, height: `${CARD * (height + 10)}pt`, "font-family": Levels.family });
    svg.append(...[...group.querySelector("a").children].filter((child) => !child.matches(".label")).map((child) => child.cloneNode(true)));
    return svg;
  }

  #words(group) {
    const words = Object.assign(document.createElement("p"), { dir: "auto" });
    words.append(Object.assign(document.createElement("b"), { textContent: nameOf(group) }), document.createElement("br"), group.dataset.words ?? "");
    return words;
  }

  // Under the box, above or beside it: where it covers least of what is lit with the box, and nothing of the box.
  #place(group) {
    const [frame, box, own] = [this.frame, group, this.element].map((one) => one.getBoundingClientRect());
    const lit = [...this.frame.querySelectorAll("g.claim.highlighted")].map((one) => one.getBoundingClientRect());
    const within = (at, from, size, room) => Math.max(from + 4, Math.min(from + room - size - 4, at));
    const across = within(box.left + box.width / 2 - own.width / 2, frame.left, own.width, frame.width);
    const down = within(box.top + box.height / 2 - own.height / 2, frame.top, own.height, frame.height);
    const places = [[across, box.bottom + 6], [across, box.top - 6 - own.height], [box.right + 6, down], [box.left - 6 - own.width, down]];
    const shared = (from, size, start, end) => Math.max(0, Math.min(from + size, end) - Math.max(from, start));
    const covered = ([x, y]) => lit.reduce((sum, one) => sum + shared(x, own.width, one.left, one.right) * shared(y, own.height, one.top, one.bottom), 0);
    const outside = ([x, y]) => own.width * own.height - shared(x, own.width, frame.left, frame.right) * shared(y, own.height, frame.top, frame.bottom);
    const [x, y] = places.reduce((best, one) => (covered(one) + 4 * outside(one) < covered(best) + 4 * outside(best) ? one : best));
    this.element.style.translate = `${x - frame.left}px ${Math.max(4, y - frame.top)}px`;
  }
}
