// A dispute written as text: a problem's place is a link into the text.
"use strict";

// The server counts characters, a text area the units of UTF-16.
function offsetOf(text, line, column) {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, other) => sum + other.length + 1, 0);
  return before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
}

document.addEventListener("click", (event) => {
  const place = event.target.closest?.("[data-line]");
  const area = place?.closest("form")?.querySelector("textarea");
  if (!area) return;
  event.preventDefault();
  const at = offsetOf(area.value, Number(place.dataset.line), Number(place.dataset.column));
  area.focus();
  area.setSelectionRange(at, at);
  area.scrollTop = (Number(place.dataset.line) - 5) * (parseFloat(getComputedStyle(area).lineHeight) || 20);
});

// What is new on the map comes into view once, so that one may look elsewhere while writing on.
let seen = new Set();

document.addEventListener("htmx:after:swap", () => {
  const drawing = document.querySelector("#outline-drawing .drawing");
  const marked = [...(drawing?.querySelectorAll("g.claim.proposed") ?? [])];
  const fresh = marked.find((claim) => !seen.has(claim.dataset.slug));
  seen = new Set(marked.map((claim) => claim.dataset.slug));
  if (!fresh) return;
  const [box, frame] = [fresh, drawing].map((shape) => shape.getBoundingClientRect());
  drawing.scrollBy(box.x + box.width / 2 - frame.x - frame.width / 2, box.y + box.height / 2 - frame.y - frame.height / 2);
});
