// What a save did: the note that takes the place of a form, or stands in the corner of the page that a save led to.
"use strict";

import { element } from "./form.js";

const COOKIE = /(?:^|; )stances-change=(\d+)/;
const corner = document.getElementById("activity");

function forgetChange(home) {
  document.cookie = `stances-change=; path=${home}; max-age=0; samesite=lax`;
}

// The change that led to this page, if one did.
export async function tellChange() {
  const change = COOKIE.exec(document.cookie)?.[1];
  const home = document.querySelector(".masthead .home")?.getAttribute("href").replace(/\/$/, "");
  if (!change || !home) return;
  forgetChange(home);
  const answer = await fetch(`${home}/history/changes/${change}/note`, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const note = holder.content.querySelector(".saved-note");
  clearNotes(corner);
  corner.append(note);
  htmx.process(note);
}

/** Take away the notes within, but the newest if it is to be kept. */
export function clearNotes(within, kept = 0) {
  const notes = [...within.querySelectorAll(".saved-note")];
  for (const note of notes.slice(0, notes.length - kept)) note.remove();
}

function refused({ sourceElement, response, text }) {
  const note = sourceElement?.closest?.(".saved-note");
  if (!note || response.status < 400) return;
  const words = new DOMParser().parseFromString(text, "text/html").querySelector(".lead")?.textContent;
  note.querySelector("form").replaceWith(element("span", { class: "problem", role: "alert" }, words ?? "This can't be undone just now. Try again from the history."));
}

document.addEventListener("click", ({ target }) => target.closest?.("[data-close-note]")?.closest(".saved-note").remove());
document.addEventListener("stances:choose", () => clearNotes(document.querySelector(".panel") ?? corner)); // what was saved is no longer what is looked at
document.addEventListener("htmx:after:request", ({ detail }) => detail.ctx && refused(detail.ctx));
