// The workspace of a dispute: its panes, what is chosen in it, and the keys that reach both.
"use strict";

import { Axis } from "./axis.js";
import { Choice } from "./choice.js";
import { GridKeys } from "./grid_keys.js";
import { Panes } from "./panes.js";
import { Segments } from "./segments.js";
import { SharedColumns } from "./shared_columns.js";

const workspace = document.getElementById("workspace");
const axis = new Axis(workspace);
const choice = new Choice(workspace);
const gridKeys = new GridKeys(workspace);
const panes = new Panes(workspace, () => axis.follow());
new SharedColumns(workspace, () => axis.follow());
const segments = new Segments(workspace);

document.addEventListener("htmx:after:swap", () => {
  if (!workspace.isConnected) return location.reload(); // Back has brought another page's body, which nothing of this attends to
  axis.attach();
  panes.attach();
  segments.attach();
  choice.mark();
  gridKeys.attach();
});
document.addEventListener("stances:chosen", () => segments.showDetail());

axis.attach();
choice.start();
