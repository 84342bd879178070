// Selecting several records: how many are ticked is said as they are, and all that is shown is ticked without a new page.
"use strict";

const form = document.getElementById("selecting");

const boxes = (part) => [...form.querySelectorAll(`${part} input[name=chosen]`)];

function count() {
  form.querySelector(".count").textContent = `${boxes("").filter((box) => box.checked).length} selected`;
}

function tick(part, checked) {
  for (const box of boxes(part)) box.checked = checked;
  count();
}

form?.addEventListener("change", count);
form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=all]");
  if (!button) return;
  event.preventDefault();
  if (button.value === "yes") tick("[data-listed]", true);
  else tick("", false);
});
addEventListener("pageshow", () => form && count()); // Back brings ticks along
