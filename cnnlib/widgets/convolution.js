// Interactive figure: a 3×3 window moves over a picture; see convolution.py.
//
// The model brings the picture and the first kernel; everything else happens here, so the figure
// works on a static page. Positions are those of the output: at (row, column) the window covers
// rows row to row + 2 and columns column to column + 2 of the picture.

// The same names and order as in convolution.py.
const PRESETS = {
  identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
  blur: Array(9).fill(1 / 9),
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  edge: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  "Sobel x": [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  "Sobel y": [-1, -2, -1, 0, 0, 0, 1, 2, 1],
};
const MAX_WEIGHT = 1000;
const ROW_MILLISECONDS = 60;

// ---- numbers -------------------------------------------------------------------------------

const clean = (value) => (Object.is(value, -0) ? 0 : value);
const fixed = (value) => value.toFixed(2).replace(/^-(?=0\.00$)/, "");
const short = (value) => (Number.isInteger(value) ? String(clean(value)) : fixed(value));
// A weight as a person would type it: ninths stay ninths.
const typed = (value) => {
  const ninths = Math.round(value * 9);
  const exact = !Number.isInteger(value) && Math.abs(value * 9 - ninths) < 1e-12;
  return exact ? `${ninths}/9` : String(clean(value));
};

// A number or a fraction; NaN for anything else.
function parseWeight(text) {
  const number = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?";
  const found = text.trim().replace("\u2212", "-").match(
    new RegExp(`^(${number})(?:\\s*/\\s*(${number}))?$`, "i"),
  );
  const value = found ? Number(found[1]) / Number(found[2] ?? 1) : NaN;
  return Math.abs(value) <= MAX_WEIGHT ? value : NaN;
}

// ---- elements common to figures ------------------------------------------------------------

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// A 3×3 table of numbers under its name; `set` fills it.
function matrix(name, kind) {
  const cells = Array.from({ length: 9 }, () => element("td"));
  const rows = [0, 3, 6].map((i) => element("tr", {}, ...cells.slice(i, i + 3)));
  const caption = element("caption", {}, name);
  const node = element("table", { class: `cnn-matrix cnn-${kind}` }, caption, ...rows);
  return { node, caption, set: (texts) => texts.forEach((t, i) => (cells[i].textContent = t)) };
}

// A canvas that shows grey values, one square per pixel, and a frame around some of them.
function raster(height, width, kind, attributes = {}) {
  const scale = Math.max(4, Math.floor(640 / Math.max(height, width)));
  const canvas = element("canvas", {
    class: `cnn-canvas cnn-${kind}`, width: width * scale, height: height * scale, ...attributes,
  });
  const small = element("canvas", { width, height });
  const data = small.getContext("2d").createImageData(width, height);

  function draw(grey, frame) {
    for (let i = 0; i < height * width; i++) {
      data.data.set(grey[i] < 0 ? [0, 0, 0, 0] : [grey[i], grey[i], grey[i], 255], 4 * i);
    }
    small.getContext("2d").putImageData(data, 0, 0);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(small, 0, 0, canvas.width, canvas.height);
    // White around the colour: visible on black, on white and in print.
    const [row, column, size] = frame.at;
    for (const [colour, line] of [["#fff", 9], [frame.colour, 5]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = line;
      pen.strokeRect(column * scale, row * scale, size * scale, size * scale);
    }
  }

  // The pixel under the pointer.
  function pixel(event) {
    const box = canvas.getBoundingClientRect();
    return [
      Math.floor(((event.clientY - box.top - canvas.clientTop) / canvas.clientHeight) * height),
      Math.floor(((event.clientX - box.left - canvas.clientLeft) / canvas.clientWidth) * width),
    ];
  }
  return { canvas, draw, pixel };
}

// ---- the figure ----------------------------------------------------------------------------

function render({ model, el }) {
  const [H, W] = [model.get("height"), model.get("width")];
  const [rows, columns] = [H - 2, W - 2]; // of the output
  const picture = Uint8Array.from(atob(model.get("pixels")), (c) => c.charCodeAt(0));

  let kernel = [...model.get("kernel")];
  let [row, column] = [rows >> 1, columns >> 1];
  let shown = rows * columns; // output pixels made so far, in reading order
  let timer = null;
  const invalid = new Map(); // index of a weight -> the text that is not a number

  const applied = () => (flip.checked ? [...kernel].reverse() : kernel);
  const patchAt = (r, c) => [0, 1, 2].flatMap((i) => {
    const start = (r + i) * W + c;
    return [...picture.subarray(start, start + 3)];
  });
  const sumAt = (r, c, weights) =>
    patchAt(r, c).reduce((total, value, i) => total + value * weights[i], 0);

  // -- parts

  const preset = element("select", { onchange: () => choose(preset.value) },
    ...Object.keys(PRESETS).map((name) => element("option", { value: name }, name)),
    element("option", { value: "own" }, "your own"));
  const fields = kernel.map((_, i) => element("input", {
    type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false",
    "aria-label": `weight in row ${Math.floor(i / 3)}, column ${i % 3}`,
    oninput: () => type(i),
  }));
  const flip = element("input", { type: "checkbox", onchange: update });
  const message = element("p", { class: "cnn-message", role: "alert" });
  const build = element("button", { type: "button", onclick: toggle }, "Build row by row");
  const step = element("button", { type: "button", onclick: one }, "One pixel");
  const whole = element("button", { type: "button", onclick: all }, "Whole output");

  const input = raster(H, W, "input", {
    tabindex: 0, role: "application", onkeydown: key,
    "aria-label": `${model.get("alt")}, with a window of 3 by 3 pixels; arrow keys move it`,
  });
  const output = raster(rows, columns, "output", { role: "img" });
  const patch = matrix("pixels", "input");
  const weights = matrix("kernel", "kernel");
  const products = matrix("products", "product");
  const readout = element("p", { class: "cnn-readout", "aria-live": "polite" });
  const scaleNote = element("span");

  el.replaceChildren(element("div", { class: "cnn-figure", "data-lm-suppress-shortcuts": "true" },
    element("div", { class: "cnn-controls" },
      element("div", {},
        element("label", {}, "Kernel ", preset),
        element("label", {}, flip, " flip the kernel (true convolution)")),
      element("div", { class: "cnn-fields cnn-kernel", role: "group",
        "aria-label": "the nine weights of the kernel" }, ...fields),
      element("div", { class: "cnn-buttons" }, build, step, whole)),
    message,
    element("div", { class: "cnn-pictures" },
      element("figure", {}, element("figcaption", {}, `input, ${H} × ${W}`), input.canvas),
      element("figure", {}, element("figcaption", {}, `output, ${rows} × ${columns}`),
        output.canvas)),
    element("div", { class: "cnn-sum" },
      element("div", {}, patch.node, element("span", {}, "×"), weights.node),
      element("div", {}, element("span", {}, "="), products.node)),
    readout,
    element("p", { class: "cnn-note" },
      "Drag the window, or select the input picture and use the arrow keys (with Shift: ten at a " +
      "time). The sum of the nine products is the output pixel at that row and column, counted " +
      "from 0. ", scaleNote)));

  // -- drawing

  // Grey levels of the output (-1: not made yet) and the sentence that says what they mean.
  function greyLevels(weights) {
    const sums = Float64Array.from({ length: rows * columns },
      (_, i) => sumAt(Math.floor(i / columns), i % columns, weights));
    const total = weights.reduce((a, b) => a + b, 0);
    const size = weights.reduce((a, b) => a + Math.abs(b), 0);
    let [black, white] = [0, 255 * total];
    let note = `Grey of the output: black is 0 or less, white is ${fixed(white)} or more.`;
    if (total <= 0.01 * size) {
      white = sums.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
      black = -white;
      note = `Grey of the output: black is ${fixed(black)}, middle grey 0, white ${fixed(white)}.`;
    }
    const level = (s) => Math.min(255, Math.max(0, Math.round((255 * (s - black)) / (white - black))));
    return { grey: sums.map((s, i) => (i < shown ? level(s) : -1)), note };
  }

  function update() {
    const w = applied();
    const values = patchAt(row, column);
    const { grey, note } = greyLevels(w);
    input.draw(picture, { at: [row, column, 3], colour: "#d55e00" });
    output.draw(grey, { at: [row, column, 1], colour: "#009e73" });
    patch.set(values.map(String));
    weights.set(w.map(short));
    weights.caption.textContent = flip.checked ? "kernel, flipped" : "kernel";
    products.set(values.map((value, i) => short(value * w[i])));
    readout.textContent = `row ${row}, column ${column}: sum = ${fixed(sumAt(row, column, w))}`;
    scaleNote.textContent = note;
    output.canvas.setAttribute("aria-label", `output picture, ${rows} by ${columns} pixels`);
  }

  // -- kernel

  function showKernel() {
    invalid.clear();
    fields.forEach((field, i) => (field.value = typed(kernel[i])));
    nameKernel();
    complain();
  }
  function nameKernel() {
    const same = (name) => PRESETS[name].every((weight, i) => weight === kernel[i]);
    preset.value = Object.keys(PRESETS).find(same) ?? "own";
  }
  function choose(name) {
    if (name === "own") return fields[0].focus();
    kernel = [...PRESETS[name]];
    showKernel();
    update();
  }
  function type(i) {
    const value = parseWeight(fields[i].value);
    if (Number.isNaN(value)) {
      invalid.set(i, fields[i].value);
    } else {
      invalid.delete(i);
      kernel[i] = value;
      nameKernel();
      update();
    }
    complain();
  }
  function complain() {
    fields.forEach((field, i) => field.setAttribute("aria-invalid", invalid.has(i)));
    const [first] = invalid;
    message.textContent = first
      ? `The weight in row ${Math.floor(first[0] / 3)}, column ${first[0] % 3} is ` +
        `"${first[1]}", which is not a number from -${MAX_WEIGHT} to ${MAX_WEIGHT}; ` +
        `${typed(kernel[first[0]])} stays in use.`
      : "";
  }

  // -- position

  const within = (value, limit) => Math.min(limit - 1, Math.max(0, value));
  function move(r, c) {
    [row, column] = [within(r, rows), within(c, columns)];
    update();
  }
  function key(event) {
    const far = event.shiftKey ? 10 : 1;
    const target = {
      ArrowLeft: [row, column - far], ArrowRight: [row, column + far],
      ArrowUp: [row - far, column], ArrowDown: [row + far, column],
      Home: [row, 0], End: [row, columns - 1],
    }[event.key];
    if (!target || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    pause();
    move(...target);
  }
  for (const [part, offset] of [[input, 1], [output, 0]]) {
    const follow = (event) => {
      const [r, c] = part.pixel(event);
      move(r - offset, c - offset); // the window's middle under the pointer
    };
    part.canvas.addEventListener("pointerdown", (event) => {
      part.canvas.setPointerCapture(event.pointerId);
      pause();
      follow(event);
    });
    part.canvas.addEventListener("pointermove", (event) => {
      if (part.canvas.hasPointerCapture(event.pointerId)) follow(event);
    });
  }

  // -- building the output

  function make(count) {
    if (shown >= rows * columns) shown = 0;
    shown = Math.min(shown + count, rows * columns);
    move(Math.floor((shown - 1) / columns), (shown - 1) % columns);
    if (shown === rows * columns) pause();
  }
  const restOfRow = () => columns - (shown % columns);
  function one() {
    pause();
    make(1);
  }
  function all() {
    pause();
    shown = rows * columns;
    update();
  }
  function toggle() {
    if (timer !== null) return pause();
    make(restOfRow());
    // Who asked for less motion gets one row per press.
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    readout.setAttribute("aria-live", "off");
    build.textContent = "Pause";
    timer = setInterval(() => make(restOfRow()), ROW_MILLISECONDS);
  }
  function pause() {
    clearInterval(timer);
    timer = null;
    readout.setAttribute("aria-live", "polite");
    build.textContent = "Build row by row";
  }

  showKernel();
  update();
  return pause; // called when the figure leaves the page
}

export default { render };
