// The page for saving a figure opens in place, and shows what its choices come to as soon as one is made. Only what follows
// from them is replaced, never the choices themselves, so that neither focus nor a half-typed number is lost.
"use strict";

document.documentElement.classList.add("scripted");

async function exportAt(address) {
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("export");
  if (!found) throw new Error(page.querySelector("main")?.textContent.trim() || "The server did not answer.");
  return found;
}

function openExport(fresh, opener) {
  const dialog = document.createElement("dialog");
  dialog.className = "export-dialog";
  dialog.setAttribute("aria-labelledby", "export-h");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close secondary outline";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    (opener.checkVisibility() ? opener : opener.closest("details")?.querySelector("summary"))?.focus(); // a menu has closed meanwhile
  });
  dialog.append(close, fresh);
  document.body.append(dialog);
  dialog.showModal();
  offerCopy(dialog);
}

function offerCopy(root) {
  const address = root.querySelector(".result input");
  if (!address || !navigator.clipboard) return;
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "secondary outline";
  copy.textContent = "Copy";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address.value);
    copy.textContent = "Copied";
  });
  address.closest("label").after(copy);
}

function addressOf(form) {
  const asked = [...new FormData(form)].filter(([, value]) => value !== "");
  return `${form.action}?${new URLSearchParams(asked)}`;
}

function update(shown, fresh) {
  for (const part of fresh.querySelectorAll("[data-section]")) {
    const old = shown.querySelector(`[data-section="${part.dataset.section}"]`);
    old.className = part.className;
    old.replaceChildren(...part.childNodes);
  }
  offerCopy(shown);
}

let asking = 0;

async function follow(form) {
  const shown = form.closest(".export");
  if (!form.checkValidity()) return;
  const turn = ++asking;
  const preview = shown.querySelector(".preview");
  preview.setAttribute("aria-busy", "true");
  try {
    const fresh = await exportAt(addressOf(form));
    if (turn === asking) update(shown, fresh);
  } catch (error) {
    if (turn === asking) shown.querySelector(".verdict").textContent = error.message;
  } finally {
    if (turn === asking) preview.removeAttribute("aria-busy");
  }
}

// A number says at each key what it comes to; words only once they are all there.
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest("form[data-export]");
    if (form && (event.target.type === "text") === (kind === "change")) follow(form);
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-export]");
  if (!form) return;
  event.preventDefault();
  follow(form);
});

document.addEventListener("click", async (event) => {
  const opener = event.target.closest("a[data-opens-export]");
  const chosen = event.target.closest("a[data-choose]");
  if (!(opener || chosen) || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const address = (opener ?? chosen).href;
  try {
    const fresh = await exportAt(address);
    if (opener) {
      openExport(fresh, opener);
    } else {
      const shown = chosen.closest(".export");
      shown.replaceWith(fresh);
      offerCopy(fresh);
      fresh.querySelector("h1").focus();
    }
  } catch {
    location.href = address;
  }
});

addEventListener("DOMContentLoaded", () => {
  const shown = document.querySelector("main .export");
  if (shown) offerCopy(shown);
});

// On paper, what every page after the first is headed with.
addEventListener("beforeprint", () => document.documentElement.style.setProperty("--running-title", JSON.stringify(document.title)));
