// A map that has just arrived is scrolled to the claim in focus, or else to the first conclusion, since a large one
// begins far from its corner. Without scripts the map is a picture that opens the drawing.
"use strict";

function show(canvas) {
  const claims = [...canvas.querySelectorAll("svg .claim")];
  if (!claims.length) return;
  const top = (claim) => claim.getBoundingClientRect().top;
  const first = canvas.querySelector("svg .claim.focus") ?? claims.reduce((a, b) => (top(b) < top(a) ? b : a));
  const claim = first.getBoundingClientRect();
  const frame = canvas.getBoundingClientRect();
  canvas.scrollLeft += claim.left + claim.width / 2 - frame.left - frame.width / 2;
  canvas.scrollTop += claim.top - frame.top - 40;
}

document.addEventListener("htmx:after:swap", () => {
  for (const canvas of document.querySelectorAll(".map .canvas:not([data-shown])")) {
    if (canvas.querySelector("svg")) {
      canvas.dataset.shown = "";
      show(canvas);
    }
  }
});
