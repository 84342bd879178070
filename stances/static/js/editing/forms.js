// What makes forms quicker where there are scripts: records offered by their first letters, dates read as they are typed,
// panels that open and close where the eye is, and everything typed kept in this browser until it has been saved.
"use strict";

(() => {
  const PAUSE_MS = 150;
  const KEPT = "stances-draft ";

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  function paused(act) {
    let waiting = 0;
    return (...given) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => act(...given), PAUSE_MS);
    };
  }

  async function asked(input, path, parameters) {
    const home = input.closest("form").dataset.home;
    if (!home) return ""; // a debate that is being started has nothing to be asked yet
    const answer = await fetch(`${home}/${path}?${new URLSearchParams(parameters)}`);
    return answer.ok ? answer.text() : "";
  }

  // --- choosing a record by a few letters ---

  let list = null;
  let choosing = null;

  function closeList() {
    list?.remove();
    list = null;
    choosing?.setAttribute("aria-expanded", "false");
    choosing?.removeAttribute("aria-activedescendant");
    choosing = null;
  }

  function choose(option) {
    const input = choosing;
    input.value = option.dataset.value;
    closeList();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    closeList();
  }

  function point(option) {
    for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      choosing.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else choosing.removeAttribute("aria-activedescendant");
  }

  const offer = paused(async (input) => {
    const typed = input.value;
    const html = await asked(input, "suggest", { kind: input.dataset.recordKind, q: typed });
    if (input.value !== typed || document.activeElement !== input) return;
    closeList();
    if (!html.trim()) return;
    choosing = input;
    list = element("ul", { class: "options", role: "listbox", id: `${input.id}-options`, "aria-label": "Records" });
    list.innerHTML = html;
    [...list.children].forEach((option, number) => (option.id = `${list.id}-${number}`));
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault(); // the input keeps the cursor
      if (option) choose(option);
    });
    input.after(list);
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-controls", list.id);
  });

  function step(by) {
    const options = [...list.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    point(options[(at + by + options.length + (at < 0 && by < 0 ? 1 : 0)) % options.length]);
  }

  function pressed(event) {
    const input = event.target.closest?.("[data-record-kind]");
    if (!input) return;
    const open = list && choosing === input;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) step(event.key === "ArrowDown" ? 1 : -1);
      else offer(input);
    } else if (open && event.key === "Enter") {
      const option = list.querySelector("[aria-selected=true]");
      if (option) {
        event.preventDefault();
        choose(option);
      }
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      closeList();
    }
  }

  // --- dates ---

  const readDate = paused(async (input) => {
    const output = document.getElementById(`${input.id}-read`);
    const text = input.value.trim();
    const html = text ? await asked(input, "read-date", { text, throughout: input.dataset.date }) : "";
    if (output && input.value.trim() === text) output.innerHTML = html;
  });

  // --- what is typed stays until it is saved ---

  const keyOf = (form) => KEPT + form.id;

  function entries(form) {
    const own = ["add", "remove", "show"];
    return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !own.includes(name));
  }

  const words = (texts) => JSON.stringify(texts.filter(([name, text]) => name !== "base" && text));

  function stored(form) {
    try {
      return JSON.parse(localStorage.getItem(keyOf(form)));
    } catch {
      return null;
    }
  }

  function keep(form) {
    if (form.dataset.closed !== undefined || !form.isConnected) return;
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), texts: entries(form) }));
    } catch {
      // a full or forbidden store: the form works without
    }
  }
  const keepSoon = paused(keep);

  async function takeUp(form, draft) {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
      body: new URLSearchParams([...draft.texts, ["show", "on"]]),
    });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form");
    if (!fresh) return;
    form.replaceWith(fresh);
    htmx.process(fresh);
    begin(fresh, false);
    fresh.querySelector("textarea, input[type=text]")?.focus();
  }

  function offerDraft(form) {
    const draft = stored(form);
    if (!draft || form.querySelector(".problems") || words(draft.texts) === words(entries(form))) return;
    const at = new Date(draft.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const again = element("button", { type: "button" }, "Take it up again");
    const forget = element("button", { type: "button" }, "Forget it");
    const bar = element("div", { class: "draft", role: "status" }, `What you wrote here on ${at} was not saved. `, again, " ", forget);
    again.addEventListener("click", () => takeUp(form, draft));
    forget.addEventListener("click", () => {
      localStorage.removeItem(keyOf(form));
      bar.remove();
    });
    form.prepend(bar);
  }

  // The server names the form that it has saved.
  function forgetSaved() {
    const saved = document.cookie.match(/(?:^|; )stances-saved=([0-9a-f]+)/)?.[1];
    if (!saved) return;
    localStorage.removeItem(`${KEPT}form-${saved}`);
    document.cookie = "stances-saved=; path=/; max-age=0; samesite=lax";
  }

  // --- forms as they come and go ---

  const begun = new WeakSet();

  function begin(form, offered = true) {
    if (begun.has(form)) return;
    begun.add(form);
    for (const input of form.querySelectorAll("[data-record-kind]")) {
      input.removeAttribute("list");
      for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) input.setAttribute(name, value);
    }
    for (const input of form.querySelectorAll("[data-date]")) if (input.value) readDate(input);
    const panel = form.closest(".panel");
    if (panel && !form.querySelector("[autofocus]")) form.querySelector("textarea, select, input[type=text]")?.focus();
    if (offered) offerDraft(form);
  }

  const beginAll = () => document.querySelectorAll("form[data-draft]").forEach((form) => begin(form));

  let opener = null;

  function leave(panel) {
    closeList();
    for (const form of panel.querySelectorAll("form")) form.dataset.closed = "";
    panel.replaceChildren();
    if (opener?.isConnected) opener.focus();
  }

  function say(form, text) {
    form.querySelector(".problems")?.remove();
    form.querySelector("h2").after(element("div", { class: "problems", role: "alert" }, element("p", {}, text)));
    form.querySelector(".problems").scrollIntoView({ block: "nearest" });
  }

  const REFUSED = {
    400: "This form and the site don't understand each other any more. Nothing was saved; what you wrote is kept in this browser. Reload the page.",
    401: "Nothing was saved, because you are no longer signed in here. What you wrote is kept in this browser: join again, and open this form.",
    403: "Nothing was saved, because your role does not allow it. What you wrote is kept in this browser.",
    413: "Nothing was saved: this is more than the site takes at once.",
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (!form) return;
    if (event.target.matches("[data-record-kind]") && event.isTrusted) offer(event.target);
    if (event.target.matches("[data-date]")) readDate(event.target);
    keepSoon(form);
  });
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("keydown", (event) => {
    const panel = event.target.closest?.(".panel");
    if (event.key === "Escape" && panel && !event.defaultPrevented) leave(panel);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === choosing) closeList();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-draft]")) keep(event.target);
  }, true);
  document.addEventListener("click", (event) => {
    const control = event.target.closest?.(".edit [hx-get]");
    if (control) opener = control;
    const leaving = event.target.closest?.("[data-cancel]");
    if (!leaving) return;
    leaving.closest("form").dataset.closed = "";
    localStorage.removeItem(keyOf(leaving.closest("form")));
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
    const refused = REFUSED[status] ?? (status >= 500 ? "Nothing was saved: something broke on our side. What you wrote is still here. Try again." : "");
    if (refused) say(form, refused);
    const panel = form.closest(".panel");
    if (panel && status === 204) leave(panel);
  });
  document.addEventListener("htmx:error", ({ detail }) => {
    const form = detail.ctx?.sourceElement?.closest?.("form[data-draft]");
    if (form && !detail.ctx?.response) say(form, "The site can't be reached. What you wrote is still here. Try again in a moment.");
  });
  document.addEventListener("htmx:after:swap", beginAll);

  forgetSaved();
  beginAll();
})();
