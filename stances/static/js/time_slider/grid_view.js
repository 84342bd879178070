// The grids of a dispute at a moment, and the lines that may be in a grid's place.

import { setData } from "./states.js";

const LATER = "later";

export class GridView {
  constructor() {
    this.cells = [];
    this.newCells = [];
  }

  // What is in this part of the page now. Cells that will show something else keep their own appearance in `pageLooks`.
  attach(scope, states) {
    if (states !== this.states) this.pageLooks = new Map();
    this.scope = scope;
    this.states = states;
    this.cells = [...scope.querySelectorAll("table.stance-grid[data-dispute]")].flatMap((table) => this.cellsOf(table));
    this.keepHeights();
  }

  // The cells of a grid, each with the moment at which its column begins; an odd one has its appearances, with when each begins.
  cellsOf(table) {
    const { firsts, odd } = this.states.grids[table.dataset.dispute];
    const turns = new Map(odd.map(([row, column, found]) => [`${row},${column}`, found]));
    const looksOf = (place, element) => {
      const key = `${table.dataset.dispute},${place}`;
      if (!this.pageLooks.has(key)) this.pageLooks.set(key, element.outerHTML);
      return turns.get(place).map(([from, look]) => [from, look === null ? this.pageLooks.get(key) : this.states.looks[look]]);
    };
    const columns = [...table.querySelectorAll("tr.columns th")].slice(1).map((th) => th.title || th.querySelector("abbr").title);
    const rows = [...table.querySelectorAll("tbody tr:not(.faction, .changes, .opened)")];
    const found = [table.querySelector("tr.events"), ...rows].flatMap((row, number) =>
      [...(row?.querySelectorAll("td") ?? [])].map((element, column) => ({
        element,
        shown: element.dataset.at ?? false,
        first: number ? firsts[column] : 0,
        later: `${row.querySelector("th a")?.textContent}, ${columns[column]}: later than the day shown`,
        looks: turns.has(`${number - 1},${column}`) && looksOf(`${number - 1},${column}`, element),
      })),
    );
    return found.filter(({ first, looks }) => first || looks);
  }

  // A row that shows less at some moment keeps its height, lest all below it move; as an attribute, for htmx writes the page down
  // and a style written down is refused.
  keepHeights() {
    const rows = [...this.scope.querySelectorAll("table.stance-grid tr:not([height])")];
    const heights = rows.map((row) => row.getBoundingClientRect().height);
    rows.forEach((row, place) => row.setAttribute("height", heights[place]));
  }

  // At a moment, with what is new since an earlier one marked; the whole debate has no day, and nothing new.
  show({ number, day }, earlier) {
    for (const cell of this.newCells) delete cell.dataset.step;
    this.newCells = [];
    for (const cell of this.cells) {
      const look = lookAt(cell, number);
      if (look !== cell.shown) replaceCell(cell, look);
      cell.shown = look;
      const isNew = day && look !== lookAt(cell, earlier);
      if (isNew && cell.element.matches(".evidenced, .mixed, .uncertain")) {
        cell.element.dataset.step = "new";
        this.newCells.push(cell.element);
      }
    }
    for (const change of this.scope.querySelectorAll("[data-certain]")) setData(change, "at", day && change.dataset.certain > day ? "absent" : "");
  }
}

const lookAt = ({ first, looks }, number) => (number < first ? LATER : looks && looks.findLast(([from]) => from <= number)[1]);

// A cell whose column is later keeps what it shows, unseen and unsaid, lest it be lost where the page is written down.
function replaceCell(cell, look) {
  if (look && look !== LATER) {
    const holder = document.createElement("template");
    holder.innerHTML = look;
    const made = holder.content.firstElementChild;
    cell.element.replaceWith(made);
    cell.element = made;
  }
  setData(cell.element, "at", look === LATER ? LATER : "");
  const link = cell.element.querySelector("a");
  if (look === LATER) link?.setAttribute("aria-label", cell.later);
  else link?.removeAttribute("aria-label");
}

// Where lines lie depends on the day, so the server draws them; `fetchPage` fetches this page as of the day. They never get lower, lest the
// map move.
export async function redrawLines(day, fetchPage) {
  const lines = document.getElementById("lines");
  if (!lines || lines.dataset.asOf === day) return;
  const address = location.href;
  const fresh = (await fetchPage(address))?.getElementById("lines");
  if (!fresh || address !== location.href) return;
  const [old, drawing] = [lines, fresh].map((one) => one.querySelector("svg"));
  if (old && drawing) {
    const highest = Math.max(...[old, drawing].map((one) => Number.parseFloat(one.getAttribute("height"))));
    drawing.setAttribute("height", `${highest}pt`);
    drawing.setAttribute("preserveAspectRatio", "xMinYMin");
  }
  const [left] = [...lines.querySelectorAll(".scroll")].map((frame) => frame.scrollLeft);
  lines.dataset.asOf = fresh.dataset.asOf;
  lines.replaceChildren(...fresh.childNodes);
  lines.querySelector(".scroll")?.scrollTo({ left, behavior: "instant" });
}
