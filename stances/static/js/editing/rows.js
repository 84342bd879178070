// Rows whose order says something: moved by their arrows, by Alt and an arrow key, or by dragging. Names follow from the order.
"use strict";

import { element } from "./form.js";

const rowsOf = (list) => [...list.querySelectorAll(":scope > .row")];
const NAMED = ["name", "id", "for", "value", "aria-describedby"];

// Each row says its number in the names and ids of all that is in it; what an empty field comes to belongs to the place.
function reorder(list, rows) {
  const before = rowsOf(list);
  const places = before.map((row) => [...row.querySelectorAll("[placeholder]")].map((input) => input.placeholder));
  const numbers = before.map((row) => row.querySelector("[name]").name.split(".")[1]);
  const [base, id] = [before[0].querySelector("[name]").name.split(".")[0], list.id];
  const end = before.at(-1).nextSibling;
  const renamed = rows.map((row) => numbers[before.indexOf(row)]);
  rows.forEach((row, place) => {
    list.insertBefore(row, end);
    row.setAttribute("aria-label", row.getAttribute("aria-label").replace(/\d+$/, place + 1));
    [...row.querySelectorAll("[placeholder]")].forEach((input, number) => (input.placeholder = places[place][number]));
    const changes = [[`${base}.${renamed[place]}.`, `${base}.${numbers[place]}.`], [`${id}-${renamed[place]}-`, `${id}-${numbers[place]}-`]];
    for (const one of row.querySelectorAll("*"))
      for (const name of one.matches("input") ? NAMED.filter((other) => other !== "value") : NAMED)
        for (const [old, now] of changes)
          if (one.getAttribute(name)?.includes(old)) one.setAttribute(name, one.getAttribute(name).replaceAll(old, now));
  });
}

function move(row, by) {
  const list = row.closest(".ordered");
  const rows = rowsOf(list);
  const place = rows.indexOf(row);
  if (!rows[place + by]) return;
  const focused = document.activeElement;
  rows.splice(place + by, 0, ...rows.splice(place, 1));
  reorder(list, rows);
  (focused?.checkVisibility() ? focused : row.querySelector("input:not([type=hidden])"))?.focus();
  row.querySelector("input").dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".ordered button[name=move]");
  if (!button) return;
  event.preventDefault();
  move(button.closest(".row"), button.classList.contains("up") ? -1 : 1);
});
document.addEventListener("keydown", (event) => {
  const row = event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) && event.target.closest?.(".ordered > .row");
  if (!row) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  move(row, event.key === "ArrowUp" ? -1 : 1);
}, true);

let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".grip")?.closest(".row") ?? null;
  if (dragged) event.dataTransfer.setDragImage(dragged, 0, 0);
});
document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.(".ordered > .row");
  if (!over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const rows = rowsOf(dragged.parentElement);
  const [from, to] = [rows.indexOf(dragged), rows.indexOf(over)];
  const { top, height } = over.getBoundingClientRect();
  const isPast = from < to ? event.clientY > top + height / 2 : event.clientY < top + height / 2;
  if (from !== to && isPast) move(dragged, to - from);
});
document.addEventListener("drop", (event) => dragged && event.preventDefault());
document.addEventListener("dragend", () => (dragged = null));

/** Give each row of a form something to drag it by. */
export function addGrips(form) {
  for (const moves of form.querySelectorAll(".ordered > .row > .move"))
    if (!moves.querySelector(".grip")) moves.prepend(element("span", { class: "grip", draggable: "true", title: "Drag to move", "aria-hidden": "true" }, "⠿"));
}
