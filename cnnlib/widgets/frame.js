// The frame of all interactive figures: what they share, so that a figure's own file is its idea.
//
// A figure's module is this file followed by its own (see _figure.py). Its `render` makes parts
// (controls, matrices, pictures, plots) and hands them to `frame`. Every part has a `node`; one
// that the reader operates sends the event "cnn-change", upon which the frame calls `update`.

// ---- numbers -------------------------------------------------------------------------------

const fixed = (value, digits = 2) => value.toFixed(digits).replace(/^-(?=0(\.0*)?$)/, "");
const short = (value, digits = 2) =>
  Number.isInteger(value) ? String(value + 0) : fixed(value, digits);
// As a person would type it, to six digits.
const plain = (value) => String(Number((value + 0).toPrecision(6)));
const within = (value, low, high) => Math.max(low, Math.min(high, value));

// A number or a fraction, as a person types it; NaN for anything else.
function parseNumber(text) {
  const number = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?";
  const found = text.trim().replace("\u2212", "-").match(
    new RegExp(`^(${number})(?:\\s*/\\s*(${number}))?$`, "i"),
  );
  return found ? Number(found[1]) / Number(found[2] ?? 1) : NaN;
}

// The same numbers in [0, 1) for the same seed (mulberry32).
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

// What _figure.py packed: bytes, and numbers of 32 bits.
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const floats = (text) => new Float32Array(bytes(text).buffer);

// ---- elements and events -------------------------------------------------------------------

// Children are nodes, texts or parts; an attribute that is false or null is left out.
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.map((child) => child.node ?? child));
  return node;
}

const changed = (node) => node.dispatchEvent(new Event("cnn-change", { bubbles: true }));

// Show why a typed value is not taken; "" takes the message back.
function refuse(field, text) {
  field.setAttribute("aria-invalid", text !== "");
  field.dispatchEvent(new CustomEvent("cnn-refuse", { bubbles: true, detail: text }));
}

// A control that has no effect at present is switched off.
function enable(part, on) {
  for (const field of part.node.querySelectorAll("input, select, button")) field.disabled = !on;
}

// Where a key leads from `at` = [row, column]; null for other keys.
function stepped(event, [row, column], [rows, columns]) {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const far = event.shiftKey ? 10 : 1;
  const target = {
    ArrowLeft: [row, column - far], ArrowRight: [row, column + far],
    ArrowUp: [row - far, column], ArrowDown: [row + far, column],
    Home: [row, 0], End: [row, columns - 1],
  }[event.key];
  if (!target) return null;
  event.preventDefault();
  event.stopPropagation();
  return [within(target[0], 0, rows - 1), within(target[1], 0, columns - 1)];
}

// ---- the box -------------------------------------------------------------------------------

// `update` draws everything from the parts' values and returns the sentence that is announced. It
// is called at once and after every change. Returned is what anywidget calls when the figure
// leaves the page.
function frame(el, { model, controls = [], stage = [], note = [], update }) {
  const message = element("p", { class: "cnn-message", role: "alert" });
  const readout = element("p", { class: "cnn-readout", "aria-live": "polite" });
  const state = element("p", { class: "cnn-state" }); // in print, in place of the controls
  const box = element("div",
    { class: "cnn-figure", role: "group", "aria-label": model.get("alt"),
      "data-lm-suppress-shortcuts": "true" },
    element("div", { class: "cnn-controls" }, ...controls), message,
    element("div", { class: "cnn-stage" }, ...stage), readout, state,
    element("p", { class: "cnn-note" }, ...[note].flat()));

  function show() {
    const said = update();
    // Nobody can listen to a running film; the sentence is read out when it stops.
    readout.setAttribute("aria-live", box.querySelector("[data-playing]") ? "off" : "polite");
    readout.textContent = said;
    state.textContent = controls.filter((part) => part.state).map((part) => part.state()).join("; ");
  }
  const refused = new Map(); // field -> why its text is not taken
  box.addEventListener("cnn-change", show);
  box.addEventListener("cnn-refuse", ({ target, detail }) => {
    if (detail) refused.set(target, detail);
    else refused.delete(target);
    message.textContent = [...refused.values()][0] ?? "";
  });

  const redraw = () => {
    for (const canvas of box.querySelectorAll("canvas")) canvas.dispatchEvent(new Event("cnn-draw"));
  };
  const print = (on) => {
    box.toggleAttribute("data-print", on); // light colours, see figure.css
    redraw();
  };
  const life = new AbortController();
  const until = { signal: life.signal };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, until);
  matchMedia("print").addEventListener("change", (event) => print(event.matches), until);
  addEventListener("beforeprint", () => print(true), until);
  addEventListener("afterprint", () => print(false), until);
  const theme = new MutationObserver(redraw); // the book's switch and JupyterLab's
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  theme.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });

  show();
  el.replaceChildren(box);
  return () => {
    life.abort();
    theme.disconnect();
  };
}

// ---- controls ------------------------------------------------------------------------------

// A part of one labelled field. `read` and `write` pass between the field and the part's value.
function control(kind, label, field, children, { read, write, say }) {
  const node = element("label", { class: `cnn-control cnn-${kind}` }, ...children);
  return {
    node,
    get value() { return read(); },
    set value(value) { write(value); },
    state: () => `${label}: ${say()}`,
  };
}

// A number on a line, from min to max in steps, or one of `values`; `format` writes it.
function slider({ label, min = 0, max, step = 1, values, value, format = plain, onchange }) {
  const list = values ?? null;
  const [low, high, size] = list ? [0, list.length - 1, 1] : [min, max, step];
  const field = element("input", {
    type: "range", min: low, max: high, step: size, "aria-label": label,
    oninput: () => { tell(); onchange?.(read()); changed(field); },
  });
  const shown = element("span", { class: "cnn-value", "aria-hidden": "true" });
  const read = () => (list ? list[Number(field.value)] : Number(field.value));
  const tell = () => {
    shown.textContent = format(read());
    field.setAttribute("aria-valuetext", format(read()));
  };
  const write = (to) => { field.value = list ? list.indexOf(to) : to; tell(); };
  const part = control("slider", label, field, [element("span", {}, label), field, shown],
    { read, write, say: () => format(read()) });
  // As of the stepper below; the field itself moves a value outside to the end.
  part.limit = (least, most) => {
    [field.min, field.max] = [least, most];
    tell();
  };
  write(value);
  return part;
}

// A whole number with − and + that can also be typed; a wrong one is refused and says why.
function stepper({ label, min, max, value, onchange }) {
  let now = value;
  const field = element("input", {
    type: "text", inputmode: "numeric", autocomplete: "off", role: "spinbutton", "aria-label": label,
    oninput: () => take(field.value), onkeydown: key,
    onblur: () => { if (field.getAttribute("aria-invalid") !== "true") write(now); },
  });
  // The field's arrow keys do the same, so the keyboard does not stop at the buttons.
  const press = (sign, by, name) => element("button",
    { type: "button", tabindex: -1, "aria-label": `${label}: ${name}`, onclick: () => go(now + by) },
    sign);

  function write(to) {
    now = to;
    field.value = String(to);
    field.setAttribute("aria-valuenow", to);
    field.setAttribute("aria-valuemin", min);
    field.setAttribute("aria-valuemax", max);
    refuse(field, "");
  }
  function go(to) {
    write(within(to, min, max));
    onchange?.(now);
    changed(field);
  }
  function take(text) {
    const typed = /^\s*[-+]?\d+\s*$/.test(text) ? Number(text) : NaN;
    if (typed >= min && typed <= max) return go(typed);
    refuse(field, `${label} is "${text}", but has to be a whole number from ${min} to ${max}; ` +
      `${now} stays in use.`);
  }
  function key(event) {
    const by = { ArrowUp: now + 1, ArrowDown: now - 1, PageUp: now + 10, PageDown: now - 10 };
    if (!(event.key in by) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(by[event.key]);
  }
  const part = control("stepper", label, field,
    [element("span", {}, label), press("\u2212", -1, "less"), field, press("+", 1, "more")],
    { read: () => now, write, say: () => now });
  // Another range, when it depends on other controls; a value outside moves to its end.
  part.limit = (low, high) => {
    [min, max] = [low, high];
    write(within(now, min, max));
  };
  write(value);
  return part;
}

// One of several names.
function choice({ label, options, value = options[0], onchange }) {
  const field = element("select", {
    "aria-label": label, onchange: () => { onchange?.(field.value); changed(field); },
  }, ...options.map((name) => element("option", { value: name }, name)));
  const write = (to) => { field.value = to; };
  write(value);
  return control("choice", label, field, [element("span", {}, label), field],
    { read: () => field.value, write, say: () => field.value });
}

// Yes or no.
function toggle({ label, value = false, onchange }) {
  const field = element("input", {
    type: "checkbox", "aria-label": label,
    onchange: () => { onchange?.(field.checked); changed(field); },
  });
  const write = (to) => { field.checked = to; };
  write(value);
  return control("toggle", label, field, [field, element("span", {}, label)],
    { read: () => field.checked, write, say: () => (field.checked ? "yes" : "no") });
}

function button(label, onclick) {
  const node = element("button",
    { type: "button", onclick: () => { onclick(); changed(node); } }, label);
  return { node };
}

// A matrix of numbers to type into; fractions are numbers too. `value` is a list, row by row.
function numbers({ label, rows, columns, values, limit = 1000, role = "kernel", onchange }) {
  const place = (i) => `row ${Math.floor(i / columns)}, column ${i % columns}`;
  let now = [...values];
  const fields = now.map((_, i) => element("input", {
    type: "text", autocomplete: "off", spellcheck: "false", "aria-label": `${label}, ${place(i)}`,
    oninput: () => take(i),
  }));
  const node = element("div", { class: "cnn-numbers", role: "group", "aria-label": label },
    element("span", {}, label),
    element("div", { class: `cnn-fields cnn-${role}`, style: `--columns: ${columns}` }, ...fields));

  function write(to) {
    now = [...to];
    fields.forEach((field, i) => { field.value = plain(now[i]); refuse(field, ""); });
  }
  function take(i) {
    const typed = parseNumber(fields[i].value);
    if (!(Math.abs(typed) <= limit)) {
      return refuse(fields[i], `${label}, ${place(i)} is "${fields[i].value}", which is not a ` +
        `number from -${limit} to ${limit}; ${plain(now[i])} stays in use.`);
    }
    refuse(fields[i], "");
    now[i] = typed;
    onchange?.(now);
    changed(node);
  }
  write(values);
  return {
    node,
    get value() { return now; },
    set value(to) { write(to); },
    focus: () => fields[0].focus(),
    state: () => `${label}: ${now.map(plain).join(" ")}`,
  };
}

// Buttons that let something run. `step` does one step of it and returns false after the last;
// `play`, if it is another, is what one beat of the running figure does.
function player({ step, reset, play = step, milliseconds = 400, names = {} }) {
  let timer = null;
  const { play: run = "Play", step: one = "Step", reset: back = "Reset" } = names;
  const runs = element("button", { type: "button", onclick: () => (timer ? pause() : start()) }, run);
  const node = element("div", { class: "cnn-buttons" }, runs,
    button(one, () => { pause(); step(); }), button(back, () => { pause(); reset(); }));

  function start() {
    // Who asked for less motion gets one beat per press.
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      play();
      return changed(node);
    }
    node.setAttribute("data-playing", "");
    runs.textContent = "Pause";
    timer = setInterval(beat, milliseconds);
    beat();
  }
  function beat() {
    const more = node.isConnected && play() !== false;
    if (more) changed(node);
    else pause();
  }
  function pause() {
    if (!timer) return;
    clearInterval(timer);
    timer = null;
    node.removeAttribute("data-playing");
    runs.textContent = run;
    changed(node);
  }
  return { node, pause };
}

// ---- a matrix with its numbers -------------------------------------------------------------

// A table whose cells carry numbers and marks. With `pick`, one cell is the reader's choice, by
// arrow keys, mouse or finger: `at` = [row, column].
function grid({ label, role = "input", pick = false, onpick }) {
  const caption = element("figcaption", {}, label);
  const body = element("tbody");
  const table = element("table", { class: `cnn-matrix cnn-${role}`, role: pick ? "grid" : null,
    "aria-label": pick ? `${label}; arrow keys choose a cell` : label }, body);
  let cells = [[]];
  let at = [0, 0];

  function choose([row, column]) {
    at = [row, column];
    cells[row][column].focus();
    onpick?.(row, column);
    changed(table);
  }
  if (pick) {
    const follow = ({ target }) => {
      const row = cells.findIndex((line) => line.includes(target.closest("td")));
      if (row >= 0) choose([row, cells[row].indexOf(target.closest("td"))]);
    };
    table.addEventListener("pointerdown", (event) => { event.preventDefault(); follow(event); });
    table.addEventListener("pointerover", (event) => { if (event.buttons & 1) follow(event); });
    table.addEventListener("keydown", (event) => {
      const target = stepped(event, at, [cells.length, cells[0].length]);
      if (target) choose(target);
    });
  }
  // Keep the choice inside a matrix of this size.
  function clamp(rows, columns) {
    at = [within(at[0], 0, Math.max(0, rows - 1)), within(at[1], 0, Math.max(0, columns - 1))];
    return at;
  }

  function build(rows, columns, rowNames, columnNames) {
    const focused = table.contains(document.activeElement);
    const name = (text) => element("th", {}, String(text));
    cells = Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => element("td", { role: pick ? "gridcell" : null })));
    const lines = cells.map((line, r) =>
      element("tr", {}, ...(rowNames ? [name(rowNames[r])] : []), ...line));
    const head = columnNames && element("tr", { class: "cnn-names" },
      ...(rowNames ? [element("td", { "aria-hidden": "true" })] : []), ...columnNames.map(name));
    body.replaceChildren(...(head ? [head] : []), ...lines);
    table.style.setProperty("--columns", columns + (rowNames ? 1 : 0));
    if (focused && rows && columns) requestAnimationFrame(() => cells[at[0]]?.[at[1]]?.focus());
  }

  // `values` is a list of rows of numbers, texts or null (nothing); `marks(row, column)` names what
  // a cell is: "input", "kernel", "output", "gradient", "padding", "unread", several or nothing.
  function set(values, { marks = () => "", format = short, rowNames, columnNames } = {}) {
    const shape = JSON.stringify([values.length, values[0]?.length ?? 0, rowNames, columnNames]);
    clamp(values.length, values[0]?.length ?? 0);
    if (shape !== table.dataset.shape) {
      build(values.length, values[0]?.length ?? 0, rowNames, columnNames);
      table.dataset.shape = shape;
    }
    values.forEach((line, r) => line.forEach((value, c) => {
      const cell = cells[r][c];
      const text = value == null ? "" : typeof value === "number" ? format(value) : value;
      cell.textContent = text;
      cell.className = marks(r, c).split(" ").filter(Boolean).map((mark) => `is-${mark}`).join(" ");
      if (!pick) return;
      const chosen = r === at[0] && c === at[1];
      cell.tabIndex = chosen ? 0 : -1;
      cell.setAttribute("aria-selected", chosen);
      cell.setAttribute("aria-label", `row ${r}, column ${c}: ${text}`);
    }));
  }

  return {
    node: element("figure", { class: "cnn-scroll" }, caption, table), set, clamp,
    get at() { return at; },
    set at(to) { at = to; },
    set caption(text) { caption.textContent = text; },
  };
}

// ---- pictures and plots --------------------------------------------------------------------

// A canvas measured in the page's pixels and sharp on every screen. `paint` is called again when
// its size or the page's colours change; its `colour("kernel")` is that of figure.css.
function surface(attributes, ratio, paint) {
  const canvas = element("canvas", { role: "img", ...attributes });
  canvas.style.aspectRatio = ratio;
  const colour = (name) => {
    canvas.style.color = `var(--${name})`;
    return getComputedStyle(canvas).color;
  };
  function draw() {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width || !height) return; // not laid out yet: the observer will come
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    const pen = canvas.getContext("2d");
    pen.scale(canvas.width / width, canvas.height / height);
    paint(pen, width, height, colour);
  }
  new ResizeObserver(draw).observe(canvas);
  canvas.addEventListener("cnn-draw", draw);
  return { canvas, draw };
}

// The reader chooses one of rows × columns places of a canvas by arrow keys, mouse or finger.
// `area` is the part of the canvas that the places fill.
function cursor(canvas, shape, { at, choose, reach = [1, 1], area = () => ({ left: 0, top: 0,
  right: canvas.clientWidth, bottom: canvas.clientHeight }) }) {
  canvas.setAttribute("role", "application");
  canvas.tabIndex = 0;
  const follow = (event) => {
    const box = canvas.getBoundingClientRect();
    const { left, top, right, bottom } = area();
    const x = (event.clientX - box.left - canvas.clientLeft - left) / (right - left);
    const y = (event.clientY - box.top - canvas.clientTop - top) / (bottom - top);
    // The middle of what is moved comes to lie under the pointer.
    const place = (part, k) =>
      within(Math.round(part * (shape[k] + reach[k] - 1) - reach[k] / 2), 0, shape[k] - 1);
    choose([place(y, 0), place(x, 1)]);
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) follow(event);
  });
  canvas.addEventListener("keydown", (event) => {
    const target = stepped(event, at(), shape);
    if (target) choose(target);
  });
}

// Roles are told apart without colour too: solid, dotted, double, dashed; as in figure.css.
const DASHES = { kernel: [], input: [2, 3], output: [], gradient: [7, 4] };

// A picture of grey values (H × W of them) or colours (3 × H × W, interleaved) from 0 to 255; a
// negative value is not made yet. With `pick`, frames of `reach` = [rows, columns] are moved:
// `at` is the upper left cell.
function raster({ label, caption, height, width, role = "input", pick = false, reach = [1, 1],
  onpick }) {
  const small = element("canvas", { width, height });
  const data = small.getContext("2d").createImageData(width, height);
  let frames = [];
  let at = [0, 0];

  function paint(pen, W, H, colour) {
    const size = W / width;
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, W, H);
    for (const { row, column, rows = 1, columns = 1, role: what } of frames) {
      const line = (dash, lineWidth, strokeStyle) => {
        pen.setLineDash(dash);
        Object.assign(pen, { lineWidth, strokeStyle });
        pen.strokeRect(column * size, row * size, columns * size, rows * size);
      };
      line([], 6, colour("paper")); // around the colour: visible on black and on white
      line(DASHES[what], 3, colour(what));
      if (what === "output") line([], 1, colour("paper"));
    }
  }
  const { canvas, draw } = surface(
    { class: `cnn-canvas cnn-${role}${pick ? " cnn-pick" : ""}`,
      "aria-label": pick ? `${label}; arrow keys move the frame` : label },
    `${width} / ${height}`, paint);

  function move(to) {
    at = to;
    onpick?.(...at);
    changed(canvas);
  }
  if (pick) cursor(canvas, [height - reach[0] + 1, width - reach[1] + 1],
    { at: () => at, reach, choose: move });

  return {
    node: element("figure", { class: "cnn-picture" },
      element("figcaption", {}, caption ?? label), canvas),
    set(levels, marked = []) {
      const [size, next] = levels.length === height * width ? [1, 0] : [3, 1];
      for (let i = 0; i < height * width; i++) {
        for (let k = 0; k < 3; k++) data.data[4 * i + k] = levels[size * i + next * k];
        data.data[4 * i + 3] = levels[size * i] < 0 ? 0 : 255;
      }
      small.getContext("2d").putImageData(data, 0, 0);
      frames = marked;
      draw();
    },
    get at() { return at; },
    set at(to) { at = to; },
  };
}

// Grey levels from 0 to 255 of values from low (black) to high (white).
const greyLevels = (values, low, high) => Array.from(values,
  (value) => within(Math.round((255 * (value - low)) / (high - low || 1)), 0, 255));
