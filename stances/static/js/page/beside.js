// The page of a record opened beside a map or a list, without what belongs to a page of its own. The address remembers it, so
// that Back closes it and a reload opens it again. What is added or edited there opens in a panel of its own.
"use strict";

const LOWER = { H1: "h3", H2: "h4", H3: "h5" };
const NOT_HERE = ".figure-section, .panel, .page-actions > .menu:not(nav.edit .menu), .beside, script, noscript";

function renamed(element, tag) {
  const made = document.createElement(tag);
  for (const { name, value } of element.attributes) made.setAttribute(name, value);
  made.append(...element.childNodes);
  element.replaceWith(made);
}

// The article of a page as a part of another page: its ids are its own, its headings lower, its forms open in the panel.
function asPart(article, name, panel) {
  for (const one of article.querySelectorAll(NOT_HERE)) one.remove();
  for (const one of article.querySelectorAll("[id]")) one.id = `${name}-${one.id}`;
  for (const one of article.querySelectorAll("[aria-labelledby]")) one.setAttribute("aria-labelledby", `${name}-${one.getAttribute("aria-labelledby")}`);
  for (const one of article.querySelectorAll('[hx-target="#panel"]')) one.setAttribute("hx-target", `#${panel.id}`);
  for (const one of article.querySelectorAll("*:not([hx-target])")) for (const { name } of [...one.attributes]) if (name.startsWith("hx-")) one.removeAttribute(name);
  for (const heading of article.querySelectorAll("h1, h2, h3")) renamed(heading, LOWER[heading.tagName]);
  return [...article.childNodes];
}

function button(text, act, attributes = {}) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.addEventListener("click", act);
  return made;
}

/** A line of what can be done with a record: pairs of words and what they do, or an address; nothing if there is nothing. */
export function offered(actions) {
  const line = document.createElement("p");
  line.className = "offered";
  for (const [words, act] of actions) {
    const link = typeof act === "string" && Object.assign(document.createElement("a"), { href: act, textContent: words });
    line.append(link || button(words, act));
  }
  return line.childElementCount ? [line] : [];
}

export class Beside {
  #from = null; // what had the focus before
  #asked = "";

  // `name` is what it is called in addresses and ids; `actions` gives what can be done with the record of an address: pairs of
  // words and what they do, or an address.
  constructor(aside, { name = "beside", shown = () => {}, closed = () => {}, actions = () => [] } = {}) {
    this.aside = aside;
    this.name = name;
    this.prefix = `#${name}=`;
    this.shown = shown;
    this.closed = closed;
    this.actions = actions;
    aside.addEventListener("keydown", (event) => {
      if (event.key === "Escape") event.stopPropagation(), this.leave();
    });
    addEventListener("popstate", () => this.follow());
    document.addEventListener("htmx:after:swap", ({ detail }) => {
      if (this.open && detail.ctx?.target?.id === "content") void this.#fill(this.#asked, this.panel); // the page was brought up to date
    });
  }

  #newPanel() {
    return Object.assign(document.createElement("div"), { className: "panel", id: `${this.name}-panel` });
  }

  get open() {
    return !this.aside.hidden;
  }

  // Open what the address names, or close.
  follow() {
    if (location.hash.startsWith(this.prefix)) void this.#fill(decodeURI(location.hash.slice(this.prefix.length)));
    else if (this.open) this.#close();
  }

  async show(path, from) {
    if (!this.open) this.#from = from;
    const here = location.pathname + location.search;
    if (!this.open && !location.hash.startsWith(this.prefix)) history.replaceState(history.state, "", here); // where Back leads must not have the page jump
    const address = `${here}${this.prefix}${encodeURI(path)}`;
    if (location.hash !== this.prefix + encodeURI(path)) history[this.open ? "replaceState" : "pushState"]({ beside: true }, "", address);
    await this.#fill(path);
    this.aside.focus({ preventScroll: matchMedia("(min-width: 60rem)").matches });
  }

  // As Back would: if it was opened here, that is where it goes.
  leave() {
    if (history.state?.beside) return history.back();
    history.replaceState(null, "", location.pathname + location.search);
    this.#close();
  }

  #close() {
    this.#asked = "";
    this.aside.hidden = true;
    this.aside.replaceChildren();
    this.#from?.focus?.({ preventScroll: true });
    this.#from = null;
    this.closed();
  }

  // `panel` is what was written in beside the same record.
  async #fill(path, panel = null) {
    if ((this.#asked === path && !panel) || !path.startsWith("/") || path.startsWith("//")) return;
    this.#asked = path;
    const answer = await fetch(path, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const article = page.querySelector("article.page");
    if (this.#asked !== path) return; // another was asked for meanwhile
    if (!article || !answer.ok) return location.assign(path);
    const bar = document.createElement("p");
    bar.className = "bar";
    const whole = document.createElement("a");
    whole.href = path;
    whole.textContent = "Open its page";
    bar.append(whole, button("×", () => this.leave(), { "aria-label": "Close", title: "Close (Esc)" }));
    this.panel = panel ?? this.#newPanel();
    const top = panel ? this.aside.scrollTop : 0;
    this.aside.replaceChildren(bar, ...offered(this.actions(path)), this.panel, ...asPart(article, this.name, this.panel));
    htmx.process(this.aside);
    this.aside.setAttribute("aria-label", page.querySelector("article h1")?.textContent ?? "Detail");
    this.aside.hidden = false;
    this.aside.scrollTop = top;
    this.shown(path);
  }
}
