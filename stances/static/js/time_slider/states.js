// What each claim, link and cell of a dispute is at every moment, as the page tells it.

// What a letter says of a claim or link; what is certain bears no mark, so that most steps change little.
const PRESENCE = { a: "absent", p: "possible", c: "", d: "perhaps-withdrawn", w: "withdrawn" };

// a3c2 is aaacc
const spelt = (runs) => runs.replace(/([a-z])(\d+)/g, (_, letter, count) => letter.repeat(Number(count)));

export class States {
  constructor(text) {
    const { days, states, answers, grids, looks, speakers } = JSON.parse(text);
    Object.assign(this, { days, answers, grids, looks, speakers });
    this.letters = new Map(Object.entries(states).map(([slug, runs]) => [slug, spelt(runs)]));
    this.answered = new Set(Object.values(answers));
  }

  presence(slug, moment) {
    return PRESENCE[this.letters.get(slug)?.[moment] ?? "c"];
  }

  isThere(slug, moment) {
    return this.presence(slug, moment) !== "absent";
  }

  // Whether it is at some moment not certainly there, or not certainly given up.
  isEverUncertain(slug) {
    return /[pd]/.test(this.letters.get(slug) ?? "");
  }

  comesLater(slug) {
    return this.letters.get(slug)?.startsWith("a") ?? false;
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
