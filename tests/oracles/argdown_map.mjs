// Draws the map of an Argdown file: `node argdown_map.mjs FILE SVG`.
import { readFileSync, writeFileSync } from "node:fs";
import { argdown, init } from "@argdown/core";

const [file, svg] = process.argv.slice(2);
await init();
const response = argdown.run({ input: readFileSync(file, "utf8"), process: "export-svg", throwExceptions: true, logLevel: "silent" });
writeFileSync(svg, response.svg);
