// The grids of a dispute at a moment, and the lines that may be in a grid's place.

import { setData } from "./states.js";

const EVENTS = "_events"; // the row of events, of which none is later: each comes with its day
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
    const tables = [...scope.querySelectorAll("table.stance-grid[data-dispute]")];
    this.cells = tables.flatMap((table) => this.cellsOf(table));
    this.rows = tables.flatMap((table) => [...table.querySelectorAll("tbody tr[data-row]")]);
  }

  // The cells of a grid, each with the moment at which its column begins; an odd one has its appearances, with when each begins.
  cellsOf(table) {
    const { begins, cells } = this.states;
    const keys = new Map([...table.querySelectorAll("th[data-column]")].map((heading) => [heading.cellIndex, heading.dataset.column]));
    const cellOf = (row, element) => {
      const column = keys.get(element.cellIndex);
      const history = cells[table.dataset.dispute][row]?.[column];
      return {
        element,
        shown: element.dataset.at ?? false,
        first: row === EVENTS ? 0 : begins[column],
        looks: history && this.looksOf(`${table.dataset.dispute},${row},${column}`, element, history),
      };
    };
    const rows = [...table.querySelectorAll("tr[data-row]")];
    const found = rows.flatMap((row) => [...row.querySelectorAll("td:not(.now)")].map((element) => cellOf(row.dataset.row, element)));
    return found.filter(({ first, looks }) => first || looks);
  }

  looksOf(place, element, history) {
    if (!this.pageLooks.has(place)) this.pageLooks.set(place, lookOf(element));
    return history.map(([from, look]) => [from, look === null ? this.pageLooks.get(place) : this.states.looks[look]]);
  }

  // At a moment, with what is new since an earlier one marked; the whole debate has no day, and nothing new.
  show({ number, day }, earlier) {
    for (const cell of this.newCells) delete cell.dataset.step;
    this.newCells = [];
    for (const cell of this.cells) {
      const look = lookAt(cell, number);
      if (look !== cell.shown) showLook(cell, look);
      cell.shown = look;
      const isNew = day && look !== lookAt(cell, earlier);
      if (isNew && cell.element.matches(".evidenced, .mixed, .uncertain")) {
        cell.element.dataset.step = "new";
        this.newCells.push(cell.element);
      }
    }
    for (const row of this.rows) showSign(row);
    for (const change of this.scope.querySelectorAll("[data-begins]")) setData(change, "at", day && change.dataset.begins > day ? "absent" : "");
  }
}

const lookAt = ({ first, looks }, number) => (number < first ? LATER : looks && looks.findLast(([from]) => from <= number)[1]);

// The last sign that stands in a row, as `GridRow.signs_now` says.
function showSign(row) {
  const [, now, ...cells] = row.cells;
  const marks = cells.findLast((cell) => !isLater(cell) && signsOf(cell).length);
  const signs = marks ? signsOf(marks).slice(marks.matches(".moved") ? -1 : 0) : [];
  const text = signs.map((sign) => `${toneOf(sign)} ${sign.textContent}`).join();
  if ((now.dataset.signs ?? text) === text && now.children.length === signs.length) return;
  now.dataset.signs = text;
  now.replaceChildren(...signs.map((sign) => Object.assign(document.createElement("i"), { className: toneOf(sign), textContent: sign.textContent })));
}

const isLater = (cell) => cell.dataset.at === LATER || cell.classList.contains(LATER);
const signsOf = (cell) => [...cell.querySelectorAll("i")].filter((mark) => mark.textContent);
const toneOf = (mark) => [...mark.classList].find((name) => /^(puor|option|undecided)/.test(name));

const arrowsOf = (cell) => [...cell.children].filter((child) => child.matches("em"));

// What a cell shows, apart from its place and from the arrows on its border.
function lookOf(cell) {
  const copy = cell.cloneNode(true);
  for (const arrow of arrowsOf(copy)) arrow.remove();
  return copy.outerHTML;
}

function keepFocus(cell) {
  const link = cell.querySelector("a[href]");
  if (!link) cell.tabIndex = -1;
  (link ?? cell).focus({ preventScroll: true });
}

// A cell whose column is later keeps what it shows, unseen and unsaid, lest it be lost where the page is written down. The cell
// itself stays, with all that others mark on it, and so does the focus within it.
function showLook({ element }, look) {
  if (look && look !== LATER) {
    const holder = document.createElement("template");
    holder.innerHTML = look;
    const made = holder.content.firstElementChild;
    const isFocused = element.contains(document.activeElement);
    element.className = made.className;
    element.replaceChildren(...made.childNodes, ...arrowsOf(element));
    if (isFocused) keepFocus(element);
  }
  setData(element, "at", look === LATER ? LATER : "");
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
  lines.dataset.asOf = fresh.dataset.asOf;
  lines.replaceChildren(...fresh.childNodes);
}
