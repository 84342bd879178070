// The grid is one stop for the keyboard: arrows, Home and End move within it, Enter chooses. Cells are filled anew by the time slider and the
// whole grid by htmx, so what a stop is is asked of the page each time.
"use strict";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity] };
const isLater = (cell) => cell.dataset.at === "later" || cell.classList.contains("later");

// What has the focus where a cell has it: its link or, in a cell of a row, the cell itself.
function stopOf(cell) {
  if (!cell || cell.matches(".now") || isLater(cell)) return null;
  return cell.querySelector(":scope a[href]") ?? (cell.matches("tbody td[data-column]") ? cell : null);
}

export class GridKeys {
  constructor(workspace) {
    this.workspace = workspace;
    workspace.addEventListener("keydown", (event) => this.#key(event));
    workspace.addEventListener("focusin", ({ target }) => this.#cellOf(target) && this.#settle(target));
    workspace.addEventListener("mouseover", ({ target }) => this.#title(target));
    this.observer = new MutationObserver(() => this.#settle());
    this.attach();
  }

  // The grid that is there now.
  attach() {
    this.observer.disconnect();
    this.table = this.workspace.querySelector("#grid table.stance-grid");
    if (!this.table) return;
    this.#settle();
    this.observer.observe(this.table, { childList: true, subtree: true });
  }

  #cellOf(element) {
    const cell = element.closest?.("th, td");
    return this.table?.contains(cell) ? cell : null;
  }

  // One of its stops can be reached by Tab: that which has the focus, or had it, or is chosen; else the first name.
  #settle(wanted = null) {
    const chosen = this.table.querySelector("td[data-chosen], tr[data-chosen] > th");
    const first = this.table.querySelector("tbody th[scope=row]");
    const stop = wanted ?? (this.stop?.isConnected ? this.stop : null) ?? stopOf(chosen) ?? stopOf(first);
    for (const link of this.table.querySelectorAll("a[href]:not([tabindex='-1'])")) if (link !== stop) link.tabIndex = -1;
    if (this.stop !== stop && this.stop?.matches("td")) this.stop.removeAttribute("tabindex");
    this.stop = stop;
    if (stop) stop.tabIndex = 0;
  }

  #key(event) {
    const move = MOVES[event.key];
    const cell = this.#cellOf(event.target);
    if (!cell || event.defaultPrevented || event.altKey || event.metaKey) return;
    if (event.key === "Enter" && event.target === cell) return this.#choose(event, cell);
    const stop = move && (event.ctrlKey ? this.#corner(event.key) : this.#from(cell, ...move));
    if (!move || (event.ctrlKey && !["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    if (!stop) return;
    stop.tabIndex = 0;
    stop.focus();
  }

  // The next stop in a direction; beyond the last of a row or a column there is none.
  #from(cell, down, right) {
    const rows = [...this.table.rows];
    const row = rows.indexOf(cell.parentElement);
    if (right) {
      const stops = [...cell.parentElement.cells].map(stopOf);
      const [before, after] = [stops.slice(0, cell.cellIndex), stops.slice(cell.cellIndex + 1)];
      if (Math.abs(right) === 1) return right < 0 ? before.findLast(Boolean) : after.find(Boolean);
      return right < 0 ? before.find(Boolean) : after.findLast(Boolean);
    }
    const others = down < 0 ? rows.slice(0, row).reverse() : rows.slice(row + 1);
    return others.map(({ cells }) => stopOf(cells[cell.cellIndex])).find(Boolean);
  }

  #corner(key) {
    const stops = [...this.table.querySelectorAll("tbody :is(th, td)")].map(stopOf);
    return key === "Home" ? stops.find(Boolean) : stops.findLast(Boolean);
  }

  // A cell without evidence has no link, and can be asked about all the same.
  #choose(event, cell) {
    event.preventDefault();
    const { row: open, column } = cell.dataset;
    document.dispatchEvent(new CustomEvent("stances:choose", { bubbles: true, cancelable: true, detail: { open, column } }));
  }

  // For the mouse, the name of a cell or of an arrow.
  #title(target) {
    const named = target.closest?.(".stance-grid :is(a[aria-label], em)");
    if (named) named.title = named.ariaLabel ?? named.textContent;
  }
}
