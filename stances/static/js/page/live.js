// What others change while a page is open: an event stream says that something changed, the page is fetched anew and
// morphed into the open one, and what is new on it is marked for a while with the name of whoever changed it.
//
// Nothing that somebody is writing is touched: a form stays as it is, with the revision that it was made from, so that
// what others saved meanwhile is met when it is sent. If the new page has no place for the form, the page waits.
"use strict";

(() => {
  const MARKABLE = "li, td, th, p, dd, h1, h2, h3, blockquote, figcaption, svg g[id]";
  const MARKS_AT_ONCE = 60; // past this, the whole page is another and marks say nothing
  const MARK_MS = 8000;
  const LINE_MS = 12000;
  const LINES = 4;
  const LOST_MS = 2500;
  const AGAIN_MS = 5000;
  const SPREAD_MS = 200; // a class of readers is told at once; let them not all ask at once

  class Waiting extends Error {}

  const mine = new Set();
  const marks = new Set(); // what is marked as new: the element, what it said, who changed it
  let known = Number(document.body.dataset.revision);
  let source = null;
  let again = 0;
  let lost = 0;
  let later = 0;
  let unshown = [];
  let sending = 0; // forms on their way, whose own changes the stream may tell before their answers
  const early = []; // what it told meanwhile
  let working = false;

  // --- what is said, in a corner of the page ---

  const region = () => document.getElementById("activity");

  function say(key, ...parts) {
    unsay(key);
    const line = document.createElement("p");
    line.dataset.about = key;
    line.append(...parts);
    region().append(line);
    while (region().querySelectorAll("[data-about]").length > LINES) region().querySelector("[data-about]").remove();
    return line;
  }

  function unsay(key) {
    for (const line of [...region().children]) if (line.dataset.about === key) line.remove();
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function tell(activity) {
    const label = activity.href ? element("a", activity.label, { href: activity.href, dir: "auto" }) : element("i", activity.label, { dir: "auto" });
    const more = activity.more ? ` and ${activity.more} more` : "";
    const line = say(`revision-${activity.revision}`, element("b", activity.who, { dir: "auto" }), ` ${activity.what} `, label, more);
    setTimeout(() => line.remove(), LINE_MS);
  }

  // --- what is being written ---

  function written(main) {
    const fields = "textarea, select, input:not([type=hidden], [type=submit], [type=button])";
    const forms = [...main.querySelectorAll("form[method=post]")].filter((form) => form.querySelector(fields));
    const panels = [...main.querySelectorAll("[hx-preserve], dialog[open]")].filter((panel) => panel.childElementCount);
    const all = [...panels, ...forms];
    const isTouched = (one) => !one.parentElement.closest("[hx-morph-skip], figure.map"); // what is not brought up to date has a place
    return all.filter((one) => isTouched(one) && !all.some((other) => other !== one && other.contains(one)));
  }

  // Give each thing that is being written its place in the new page; false if one has none.
  function placed(held, fresh) {
    return held.every((one, number) => {
      const place = one.id
        ? fresh.querySelector(`#${CSS.escape(one.id)}`)
        : one.matches("form") && fresh.querySelector(`form[action="${CSS.escape(one.getAttribute("action") ?? "")}"]`);
      if (!place || place.tagName !== one.tagName) return false;
      one.id ||= place.id || `held-${number}`;
      place.id = one.id;
      return true;
    });
  }

  // --- bringing the page up to date ---

  // What of an element a reader sees: a drawing's titles and descriptions name the neighbours too.
  function signature(one) {
    if (one instanceof SVGElement) return [one.id, ...[...one.querySelectorAll("text:not(.badge text, .label text)")].map((t) => t.textContent)].join("\n");
    const { row, column } = one.dataset; // cells of a grid say the same in many places
    return `${one.tagName} ${row} ${column} ${one.tagName === "TD" ? one.className : ""}\n${one.textContent}`;
  }

  // What is fetched for paper alone comes when it comes, and may tell of a change before the page does.
  const markable = (root) => [...root.querySelectorAll(MARKABLE)].filter((one) => !one.closest("form[method=post], .print-only"));

  // Where something is found again that is replaced by another of its kind, as drawings are, and the cells of grids.
  function placeOf(element) {
    const { row, column } = element.dataset;
    if (element.id) return `#${CSS.escape(element.id)}`;
    const table = element.closest("table[data-dispute]")?.dataset.dispute;
    return table && row && `table[data-dispute="${table}"] td[data-row="${row}"][data-column="${column}"]`;
  }

  function mark(element, who) {
    const made = { element, place: placeOf(element), said: signature(element), who };
    marks.add(made);
    element.dataset.revised = who;
    setTimeout(() => {
      marks.delete(made);
      made.element.removeAttribute("data-revised");
    }, MARK_MS);
  }

  // What was brought up to date has lost its marks: put back those that have not faded, on what still says the same.
  function markAgain() {
    for (const made of marks) {
      if (!made.element.isConnected && made.place) made.element = document.querySelector(made.place) ?? made.element;
      if (signature(made.element) === made.said) made.element.dataset.revised = made.who;
    }
  }

  function markNew(root, before, who) {
    const changed = markable(root).filter((one) => !before.texts.has(signature(one)));
    if (changed.length > MARKS_AT_ONCE) return;
    const isNew = (one) => (one.id ? !before.ids.has(one.id) : !before.elements.has(one));
    for (const one of changed) {
      const within = isNew(one)
        ? changed.some((other) => other !== one && isNew(other) && other.contains(one))
        : changed.some((other) => other !== one && one.contains(other));
      if (!within) mark(one, who);
    }
  }

  function remembered(root) {
    const all = markable(root);
    return { elements: new WeakSet(all), ids: new Set(all.map((one) => one.id)), texts: new Set(all.map(signature)) };
  }

  async function morph(target, text) {
    await htmx.swap({ sourceElement: target, target, text, swap: "innerMorph", request: {} });
  }

  const drawn = (svg) => svg.replace(/ data-revision="\d+"|<metadata.*?<\/metadata>/gs, ""); // the revision grows even where the drawing stays

  async function refreshMaps(main, who) {
    for (const canvas of main.querySelectorAll(".map .stage")) {
      const answer = await fetch(canvas.getAttribute("hx-get"));
      const text = await answer.text();
      if (!answer.ok) {
        htmx.trigger(canvas, "stances:refused", { ctx: { response: answer, text } });
        continue;
      }
      if (canvas.drawing && drawn(text) === drawn(canvas.drawing)) continue;
      const before = canvas.drawing && remembered(canvas);
      const [left, top] = [canvas.scrollLeft, canvas.scrollTop];
      await htmx.swap({ sourceElement: canvas, target: canvas, text, swap: "innerHTML", request: {} });
      canvas.drawing = text;
      canvas.scrollTo(left, top);
      markAgain();
      if (before && who) markNew(canvas, before, who);
    }
  }

  async function refresh(activity) {
    const main = document.getElementById("content");
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (answer.status >= 500) throw new Error(answer.statusText);
    if (!answer.ok || answer.redirected) {
      const words = answer.status === 410 ? "This debate has been deleted. " : answer.status < 401 || answer.status > 403 ? "What this page shows has been moved or deleted. " : "You no longer have access to this page. ";
      say("page", words, element("a", "Reload", { href: location.href }));
      return true;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("content");
    const held = written(main);
    if (!fresh || !placed(held, fresh)) return false;
    for (const one of fresh.querySelectorAll("[hx-preserve]")) one.removeAttribute("hx-preserve");
    const skipped = held.filter((one) => !one.hasAttribute("hx-morph-skip"));
    const preserved = held.filter((one) => one.hasAttribute("hx-preserve"));
    const before = remembered(main);
    for (const one of skipped) one.setAttribute("hx-morph-skip", "");
    await morph(main, fresh.innerHTML);
    for (const one of skipped) one.removeAttribute("hx-morph-skip");
    for (const one of preserved) one.setAttribute("hx-preserve", "true");
    const who = [...new Set(activity.map((one) => one.who))].join(", ");
    markAgain();
    if (who) markNew(main, before, who);
    const colophon = document.querySelector(".colophon");
    const fresher = page.querySelector(".colophon");
    if (colophon && fresher) await morph(colophon, fresher.innerHTML);
    await refreshMaps(main, who);
    markAgain(); // the time slider has put cells of its own in the grid
    return true;
  }

  // Show what is unshown; where that can't be done yet, because the server is away or somebody writes, try again later.
  async function show() {
    clearTimeout(later);
    if (working || !unshown.length) return;
    working = true;
    const activity = unshown;
    unshown = [];
    try {
      const isMine = activity.every((one) => mine.has(one.revision));
      if (!isMine) await new Promise((done) => setTimeout(done, Math.random() * SPREAD_MS));
      if (!(await refresh(activity))) throw new Waiting();
      document.body.dataset.revision = Math.max(document.body.dataset.revision, ...activity.map((one) => one.revision));
      unsay("waiting");
    } catch (error) {
      unshown = [...activity, ...unshown];
      if (!(error instanceof Waiting)) console.warn(error);
      else say("waiting", "This page has changed. It will update when you have finished writing.");
    } finally {
      working = false;
      if (unshown.length) later = setTimeout(show, unshown.length > activity.length ? 0 : AGAIN_MS);
    }
  }

  // --- the stream ---

  function revised(event) {
    if (sending) return early.push(event);
    const activity = { ...JSON.parse(event.data), revision: Number(event.lastEventId) };
    known = Math.max(known, activity.revision);
    if (mine.has(activity.revision)) return; // it shows already, or will in a moment
    unshown.push(activity);
    tell(activity);
    void show();
  }

  function open() {
    clearTimeout(again);
    if (source || document.hidden || !document.body.dataset.live) return;
    source = new EventSource(`${document.body.dataset.live}?since=${known}`);
    source.addEventListener("revised", revised);
    source.addEventListener("listening", (event) => {
      clearTimeout(lost);
      lost = 0;
      source.patience = JSON.parse(event.data).until === "asked" ? LOST_MS + AGAIN_MS : LOST_MS;
      if (region().querySelector("[data-about=connection]")) {
        const line = say("connection", "Connected again.");
        setTimeout(() => line.remove(), 4000);
      }
      void show();
    });
    source.addEventListener("ended", () => {
      close();
      refresh([]).catch(sayLost);
    });
    source.addEventListener("error", () => {
      lost ||= setTimeout(sayLost, source.patience ?? LOST_MS);
      if (source.readyState !== EventSource.CLOSED) return;
      close();
      again = setTimeout(open, AGAIN_MS);
    });
  }

  function sayLost() {
    say("connection", "Connection lost: changes by others are not shown. Trying again …");
  }

  function close() {
    source?.close();
    source = null;
    clearTimeout(again);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  addEventListener("online", () => { close(); open(); });
  addEventListener("offline", sayLost);

  const isSent = ({ detail }) => !/^get$/i.test(detail.ctx?.request?.method ?? "get");
  document.addEventListener("htmx:before:request", (event) => (sending += isSent(event)));
  document.addEventListener("htmx:finally:request", (event) => {
    sending -= isSent(event);
    if (!sending) for (const told of early.splice(0)) revised(told);
  });
  document.addEventListener("htmx:after:request", ({ detail }) => {
    const saved = Number(detail.ctx?.response?.headers?.get("Stances-Revision"));
    if (!saved) return;
    mine.add(saved);
    if (detail.ctx.response.status !== 200) return; // it leads to a page that shows it
    unshown.push({ revision: saved, who: "You" });
    setTimeout(show, 0); // once the answer stands where the form was
  });
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    const { target, text } = detail.ctx ?? {};
    if (target instanceof Element && target.matches(".map .stage")) target.drawing = text;
    setTimeout(show, 0); // a form that was in the way may have gone
  });

  open();
})();
