// The frame in which a drawing is moved and made larger or smaller. It comes in as a whole, and stays so in a frame of any size,
// until somebody moves it or makes it larger. The wheel is the page's until somebody chooses the map, so that nobody is caught in it.
"use strict";

import { UNIT, WHOLE } from "./levels.js";

const STEP = 1.3;
const LARGEST = 4;
const SMALLEST = 0.04;
const MARGIN = 40; // pixels that a claim keeps from the edge of the frame
const EDGE = 4; // pixels around a drawing that is shown as a whole, which has a margin of its own
const MOST_STRETCHED = 2;
const LINE = 12; // pixels
const PAN_BY = 90;
const SLOP = 5; // a hand that moves less than so many pixels has clicked
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Canvas {
  #panzoom;
  #dragged = false;
  #size = null; // of the drawing at full size, in pixels
  stretch = { x: 1, y: 1 }; // how many times wider or higher it is
  inset = { left: 0, top: 0 }; // what stands beside a drawing too small for its letters
  #fittedIn = [0, 0]; // how wide and high the frame was
  #fitted = true; // all of it is shown, whatever the size of the frame
  #lay = null; // lays the drawing where it is not moved in its frame, at a scale

  constructor(frame, stage, onChange) {
    this.frame = frame;
    this.stage = stage;
    this.#panzoom = Panzoom(stage, {
      canvas: true,
      cursor: "grab",
      overflow: "clip",
      maxScale: LARGEST,
      minScale: SMALLEST,
      disableZoom: true, // but for what is asked for here
      handleStartEvent: () => {}, // the default keeps a click from giving the map the focus
    });
    this.ready = new Promise((done) => setTimeout(done)); // it moves to its own beginning a moment after it is made
    stage.addEventListener("panzoomchange", onChange);
    stage.addEventListener("panzoomend", () => this.#keepInSight());
    frame.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    frame.addEventListener("dragstart", (event) => event.preventDefault());
    this.#tellDragsFromClicks();
    this.#pinch();
    new ResizeObserver(() => this.#refit()).observe(frame);
  }

  // In a frame of another size; a line more or less above it is none.
  #refit() {
    const { clientWidth, clientHeight } = this.frame;
    const [x, y] = this.#fittedIn;
    if (this.#fitted && this.#size && this.svg && Math.max(Math.abs(clientWidth - x), Math.abs(clientHeight - y)) > LINE) this.fit(false);
  }

  get isFitted() {
    return this.#fitted;
  }

  // Where in the frame the drawing's corner is, how large the drawing is, and how wide the frame.
  get view() {
    return { ...this.#corner, scale: this.scale, stretch: this.stretch, width: this.frame.clientWidth };
  }

  get svg() {
    return this.stage.querySelector("svg");
  }

  get scale() {
    return this.#panzoom.getScale();
  }

  // The links of a drawing must not open when the hand that let go was moving the map.
  #tellDragsFromClicks() {
    let start = null;
    this.frame.addEventListener("pointerdown", (event) => {
      start = event;
      this.#dragged = false;
    });
    this.frame.addEventListener("pointermove", (event) => {
      if (start && event.buttons && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > SLOP) [this.#dragged, this.#fitted] = [true, false];
    });
    this.frame.addEventListener(
      "click",
      (event) => {
        if (this.#dragged && event.detail) event.preventDefault(), event.stopPropagation();
        this.#dragged = false;
      },
      { capture: true },
    );
  }

  // Two fingers make larger or smaller what lies between them, and move it.
  #pinch() {
    const fingers = new Map();
    const grip = () => {
      const [one, other] = [...fingers.values()];
      return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart: Math.hypot(one.x - other.x, one.y - other.y) || 1 };
    };
    const put = (event) => fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.frame.addEventListener("pointerdown", put);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, (event) => fingers.delete(event.pointerId));
    this.frame.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return;
      const before = fingers.size === 2 && grip();
      put(event);
      if (!before) return;
      const [now, box] = [grip(), this.frame.getBoundingClientRect()];
      this.#zoom((this.scale * now.apart) / before.apart, { x: before.x - box.left, y: before.y - box.top });
      this.moveBy(now.x - before.x, now.y - before.y, false);
    });
  }

  #wheel(event) {
    const wanted = event.ctrlKey || event.metaKey || (!this.#lay && this.frame.contains(document.activeElement));
    if (!wanted || !this.svg) return;
    event.preventDefault();
    if (this.#lay) return this.#lay(this.#within(this.scale * Math.exp(-event.deltaY * 0.0022)));
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
    const turned = Math.max(-120, Math.min(120, event.deltaY * lines));
    const pinched = event.ctrlKey && Math.abs(event.deltaY) < 50;
    if (!event.ctrlKey && Math.abs(event.deltaX) > Math.abs(event.deltaY)) return this.moveBy(-event.deltaX, 0, false);
    const box = this.frame.getBoundingClientRect();
    this.#zoom(this.scale * Math.exp(-turned * (pinched ? 0.012 : 0.0022)), { x: event.clientX - box.left, y: event.clientY - box.top });
  }

  // Where something on the drawing lies, in the drawing's own pixels: whatever is being moved just now.
  #place(element) {
    const [box, all] = [element.getBoundingClientRect(), this.stage.getBoundingClientRect()];
    const shown = all.width / this.stage.offsetWidth || 1;
    return { left: (box.left - all.left) / shown, top: (box.top - all.top) / shown, width: box.width / shown, height: box.height / shown };
  }

  get #middle() {
    return { x: this.stage.offsetWidth / 2, y: this.stage.offsetHeight / 2 };
  }

  // Bring a point of the drawing to a point of the frame, at some scale.
  #bring(point, to, scale = this.scale, animate = true) {
    this.#fitted = false;
    const middle = this.#middle;
    if (scale !== this.scale) this.#panzoom.zoom(scale, { animate: false, force: true });
    const by = this.#panzoom.getScale();
    const pan = { x: (to.x - middle.x) / by - (point.x - middle.x), y: (to.y - middle.y) / by - (point.y - middle.y) };
    this.#panzoom.pan(pan.x, pan.y, { animate: animate && !still.matches, force: true });
  }

  // The drawing's left upper corner in the frame, after all that has been asked for.
  get #corner() {
    const [middle, pan, scale] = [this.#middle, this.#panzoom.getPan(), this.scale];
    return { x: middle.x + scale * (pan.x - middle.x), y: middle.y + scale * (pan.y - middle.y) };
  }

  #inFrame(place) {
    const [corner, scale] = [this.#corner, this.scale];
    const [left, top] = [corner.x + place.left * scale, corner.y + place.top * scale];
    return { left, top, right: left + place.width * scale, bottom: top + place.height * scale };
  }

  // A strip of the drawing always stays in the frame.
  #keepInSight() {
    const [corner, scale] = [this.#corner, this.scale];
    const within = (at, size, room) => Math.min(room - MARGIN, Math.max(MARGIN - size, at));
    const x = within(corner.x, this.stage.offsetWidth * scale, this.frame.clientWidth);
    const y = within(corner.y, this.stage.offsetHeight * scale, this.frame.clientHeight);
    if (x !== corner.x || y !== corner.y) this.#bring({ x: 0, y: 0 }, { x, y });
  }

  // The drawing is laid by `lay`, which is told its scale, and its frame is scrolled; with none it is moved in its frame again.
  scrollInstead(lay) {
    if (!lay && !this.#lay) return;
    this.#lay = lay;
    this.#stretchTo({ x: 1, y: 1 });
    this.#panzoom.setOptions({ disablePan: Boolean(lay), cursor: lay ? "" : "grab" });
    if (!lay) this.fit(false);
  }

  // With its left upper corner at a place in the frame.
  lie(scale, x, y) {
    this.#panzoom.setOptions({ disablePan: false });
    this.#bring({ x: 0, y: 0 }, { x, y }, scale, false);
    this.#panzoom.setOptions({ disablePan: true });
  }

  #within(scale) {
    return Math.min(LARGEST, Math.max(SMALLEST, scale));
  }

  zoomBy(direction) {
    if (this.#lay) return this.#lay(this.#within(this.scale * STEP ** direction));
    this.#zoom(this.scale * STEP ** direction, { x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2 });
  }

  // Larger or smaller around a point of the frame; by what has been asked for, for the screen may lag behind a key held down.
  #zoom(wanted, at) {
    const [corner, scale] = [this.#corner, this.scale];
    const point = this.#unstretched({ x: (at.x - corner.x) / scale, y: (at.y - corner.y) / scale });
    this.#bring(point, at, this.#within(wanted), false);
    this.#keepInSight();
  }

  moveBy(x, y, animate = true) {
    if (this.#lay) return this.frame.closest(".figures").scrollBy({ left: -x, top: -y, behavior: animate && !still.matches ? "smooth" : "instant" });
    this.#fitted = false;
    this.#panzoom.pan(x / this.scale, y / this.scale, { relative: true, animate: animate && !still.matches });
    this.#keepInSight();
  }

  arrow(key) {
    const [x, y] = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
    this.moveBy(x * PAN_BY, y * PAN_BY);
  }

  // All of it, never larger than full size. A drawing whose letters would be too small fills the frame, as its labels keep their
  // proportions; the rest becomes at most so much wider or higher.
  fit(animate = true) {
    if (this.#lay) return this.#lay(0);
    const size = this.#size;
    this.#fittedIn = [this.frame.clientWidth, this.frame.clientHeight];
    const all = { x: this.frame.clientWidth - 2 * EDGE, y: this.frame.clientHeight - 2 * EDGE };
    const scaleIn = (room) => Math.max(SMALLEST, Math.min(1, room.x / size.x, room.y / size.y));
    const isSmall = scaleIn(all) < WHOLE;
    const { left, top } = isSmall ? this.inset : { left: 0, top: 0 };
    const room = { x: all.x - left, y: all.y - top };
    const scale = scaleIn(room);
    const stretch = (axis) => (isSmall ? Math.max(1, Math.min(MOST_STRETCHED, room[axis] / (size[axis] * scale))) : 1);
    this.#stretchTo({ x: stretch("x"), y: stretch("y") });
    this.#bring(this.#middle, { x: left + EDGE + room.x / 2, y: top + EDGE + room.y / 2 }, scale, animate);
    this.#fitted = true;
  }

  #stretchTo(stretch) {
    if (stretch.x === this.stretch.x && stretch.y === this.stretch.y) return;
    this.stretch = stretch;
    this.svg.setAttribute("width", `${this.#size.x * stretch.x}px`);
    this.svg.setAttribute("height", `${this.#size.y * stretch.y}px`);
  }

  // A point of the drawing once it has its own proportions again.
  #unstretched(point) {
    const { x, y } = this.stretch;
    this.#stretchTo({ x: 1, y: 1 });
    return { x: point.x / x, y: point.y / y };
  }

  // Another drawing has come, as it was made.
  renew() {
    this.stretch = { x: 1, y: 1 };
    const { width, height } = this.svg.viewBox.baseVal;
    this.#size = { x: width * UNIT, y: height * UNIT };
    this.svg.setAttribute("preserveAspectRatio", "none");
  }

  fullSize(claim) {
    if (claim) return this.centre(claim, 1);
    const [corner, scale, room] = [this.#corner, this.scale, { x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2 }];
    this.#bring(this.#unstretched({ x: (room.x - corner.x) / scale, y: (room.y - corner.y) / scale }), room, 1);
  }

  centre(group, scale = this.scale) {
    if (scale !== this.scale) this.#stretchTo({ x: 1, y: 1 });
    const place = this.#place(group);
    const middle = { x: place.left + place.width / 2, y: place.top + place.height / 2 };
    this.#bring(middle, { x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2 }, scale);
  }

  // All of these in the middle, at a size to be read, or as small as they need.
  gather(groups) {
    this.#stretchTo({ x: 1, y: 1 });
    const places = groups.map((group) => this.#place(group));
    const [left, top] = [Math.min(...places.map((one) => one.left)), Math.min(...places.map((one) => one.top))];
    const width = Math.max(...places.map((one) => one.left + one.width)) - left;
    const height = Math.max(...places.map((one) => one.top + one.height)) - top;
    const room = { x: this.frame.clientWidth, y: this.frame.clientHeight };
    const scale = Math.max(SMALLEST, Math.min(Math.max(this.scale, 1), (room.x - 2 * MARGIN) / width, (room.y - 2 * MARGIN) / height));
    this.#bring({ x: left + width / 2, y: top + height / 2 }, { x: room.x / 2, y: room.y / 2 }, scale);
  }

  // Move no more than is needed to see it beside the headings, which take so much of the frame.
  reveal(group, { left, top }) {
    const box = this.#inFrame(this.#place(group));
    const short = (from, to, least, room) => (from < least || to - from > room - least - MARGIN ? least - from : to > room - MARGIN ? room - MARGIN - to : 0);
    const x = short(box.left, box.right, left + MARGIN, this.frame.clientWidth);
    const y = short(box.top, box.bottom, top + MARGIN, this.frame.clientHeight);
    if (x || y) this.moveBy(x, y);
  }

  // What is in the middle now, so that it can be there again on another drawing of the same claims.
  remembered(claims) {
    const room = { x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2 };
    let best = null;
    for (const [slug, group] of claims) {
      const box = this.#inFrame(this.#place(group));
      const away = Math.hypot((box.left + box.right) / 2 - room.x, (box.top + box.bottom) / 2 - room.y);
      if (!best || away < best.away) best = { slug, away, x: box.left, y: box.top };
    }
    return best;
  }

  // Where it was before, the claim that was in the middle; false if that is gone.
  resume(remembered, claims) {
    const group = remembered && claims.get(remembered.slug);
    if (!group) return false;
    const place = this.#place(group);
    this.#bring({ x: place.left, y: place.top }, remembered, this.scale, false);
    return true;
  }
}
