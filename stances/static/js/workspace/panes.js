// The panes of the workspace: dragged wider, shown alone, and remembered in this browser.
"use strict";

import { isSwitchedOff } from "../page/keys.js";

const KEPT = "stances:panes";
const KEYS = { 1: "grid-pane", 2: "map-pane", 3: "detail" };
const WORDS = { "grid-pane": "Grid", "map-pane": "Map", detail: "Detail" };
const LEAST = 0.15; // of the width of the whole
const STEP = 0.03;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

export class Panes {
  constructor(workspace, onChange) {
    this.panes = workspace.querySelector(".panes");
    this.workspace = workspace;
    this.onChange = onChange;
    this.state = { grid: 0.4, detail: 0.25, alone: "", ...remembered() };
    document.addEventListener("keydown", (event) => this.#key(event));
    this.attach();
  }

  // What a page that was brought up to date has lost is added again.
  attach() {
    for (const id of Object.keys(WORDS)) this.#addHead(document.getElementById(id), id);
    this.#addClose(document.getElementById("detail"));
    this.#addDivider("grid", "#grid-pane", 1);
    this.#addDivider("detail", "#detail", -1);
    this.#apply();
  }

  #apply() {
    const { style, dataset } = document.documentElement;
    style.setProperty("--grid-share", this.state.grid);
    style.setProperty("--detail-share", this.state.detail);
    dataset.alone = this.state.alone;
    for (const button of this.panes.querySelectorAll("[data-maximise]")) {
      const isAlone = button.dataset.maximise === this.state.alone;
      button.setAttribute("aria-pressed", String(isAlone));
    }
    this.onChange();
  }

  #keep(change) {
    Object.assign(this.state, change);
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.state));
    } catch {
      // a private window that keeps nothing
    }
    this.#apply();
  }

  maximise(id) {
    this.#keep({ alone: this.state.alone === id ? "" : id });
    document.getElementById(id).focus({ preventScroll: true });
  }

  // The detail as a sheet is closed as by Esc: nothing is chosen any more.
  #addClose(pane) {
    if (pane.querySelector(":scope > .close-detail")) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "close-detail", textContent: "Close" });
    button.addEventListener("click", () => document.dispatchEvent(new CustomEvent("stances:choose", { detail: {}, cancelable: true })));
    pane.prepend(button);
  }

  #addHead(pane, id) {
    if (pane.querySelector(":scope > .maximise")) return;
    const key = Object.keys(KEYS).find((one) => KEYS[one] === id);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "maximise", title: `${WORDS[id]} alone, or all panes (${key})` });
    button.dataset.maximise = id;
    button.setAttribute("aria-label", `${WORDS[id]} alone`);
    button.addEventListener("click", () => this.maximise(id));
    pane.prepend(button);
  }

  #addDivider(name, pane, direction) {
    if (this.panes.querySelector(`.divider.${name}`)) return;
    const divider = document.createElement("div");
    divider.className = `divider ${name}`;
    for (const [key, value] of Object.entries({ role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": `Width of the ${name}` })) divider.setAttribute(key, value);
    const share = (value) => Math.min(Math.max(value, LEAST), 0.7);
    const width = () => this.panes.getBoundingClientRect().width;
    const say = () => divider.setAttribute("aria-valuenow", String(Math.round(this.state[name] * 100)));
    const set = (value) => (this.#keep({ [name]: share(value) }), say());
    divider.addEventListener("pointerdown", (down) => {
      const [from, whole] = [this.state[name], width()];
      divider.setPointerCapture(down.pointerId);
      const move = ({ clientX }) => set(from + (direction * (clientX - down.clientX)) / whole);
      divider.addEventListener("pointermove", move);
      divider.addEventListener("lostpointercapture", () => divider.removeEventListener("pointermove", move), { once: true });
    });
    divider.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      set(this.state[name] + direction * by);
    });
    say();
    this.panes.querySelector(pane)[direction > 0 ? "after" : "before"](divider);
  }

  #key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    if (event.target.matches?.("input, select, textarea, [contenteditable]") || isSwitchedOff(event)) return;
    if (!matchMedia("(min-width: 1100px) and (min-height: 640px)").matches) return;
    event.preventDefault();
    this.maximise(KEYS[event.key]);
  }
}
