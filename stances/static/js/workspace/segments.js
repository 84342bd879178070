// On a phone one part of the dispute is seen at a time: who held what, the argument as an outline, or the map. There, and wherever
// the panes do not stand beside each other, the detail opens as a sheet over what is seen.
"use strict";

export class Segments {
  constructor(workspace) {
    this.workspace = workspace;
    this.nav = workspace.querySelector(".segments");
    this.outline = workspace.querySelector("#outline-pane");
    this.nav.addEventListener("click", ({ target }) => target.dataset.part && this.show(target.dataset.part));
    document.addEventListener("stances:moment", () => this.attach());
    new MutationObserver(() => this.showDetail()).observe(workspace.querySelector("#panel"), { childList: true });
    this.show("grid-pane");
  }

  // What was brought up to date shows the same part.
  attach() {
    this.show(document.documentElement.dataset.part);
    this.showDetail();
  }

  show(part) {
    document.documentElement.dataset.part = part;
    this.nav.hidden = false;
    for (const button of this.nav.children) button.setAttribute("aria-pressed", String(button.dataset.part === part));
    if (part === "outline-pane") void this.#fetchOutline();
  }

  // The detail is open while something is chosen, or written in it.
  showDetail() {
    const isChosen = "chosen" in this.workspace.querySelector("#detail-content").dataset;
    const isWritten = this.workspace.querySelector("#panel").childElementCount > 0;
    document.documentElement.toggleAttribute("data-detailed", isChosen || isWritten);
  }

  async #fetchOutline() {
    this.outline.hidden = false;
    const address = new URL(this.outline.dataset.address, location.href);
    for (const name of ["as_of", "basis"]) {
      const value = new URLSearchParams(location.search).get(name);
      if (value) address.searchParams.set(name, value);
    }
    if (this.asked === address.href) return;
    this.asked = address.href;
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const sections = page ? page.querySelectorAll("#drawing .conclusion, #drawing .counted") : [];
    this.outline.replaceChildren(...sections);
    if (!sections.length) this.asked = "";
  }
}
