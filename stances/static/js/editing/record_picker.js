// A record chosen by its first letters: suggestions under the input, gone through by keys or chosen with the pointer.
"use strict";

import { ask, debounced, element } from "./form.js";

let list = null;
let choosing = null;

export function closeList() {
  list?.remove();
  list = null;
  choosing?.setAttribute("aria-expanded", "false");
  choosing?.removeAttribute("aria-activedescendant");
  choosing = null;
}

function choose(option) {
  const input = choosing;
  input.value = option.dataset.value;
  closeList();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  closeList();
}

function point(option) {
  for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    choosing.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else choosing.removeAttribute("aria-activedescendant");
}

export const suggest = debounced(async (input) => {
  const typed = input.value;
  const html = await ask(input, "suggest", { kind: input.dataset.recordKind, q: typed });
  if (input.value !== typed || document.activeElement !== input) return;
  closeList();
  if (!html.trim()) return;
  choosing = input;
  list = element("ul", { class: "options", role: "listbox", id: `${input.id}-options`, "aria-label": "Records" });
  list.innerHTML = html;
  [...list.children].forEach((option, number) => (option.id = `${list.id}-${number}`));
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault(); // the input keeps the cursor
    if (option) choose(option);
  });
  input.after(list);
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", list.id);
});

function step(by) {
  const options = [...list.children];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  point(options[(at + by + options.length + (at < 0 && by < 0 ? 1 : 0)) % options.length]);
}

export function handleKey(event) {
  const input = event.target.closest?.("[data-record-kind]");
  if (!input) return;
  const open = list && choosing === input;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (open) step(event.key === "ArrowDown" ? 1 : -1);
    else suggest(input);
  } else if (open && event.key === "Enter") {
    const option = list.querySelector("[aria-selected=true]");
    if (option) {
      event.preventDefault();
      choose(option);
    }
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closeList();
  }
}

// True for the input whose list is open.
export const isChoosing = (input) => input === choosing;
