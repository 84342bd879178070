// What the scripts of forms share: elements, a pause after typing, and questions to the debate that a form belongs to.
"use strict";

const PAUSE_MS = 150;

export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

export function debounced(act) {
  let waiting = 0;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => act(...given), PAUSE_MS);
  };
}

export async function ask(input, path, parameters) {
  const home = input.closest("form").dataset.home;
  if (!home) return ""; // a debate that is being started has nothing to be asked yet
  const answer = await fetch(`${home}/${path}?${new URLSearchParams(parameters)}`);
  return answer.ok ? answer.text() : "";
}
