// Keys of one letter can be switched off in this browser: who speaks to it, or hits keys by chance, would otherwise set off what they do.
"use strict";

const KEPT = "stances:keys";

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // a private window that keeps nothing
  }
}

/** Whether an event is of a single letter, digit or sign while these are off. */
export const isSwitchedOff = ({ key }) => key.length === 1 && key !== " " && kept() === "off";

export const areLettersOn = () => kept() !== "off";

export function switchLetters(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // then they are on again with the next page
  }
}
