// Says why a drawing has not come, and asks for it again: by itself where the server says when, else at a button.
"use strict";

const MAX_TRIES = 6; // after these only the button asks

const wordsOf = (text) => new DOMParser().parseFromString(text, "text/html").querySelector(".lead, p")?.textContent.trim();

export class Refusal {
  #tries = 0;
  #timer = 0;

  // `place` is where it is said; `again` asks for the drawing once more.
  constructor(place, again) {
    this.place = place;
    this.again = again;
  }

  // An answer that is no drawing; without one, the site was not reached.
  say(answer, text = "") {
    clearTimeout(this.#timer);
    const words = (answer && wordsOf(text)) || "The map could not be loaded: the site can’t be reached.";
    const seconds = Number(answer?.headers.get("Retry-After"));
    const isPassing = !answer || answer.status === 429 || answer.status >= 500;
    const asksItself = isPassing && seconds > 0 && ++this.#tries <= MAX_TRIES;
    if (asksItself) this.#timer = setTimeout(() => this.again(), seconds * 1000 * (1 + Math.random() / 2)); // not all at once
    this.place.replaceChildren(words, ...(asksItself ? [" Trying again shortly. "] : [" "]), ...(isPassing ? [this.#button()] : []));
  }

  clear() {
    clearTimeout(this.#timer);
    this.#tries = 0;
    this.place.replaceChildren();
  }

  #button() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet-button";
    button.textContent = "Try again";
    button.addEventListener("click", () => {
      clearTimeout(this.#timer);
      this.#tries = 0;
      button.disabled = true;
      this.again();
    });
    return button;
  }
}
