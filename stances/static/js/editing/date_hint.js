// How a date is read, shown under it while it is typed.
"use strict";

import { ask, debounced } from "./form.js";

export const readDate = debounced(async (input) => {
  const output = document.getElementById(`${input.id}-read`);
  const text = input.value.trim();
  const html = text ? await ask(input, "read-date", { text, throughout: input.dataset.date }) : "";
  if (output && input.value.trim() === text) output.innerHTML = html;
});
