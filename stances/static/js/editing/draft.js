// What is typed in a form is kept in this browser until it has been saved, and offered again.
"use strict";

import { debounced, element } from "./form.js";

const KEPT = "stances-draft ";

const keyOf = (form) => KEPT + form.id;

function entries(form) {
  const own = ["add", "remove", "show"];
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !own.includes(name));
}

const words = (texts) => JSON.stringify(texts.filter(([name, text]) => name !== "base" && text));

function stored(form) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(form)));
  } catch {
    return null;
  }
}

export function keepDraft(form) {
  if (form.dataset.closed !== undefined || !form.isConnected) return;
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), texts: entries(form) }));
  } catch {
    // a full or forbidden store: the form works without
  }
}

export const keepDraftSoon = debounced(keepDraft);

// `begin` is what is done with a form that has come.
async function takeUp(form, draft, begin) {
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
    body: new URLSearchParams([...draft.texts, ["show", "yes"]]),
  });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form");
  if (!fresh) return;
  form.replaceWith(fresh);
  htmx.process(fresh);
  begin(fresh);
  fresh.querySelector("textarea, input[type=text]")?.focus();
}

// As the server writes it: 27 November 2026, 16:48 UTC.
function writtenMoment(at) {
  const day = at.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
  return `${day}, ${at.toLocaleTimeString("en-GB", { timeStyle: "short", timeZone: "UTC" })} UTC`;
}

// What a form keeps after it came again with what was typed in it.
export const renewDraft = (form) => stored(form) && keepDraft(form);

export function offerDraft(form, begin) {
  const draft = stored(form);
  if (!draft || form.querySelector(".problems") || words(draft.texts) === words(entries(form))) return;
  const at = writtenMoment(new Date(draft.at));
  const again = element("button", { type: "button" }, "Restore draft");
  const forget = element("button", { type: "button" }, "Discard draft");
  const bar = element("div", { class: "draft", role: "status" }, `You have an unsaved draft from ${at}. `, again, " ", forget);
  again.addEventListener("click", () => takeUp(form, draft, begin));
  forget.addEventListener("click", () => {
    forgetDraft(form);
    bar.remove();
  });
  form.prepend(bar);
}

export const forgetDraft = (form) => localStorage.removeItem(keyOf(form));

// The server names the form that it has saved.
export function forgetSaved() {
  const saved = document.cookie.match(/(?:^|; )stances-saved=([0-9a-f]+)/)?.[1];
  if (!saved) return;
  localStorage.removeItem(`${KEPT}form-${saved}`);
  document.cookie = "stances-saved=; path=/; max-age=0; samesite=lax";
}
