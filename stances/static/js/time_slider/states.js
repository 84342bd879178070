// What each claim, link and cell of a dispute is at every moment, as the page tells it.

// Words for what a claim or link is, as the page says them; what is certain bears no mark, so that most steps change little.
const CERTAIN = "certain";
const UNCERTAIN = ["possible", "perhaps-withdrawn"];

// a3c2 is aaacc
const spelt = (runs) => runs.replace(/([a-z])(\d+)/g, (_, letter, count) => letter.repeat(Number(count)));

export class States {
  // `told` is what class SliderStates of stances/timeline/slider_states.py describes.
  constructor(told) {
    const { days, presence, states, answers, begins, cells, looks, speakers } = told;
    Object.assign(this, { days, answers, begins, cells, looks, speakers });
    this.words = presence;
    this.letters = new Map(Object.entries(states).map(([slug, runs]) => [slug, spelt(runs)]));
    this.answered = new Set(Object.values(answers));
  }

  wordAt(slug, moment) {
    return this.words[this.letters.get(slug)?.[moment]] ?? CERTAIN;
  }

  // The mark that it bears at a moment: its word, or none.
  presence(slug, moment) {
    const word = this.wordAt(slug, moment);
    return word === CERTAIN ? "" : word;
  }

  isThere(slug, moment) {
    return this.wordAt(slug, moment) !== "absent";
  }

  // Whether it is at some moment not certainly there, or not certainly given up.
  isEverUncertain(slug) {
    return [...(this.letters.get(slug) ?? "")].some((letter) => UNCERTAIN.includes(this.words[letter]));
  }

  comesLater(slug) {
    return !this.isThere(slug, 0);
  }

  // What a moment brings that was not there at an earlier one, and which claims that answers.
  newSince(earlier, moment) {
    const found = new Map();
    const isNew = (slug) => this.isThere(slug, moment) && !this.isThere(slug, earlier);
    for (const slug of this.letters.keys()) if (isNew(slug)) found.set(slug, "new");
    for (const [link, claim] of Object.entries(this.answers)) {
      if (found.get(link) && !found.get(claim)) found.set(claim, "answered");
    }
    return found;
  }
}

// States are written as data attributes, for style sheets to show.
export function setData(element, name, value) {
  if (value) element.dataset[name] = value;
  else delete element.dataset[name];
}
