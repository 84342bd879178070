// From claim to claim along the links: up to what it supports or answers, down to what supports or answers it, and aside
// to the others under the same claim; and from a claim to its links.
"use strict";

const across = (a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left;

// The links at a claim one after another, then the claim again: the group after the one that has the focus.
export function nextLink(argument, slug, group) {
  const links = argument.at(slug).map((link) => link.group);
  return links[links.indexOf(group) + 1] ?? argument.claims.get(slug);
}

/** The claim after this one in order of time, or before it, or the first or last; of those that are there. */
export function inTime(argument, slug, key) {
  const order = argument.present;
  const at = order.indexOf(argument.claims.get(slug));
  return { Home: order[0], End: order.at(-1), PageDown: order[at + 1], PageUp: order[at - 1] }[key];
}

export function next(argument, slug, key) {
  const parent = argument.from(slug).map((link) => argument.about(link)).find(argument.has);
  if (key === "ArrowUp") return parent;
  if (key === "ArrowDown") return argument.answers(slug).flatMap((link) => link.premises).find(argument.has);
  const siblings = parent ? argument.answers(parent).flatMap((link) => link.premises) : argument.present.map((group) => group.dataset.slug).filter((one) => !argument.from(one).length);
  const groups = [...new Set(siblings)].filter(argument.has).map((one) => argument.claims.get(one));
  const row = groups.sort(across).map((group) => group.dataset.slug);
  const at = row.indexOf(slug);
  return at < 0 ? undefined : row[at + (key === "ArrowRight" ? 1 : -1)];
}
