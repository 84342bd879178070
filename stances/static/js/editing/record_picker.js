// A record chosen by its first letters: suggestions under the input, gone through by keys or chosen with the pointer.
"use strict";

import { ask, debounced, element } from "./form.js";

let list = null;
let choosing = null;
const created = new Map();

export function closeList() {
  list?.remove();
  list = null;
  choosing?.setAttribute("aria-expanded", "false");
  choosing?.removeAttribute("aria-activedescendant");
  choosing = null;
}

// A new record of the name that an input has, as long as it is typed on: what the form sends for it, and a line that says so.
function markNew(input) {
  unmarkNew(input);
  const sent = element("input", { type: "hidden", name: "create" });
  const said = element("small", { class: "creates", role: "status" });
  input.after(sent, said);
  const follow = () => {
    const name = input.value.trim();
    if (!name) return unmarkNew(input);
    sent.value = `${input.dataset.recordKind} ${name}`;
    said.textContent = `New ${input.dataset.recordKind} “${name}”, created when you save.`;
  };
  input.addEventListener("input", follow);
  created.set(input, () => (input.removeEventListener("input", follow), sent.remove(), said.remove()));
  follow();
}

function unmarkNew(input) {
  created.get(input)?.();
  created.delete(input);
}

function choose(option) {
  const input = choosing;
  input.value = option.dataset.value;
  if ("create" in option.dataset) markNew(input);
  else unmarkNew(input);
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

// Whose claims, in which dispute, are likely to be evidence in a stance's form.
function likely({ dataset, form }) {
  const { participant, position } = form.elements;
  if (dataset.recordKind !== "claim" || !participant || !position) return {};
  const dispute = position.value.split(" ")[0] || new URL(form.action).searchParams.get("dispute") || "";
  return { speaker: participant.value, dispute };
}

export const suggest = debounced(async (input) => {
  const typed = input.value;
  const html = await ask(input, "suggest", { kind: input.dataset.recordKind, q: typed, ...likely(input) });
  if (input.value !== typed || document.activeElement !== input) return;
  closeList();
  if (!html.trim()) return;
  choosing = input;
  list = element("ul", { class: "options", role: "listbox", id: `${input.id}-options`, "aria-label": "Suggestions" });
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
