// Forms as they come and go: where the eye is, in panels that open and close, with what is wrong said above them; and which
// of the other modules a key, a letter or an answer calls.
"use strict";

import { readDate } from "./date_hint.js";
import { forgetDraft, forgetSaved, keepDraft, keepDraftSoon, offerDraft, renewDraft } from "./draft.js";
import "./map_actions.js";
import { element } from "./form.js";
import { addGrips } from "./rows.js";
import { clearNotes, tellChange } from "./saved.js";
import { closeList, handleKey, isChoosing, suggest } from "./record_picker.js";

const begun = new WeakSet();

// Where writing begins: the first field, or of a new record, which may come partly filled in, the first that is empty.
function firstToWrite(form) {
  const fields = [...form.querySelectorAll("textarea, select, input[type=text]")].filter((field) => field.checkVisibility());
  return (form.elements.again && fields.find((field) => !field.value)) || fields[0];
}

// Offered is a draft, but not to the form that it is of, which comes again with a row more.
function begin(form, offered = true) {
  if (begun.has(form)) return;
  begun.add(form);
  for (const input of form.querySelectorAll("[data-record-kind]")) {
    input.removeAttribute("list");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) input.setAttribute(name, value);
  }
  addGrips(form);
  for (const input of form.querySelectorAll("[data-date]")) if (input.value) readDate(input);
  const panel = form.closest(".panel");
  if (panel && !form.querySelector("[autofocus]")) firstToWrite(form)?.focus();
  if (offered) offerDraft(form, (fresh) => begin(fresh, false));
  else renewDraft(form);
}

const beginAll = (own) => document.querySelectorAll("form[data-draft]").forEach((form) => begin(form, !own || form.id !== own));

let opener = null;

function resume(otherwise) {
  if (opener?.isConnected) opener.focus();
  else otherwise?.focus();
}

function leave(panel) {
  closeList();
  for (const form of panel.querySelectorAll("form")) form.dataset.closed = "";
  panel.replaceChildren();
  resume();
}

function say(form, text) {
  form.querySelector(".problems")?.remove();
  form.querySelector("h2").after(element("div", { class: "problems", role: "alert" }, element("p", {}, text)));
  form.querySelector(".problems").scrollIntoView({ block: "nearest" });
}

const REFUSED = {
  400: "This form is out of date. Reload to continue; your text is kept.",
  401: "Not saved: you are no longer signed in. Your text is kept in this browser. Join again and reopen this form.",
  403: "Not saved: your role does not allow it. Your text is kept in this browser.",
  410: "Not saved: this debate has been deleted. Your text is kept in this browser.",
  423: "Not saved: this debate has been closed to changes. Your text is kept in this browser.",
  413: "Not saved: this is too large. Shorten it or save it in parts.",
};

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  if (event.target.matches("[data-record-kind]") && event.isTrusted) suggest(event.target);
  if (event.target.matches("[data-date]")) readDate(event.target);
  keepDraftSoon(form);
});
document.addEventListener("keydown", handleKey, true);
document.addEventListener("keydown", (event) => {
  const panel = event.target.closest?.(".panel");
  if (event.key === "Escape" && panel && !event.defaultPrevented) leave(panel);
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form[data-draft]");
  if (form) event.preventDefault(), form.requestSubmit(form.querySelector(".buttons button"));
});
document.addEventListener("focusout", (event) => {
  if (isChoosing(event.target)) closeList();
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-draft]")) keepDraft(event.target);
}, true);
document.addEventListener("click", (event) => {
  const control = event.target.closest?.(".edit [hx-get]");
  if (control) opener = control.closest("details.menu")?.querySelector("summary") ?? control;
  const leaving = event.target.closest?.("[data-cancel]");
  if (!leaving) return;
  leaving.closest("form").dataset.closed = "";
  forgetDraft(leaving.closest("form"));
  const panel = leaving.closest(".panel");
  if (panel) {
    event.preventDefault();
    leave(panel);
  }
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  const form = detail.ctx?.sourceElement?.closest?.("form[data-draft]");
  const answer = detail.ctx?.response;
  if (!form || !answer) return;
  const status = answer.raw?.status ?? answer.status;
  forgetSaved();
  const refused = REFUSED[status] ?? (status >= 500 ? "Not saved: the site had an error. Your text is still here. Try again." : "");
  if (refused) say(form, refused);
  const panel = form.closest(".panel");
  if (panel && status === 204) leave(panel);
  if (status === 204) void tellChange();
});
document.addEventListener("htmx:error", ({ detail }) => {
  const form = detail.ctx?.sourceElement?.closest?.("form[data-draft]");
  if (form && !detail.ctx?.response) say(form, "The site can’t be reached. Your text is still here. Try again in a moment.");
});
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const replaced = detail.ctx?.sourceElement; // what has taken the place of a form
  beginAll(replaced?.closest?.("form[data-draft]")?.id);
  const panel = replaced?.closest?.(".panel");
  if (panel) clearNotes(panel, 1);
  if (replaced?.matches?.(".saved-note") && !panel?.querySelector("form[data-draft]")) resume(replaced);
});

forgetSaved();
beginAll();
void tellChange();
