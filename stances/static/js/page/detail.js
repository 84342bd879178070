// A record that is chosen in a list opens at the right of a page that has room for both; elsewhere, and with a key that opens
// another tab, its page opens as it always does.
"use strict";

import { Beside } from "./beside.js";

const RECORD = /\/(claims|links|documents)\/[^/]+$/;
const NOT_LISTED = "nav, svg, form, .menu, .bar, figure.map, .page-header, .colophon";
const plain = (event) => !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
const roomy = matchMedia("(min-width: 1100px)");

const pane = document.getElementById("detail-pane");
const beside = pane && new Beside(pane, { name: "detail", shown: mark, closed: () => mark("") });

function mark(path) {
  for (const one of document.querySelectorAll("#content [data-beside]")) delete one.dataset.beside;
  for (const link of path ? document.querySelectorAll(`#content .page a[href="${CSS.escape(path)}"]`) : []) link.closest("li")?.setAttribute("data-beside", "");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#content a[href]");
  if (!beside || !link || !roomy.matches || !plain(event) || link.closest(NOT_LISTED)) return;
  const { origin, pathname, search, hash } = new URL(link.href);
  if (origin !== location.origin || search || hash || !RECORD.test(pathname) || pathname === location.pathname) return;
  event.preventDefault();
  void beside.show(pathname, link);
});

beside?.follow();
