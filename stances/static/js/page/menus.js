// A menu of a page's header closes when something of it is chosen, when somebody turns elsewhere, and on Esc.
"use strict";

(() => {
  const menus = () => document.querySelectorAll("details.menu[open]");
  const closeOthers = ({ target }) => {
    for (const menu of menus()) if (!menu.contains(target)) menu.open = false;
  };

  document.addEventListener("pointerdown", closeOthers);
  // Later, for browsers do not bear that an element closes while what has the focus is being replaced.
  document.addEventListener("focusin", () => setTimeout(() => document.activeElement !== document.body && closeOthers({ target: document.activeElement })));
  document.addEventListener("click", ({ target }) => {
    const menu = target.closest?.("details.menu a")?.closest("details.menu");
    if (menu) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && menus()[0];
    if (!menu) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  }, true);
})();
