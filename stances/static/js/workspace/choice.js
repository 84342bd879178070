// What is chosen in a dispute: a row or a cell of its grid, a claim or a link of its map. The address keeps it, so that Back goes
// back one choice; the detail pane tells it in full, the grid and the map mark it.
"use strict";

const NAMES = ["open", "column", "claim", "link"];
const RECORD = /\/(claims|links)\/([^/?#]+)$/;
const plain = (event) => !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

export class Choice {
  #asked = "";
  #shown = ""; // what the address says besides the choice

  constructor(workspace) {
    this.workspace = workspace;
    this.pane = workspace.querySelector("#detail");
    document.addEventListener("stances:choose", (event) => {
      event.preventDefault();
      void this.choose(event.detail);
    });
    workspace.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("popstate", () => (this.#besides() === this.#shown ? void this.#fetch() : location.reload())); // another map or grid
    for (const changed of ["htmx:after:swap", "stances:moment"]) document.addEventListener(changed, () => (this.#shown = this.#besides()));
    document.addEventListener("stances:moment", () => this.chosen.open && void this.#fetch()); // a row says what it said by then
  }

  get address() {
    return new URL(location.href);
  }

  get chosen() {
    const { searchParams } = this.address;
    return Object.fromEntries(NAMES.map((name) => [name, searchParams.get(name)]).filter(([, value]) => value));
  }

  // What came with the page is told as if it had just been chosen.
  start() {
    this.#asked = this.#detailAddress().href;
    this.#shown = this.#besides();
    this.#tell();
  }

  #besides() {
    const { searchParams } = this.address;
    for (const name of NAMES) searchParams.delete(name);
    return searchParams.toString();
  }

  // Choose what `wanted` names, and nothing else; an empty one chooses nothing.
  async choose(wanted) {
    const address = this.address;
    for (const name of NAMES) {
      if (wanted[name]) address.searchParams.set(name, wanted[name]);
      else address.searchParams.delete(name);
    }
    address.hash = "";
    if (address.href !== this.address.href) {
      history.replaceState({ choice: true }, ""); // else, as an entry of htmx, Back would load the page anew
      history.pushState({ choice: true }, "", address);
    }
    await this.#fetch();
  }

  #detailAddress() {
    const { search } = this.address;
    return new URL(`${this.workspace.dataset.dispute}/detail${search}`, location.href);
  }

  async #fetch() {
    const address = this.#detailAddress();
    if (address.href === this.#asked) return;
    this.#asked = address.href;
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (this.#asked !== address.href) return; // something else has been chosen meanwhile
    if (!answer?.ok) return this.#say("This could not be loaded. Try again in a moment.");
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    this.#fill(holder.content.querySelector("#detail-content"));
    this.#tell();
  }

  #fill(content) {
    this.pane.querySelector("#detail-content").replaceWith(content);
    htmx.process(content);
    this.pane.scrollTop = 0;
  }

  #say(text) {
    const line = Object.assign(document.createElement("p"), { className: "gone", textContent: text });
    line.setAttribute("role", "status");
    this.pane.querySelector("#detail-content").replaceChildren(line);
    this.#asked = "";
  }

  #tell() {
    this.mark();
    const { claims } = this.pane.querySelector("#detail-content").dataset;
    const detail = { ...this.chosen, claims: claims.split(" ").filter(Boolean) };
    document.dispatchEvent(new CustomEvent("stances:chosen", { detail }));
  }

  // The rows and cells that belong to it, in the grid that is there now.
  mark() {
    const { open, column } = this.chosen;
    const cells = this.pane.querySelector("#detail-content").dataset.cells.split(" ").filter(Boolean);
    for (const one of this.workspace.querySelectorAll("[data-chosen]:not(#detail-content)")) delete one.dataset.chosen;
    if (open && !column) return this.workspace.querySelector(`tr[data-row="${CSS.escape(open)}"]`)?.setAttribute("data-chosen", "");
    for (const place of cells) {
      const [row, key] = place.split(",");
      this.workspace.querySelector(`td[data-row="${CSS.escape(row)}"][data-column="${CSS.escape(key)}"]`)?.setAttribute("data-chosen", "");
    }
  }

  // A link within the grid, the outline or the detail that chooses, or that leads to a claim or a link of this dispute.
  #click(event) {
    const anchor = event.target.closest("a[href]");
    if (!anchor || !plain(event) || anchor.closest("svg, nav, .menu, form, [data-page]")) return;
    const address = new URL(anchor.href, location.href);
    const [, kind, slug] = anchor.closest("#detail, #outline-pane") ? (RECORD.exec(address.pathname) ?? []) : [];
    if (kind) return event.preventDefault(), void this.choose({ [kind.slice(0, -1)]: slug });
    if (address.pathname !== location.pathname || address.hash !== "#detail") return;
    event.preventDefault();
    void this.choose(Object.fromEntries(address.searchParams));
  }

  #key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || document.fullscreenElement) return;
    if (event.target.matches?.("input, select, textarea") || event.target.closest?.(".panel, details[open].menu")) return;
    if (!Object.keys(this.chosen).length) return;
    event.preventDefault();
    void this.choose({});
  }
}
