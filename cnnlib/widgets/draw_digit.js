// Interactive figure: LeNet-5 of 1998 reads what is drawn; see draw_digit.py.

// ---- from strokes to the network's input ---------------------------------------------------

const PAD = 32; // the drawing's own cells, along each side

// Squared distance of (x, y) from the piece of a stroke between two points.
function distance2(x, y, [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length2 = dx * dx + dy * dy;
  const t = length2 ? within(((x - x0) * dx + (y - y0) * dy) / length2, 0, 1) : 0;
  const [ex, ey] = [x - (x0 + t * dx), y - (y0 + t * dy)];
  return ex * ex + ey * ey;
}

// 32 × 32 cells with or without ink, as the forms of the data set were scanned: the digit fills the
// height, at most 22 cells of the width unless it is squeezed, and its ink covers 312 cells.
function bitmap(strokes) {
  const ends = (k) => {
    const all = strokes.flat().map((point) => point[k]);
    return [Math.min(...all), Math.max(...all)];
  };
  const [[left, right], [top, bottom]] = [ends(0), ends(1)];
  const tall = 28 / Math.max(bottom - top, 8);
  const wide = Math.min(tall, 22 / Math.max(right - left, 8));
  const lines = strokes.map((stroke) => stroke.map(([x, y]) =>
    [16 + wide * (x - (left + right) / 2), 16 + tall * (y - (top + bottom) / 2)]));
  const far = Array.from({ length: 1024 }, (_, at) => {
    const [x, y] = [(at % 32) + 0.5, Math.floor(at / 32) + 0.5];
    return Math.min(...lines.flatMap((line) =>
      line.map((point, k) => distance2(x, y, point, line[k + 1] ?? point))));
  });
  const reach = within([...far].sort((a, b) => a - b)[311], 2, 25);
  return far.map((d) => (d <= reach + 1e-9 ? 1 : 0)); // equal distances differ by rounding
}

// The share of ink in each block of 4 × 4 cells.
function blocks(cells) {
  const shares = new Array(64).fill(0);
  cells.forEach((ink, at) => {
    shares[8 * Math.floor(at / 128) + Math.floor((at % 32) / 4)] += ink / 16;
  });
  return shares;
}

// 8 × 8 to 32 × 32, bilinearly; see cnnlib/data/_resize.py.
function enlarge(small) {
  const places = Array.from({ length: 32 }, (_, i) => {
    const centre = within((i + 0.5) / 4 - 0.5, 0, 7);
    const low = Math.floor(centre);
    return [low, Math.min(low + 1, 7), centre - low];
  });
  return places.flatMap(([top, bottom, down]) => places.map(([left, right, along]) => {
    const row = (r) => (1 - along) * small[8 * r + left] + along * small[8 * r + right];
    return (1 - down) * row(top) + down * row(bottom);
  }));
}

// ---- the network ---------------------------------------------------------------------------

// Numbers of 16 bits: sign, five bits of exponent, ten of fraction.
function halves(text) {
  const two = new Uint16Array(bytes(text).buffer);
  return Float64Array.from(two, (bits) => {
    const [power, fraction] = [(bits >> 10) & 31, bits & 1023];
    const size = power ? 2 ** (power - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction;
    return bits & 0x8000 ? -size : size;
  });
}

const squash = (a) => 1.7159 * Math.tanh((2 / 3) * a);

// 5 × 5 kernels, one for each pair of a map and a map that it sees, in this order.
function conv5(x, side, seen, weight, bias) {
  const size = side - 4;
  const y = new Float64Array(seen.length * size * size);
  let kernel = 0;
  seen.forEach((maps, o) => {
    const at = o * size * size;
    y.fill(bias[o], at, at + size * size);
    for (const map of maps) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let sum = 0;
          for (let u = 0; u < 5; u++) {
            for (let v = 0; v < 5; v++) {
              sum += weight[25 * kernel + 5 * u + v] * x[(map * side + i + u) * side + j + v];
            }
          }
          y[at + i * size + j] += sum;
        }
      }
      kernel++;
    }
  });
  return y.map(squash);
}

function subsample(x, side, weight, bias) {
  const half = side / 2;
  return Float64Array.from({ length: x.length / 4 }, (_, at) => {
    const map = Math.floor(at / half ** 2);
    const corner = (map * side + 2 * (Math.floor(at / half) % half)) * side + 2 * (at % half);
    const sum = x[corner] + x[corner + 1] + x[corner + side] + x[corner + side + 1];
    return squash(weight[map] * sum + bias[map]);
  });
}

const dense = (x, weight, bias) => bias.map((b, o) =>
  squash(x.reduce((sum, value, k) => sum + weight[o * x.length + k] * value, b)));
const distances = (x, codes) => Array.from({ length: 10 }, (_, digit) =>
  x.reduce((sum, value, k) => sum + (value - codes[84 * digit + k]) ** 2, 0));

// Every layer's numbers, map after map.
function lenet5(x, w, seen) {
  const all = (rows, maps) => Array.from({ length: rows }, () => [...Array(maps).keys()]);
  const c1 = conv5(x, 32, all(6, 1), w["c1.weight"], w["c1.bias"]);
  const s2 = subsample(c1, 28, w["s2.weight"], w["s2.bias"]);
  const c3 = conv5(s2, 14, seen, w["c3.weight"], w["c3.bias"]);
  const s4 = subsample(c3, 10, w["s4.weight"], w["s4.bias"]);
  const c5 = conv5(s4, 5, all(120, 16), w["c5.weight"], w["c5.bias"]);
  const f6 = dense(c5, w["f6.weight"], w["f6.bias"]);
  return { input: x, c1, s2, c3, s4, c5, f6, output: distances(f6, w["output.codes"]) };
}

// ---- what a unit sees ----------------------------------------------------------------------

// name, maps, rows and columns of a map, maps side by side in the picture of the layer
const LAYERS = [
  ["input", 1, 32, 32, 1], ["c1", 6, 28, 28, 6], ["s2", 6, 14, 14, 6], ["c3", 16, 10, 10, 8],
  ["s4", 16, 5, 5, 8], ["c5", 120, 1, 1, 20], ["f6", 84, 1, 1, 7],
].map(([name, maps, rows, columns, across]) => ({ name, maps, rows, columns, across }));

// The units of all earlier layers that a unit depends on: for each layer its maps, and the first
// and last row and column in them.
function windows(layer, map, row, column, seen) {
  const found = { [layer]: { maps: [map], rows: [row, row], columns: [column, column] } };
  const every = (maps) => [...Array(maps).keys()];
  const conv = ([low, high]) => [low, high + 4];
  const pool = ([low, high]) => [2 * low, 2 * high + 1];
  const same = (maps) => maps;
  const step = (from, to, range, maps) => {
    if (!found[from]) return;
    const { rows, columns } = found[from];
    found[to] = { maps: maps(found[from].maps), rows: range(rows), columns: range(columns) };
  };
  if (layer === "f6") found.c5 = { maps: every(120), rows: [0, 0], columns: [0, 0] };
  step("c5", "s4", conv, () => every(16));
  step("s4", "c3", pool, same);
  step("c3", "s2", conv, (maps) => [...new Set(maps.flatMap((o) => seen[o]))]);
  step("s2", "c1", pool, same);
  step("c1", "input", conv, () => [0]);
  return found;
}

// ---- the parts that only this figure has ---------------------------------------------------

// The sheet to draw on, by finger, mouse or keys: arrows move the pen, Space sets it down and lifts
// it. `strokes` are lists of points [x, y]; `begin` is called before the first point of a stroke.
function sheet({ label, begin, onpen }) {
  let strokes = [];
  let pen = [16, 16];
  let down = false; // by keys
  let drawing = false; // a stroke has begun
  const { canvas, draw } = surface(
    { class: "cnn-canvas cnn-pick", role: "application", tabindex: 0, "aria-label": label },
    "1 / 1", (context, W, H, colour) => {
      const size = W / PAD;
      context.fillStyle = "#000";
      context.fillRect(0, 0, W, H);
      Object.assign(context, { lineWidth: 2.2 * size, lineCap: "round", lineJoin: "round",
        strokeStyle: "#fff" });
      for (const stroke of strokes) {
        context.beginPath();
        stroke.forEach(([x, y]) => context.lineTo(x * size, y * size));
        context.lineTo(stroke.at(-1)[0] * size, stroke.at(-1)[1] * size);
        context.stroke();
      }
      context.beginPath();
      context.arc(pen[0] * size, pen[1] * size, 1.1 * size, 0, 2 * Math.PI);
      Object.assign(context, { lineWidth: 2, strokeStyle: colour("kernel"),
        fillStyle: colour("kernel") });
      if (down) context.fill();
      context.stroke();
    });
  canvas.style.background = "#000";

  function start(point) {
    begin();
    strokes.push([point]);
    drawing = true;
  }
  function to(point) {
    pen = point;
    if (drawing) strokes.at(-1).push(point);
  }
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const along = (client, edge, border, length) =>
      within(((client - edge - border) / length) * PAD, 0, PAD);
    return [along(event.clientX, box.left, canvas.clientLeft, canvas.clientWidth),
      along(event.clientY, box.top, canvas.clientTop, canvas.clientHeight)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen = place(event);
    start(pen);
    changed(canvas);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    to(place(event));
    changed(canvas);
  });
  canvas.addEventListener("pointerup", () => { drawing = false; });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      set(!down);
      onpen(down);
      return changed(canvas);
    }
    const target = stepped(event, [pen[1], pen[0]], [PAD + 1, PAD + 1]);
    if (!target) return;
    if (down && !drawing) start(pen);
    to([target[1], target[0]]);
    changed(canvas);
  });
  function set(to) {
    down = to;
    drawing = false;
  }
  const caption = element("figcaption");
  return {
    node: element("figure", { class: "cnn-picture", style: "flex: 1 1 12rem; max-width: 16rem" },
      caption, canvas),
    draw, set,
    set caption(text) { caption.textContent = text; },
    get strokes() { return strokes; },
    set strokes(to) {
      strokes = to.map((stroke) => [...stroke]);
      drawing = false;
    },
  };
}

// The maps of a layer side by side. With `onpick`, the reader chooses one of their units:
// `at` = [map, row, column].
function mosaic({ label, caption = label, layer, width, low = -1.7159, high = 1.7159, onpick }) {
  const { maps, rows, columns, across } = layer;
  const tall = Math.ceil(maps / across);
  const gap = rows > 1 ? 0.05 * columns : 0; // between maps, in units
  const [totalRows, totalColumns] = [tall * rows + gap * (tall - 1), across * columns + gap * (across - 1)];
  const small = element("canvas", { width: columns, height: rows });
  const picture = small.getContext("2d").createImageData(columns, rows);
  let [levels, frames] = [[], null];
  let at = [0, rows >> 1, columns >> 1];

  const begin = (map) => // row and column of a map's first unit
    [Math.floor(map / across) * (rows + gap), (map % across) * (columns + gap)];
  function paint(context, W, H, colour) {
    const unit = W / totalColumns;
    context.imageSmoothingEnabled = false;
    for (let map = 0; map < maps; map++) {
      for (let i = 0; i < rows * columns; i++) {
        picture.data.fill(levels[map * rows * columns + i], 4 * i, 4 * i + 3);
        picture.data[4 * i + 3] = 255;
      }
      small.getContext("2d").putImageData(picture, 0, 0);
      const [y, x] = begin(map);
      context.drawImage(small, x * unit, y * unit, columns * unit, rows * unit);
    }
    if (!frames) return;
    const whole = rows === 1 && frames.maps.length === maps; // one frame around all units
    for (const map of whole ? [0] : frames.maps) {
      const [y, x] = begin(map);
      const [top, bottom] = frames.rows;
      const [left, right] = frames.columns;
      const box = whole ? [2, 2, W - 4, H - 4] : [(x + left) * unit, (y + top) * unit,
        (right - left + 1) * unit, (bottom - top + 1) * unit];
      const line = (dash, lineWidth, strokeStyle) => {
        context.setLineDash(dash);
        Object.assign(context, { lineWidth, strokeStyle });
        context.strokeRect(...box);
      };
      line([], 5, colour("paper")); // around the colour: visible on black and on white
      line(DASHES[frames.role], 2.5, colour(frames.role));
    }
  }
  const { canvas, draw } = surface(
    { class: onpick && "cnn-pick", "aria-label": onpick ? `${label}; arrow keys choose a unit` : label },
    `${totalColumns} / ${totalRows}`, paint);
  if (onpick) cursor(canvas, [tall * rows, across * columns], {
    at: () => [Math.floor(at[0] / across) * rows + at[1], (at[0] % across) * columns + at[2]],
    choose([y, x]) {
      at = [Math.floor(y / rows) * across + Math.floor(x / columns), y % rows, x % columns];
      onpick();
      changed(canvas);
    },
  });
  return {
    node: element("figure", { class: "cnn-picture", style: `flex: 1 1 ${width}; max-width: ${width}` },
      element("figcaption", {}, caption), canvas),
    set(values, marked) {
      levels = greyLevels(values, low, high);
      frames = marked;
      draw();
    },
    get at() { return at; },
  };
}

// ---- the figure ----------------------------------------------------------------------------

const OWN_DRAWING = "your own";

function render({ model, el }) {
  const weights = Object.fromEntries(model.get("weights").map(([name, text]) => [name, halves(text)]));
  const seen = model.get("seen");
  const drawings = model.get("drawings"); // strokes of each digit
  let chosen = "c3"; // the layer in which a unit was chosen last

  const stored = choice({
    label: "drawing", options: [...drawings.keys()].map(String).concat(OWN_DRAWING),
    value: String(model.get("start")),
    onchange(name) { pad.strokes = name === OWN_DRAWING ? [] : drawings[Number(name)]; },
  });
  const pen = toggle({ label: "pen down (Space)", onchange: (on) => pad.set(on) });
  const undo = button("Undo", () => {
    pad.strokes = pad.strokes.slice(0, -1);
    stored.value = OWN_DRAWING;
  });
  const clear = button("Clear", () => {
    pad.strokes = [];
    stored.value = OWN_DRAWING;
  });
  const pad = sheet({
    label: "sheet to draw on; arrow keys move the pen, Space sets it down and lifts it",
    begin() { // a first stroke of one's own takes the stored drawing away
      if (stored.value !== OWN_DRAWING) pad.strokes = [];
      stored.value = OWN_DRAWING;
    },
    onpen(down) { pen.value = down; },
  });
  pad.strokes = drawings[model.get("start")];

  const prepared = [["32 × 32 cells of ink", 32], ["means of 4 × 4 cells", 8]].map(([label, side]) => {
    const part = raster({ label, height: side, width: side });
    part.node.style.cssText = "flex: 1 1 6rem; max-width: 8rem";
    return part;
  });
  const captions = {
    input: "input, 32 × 32", c1: "C1: 6 maps of 28 × 28", s2: "S2: 6 of 14 × 14",
    c3: "C3: 16 of 10 × 10", s4: "S4: 16 of 5 × 5", c5: "C5: 120 units", f6: "F6: 7 × 12",
  };
  const widths = { input: "8rem", c1: "44rem", s2: "20rem", c3: "20rem", s4: "14rem", c5: "16rem",
    f6: "6rem" };
  const maps = LAYERS.map((layer) => mosaic({
    label: captions[layer.name], layer, width: widths[layer.name],
    ...(layer.name === "input" && { low: 0, high: 1 }), onpick() { chosen = layer.name; },
  }));
  const codes = mosaic({
    label: "the codes of the ten digits", width: "30rem",
    layer: { maps: 10, rows: 12, columns: 7, across: 10 },
  });
  const table = grid({ label: "distance from each code", role: "output" });

  function update() {
    const ink = pad.strokes.length ? bitmap(pad.strokes) : new Array(1024).fill(0);
    const small = blocks(ink);
    const layers = lenet5(enlarge(small), weights, seen);
    pad.draw();
    prepared[0].set(greyLevels(ink, 0, 1));
    prepared[1].set(greyLevels(small, 0, 1));

    const [map, row, column] = maps[LAYERS.findIndex(({ name }) => name === chosen)].at;
    const found = windows(chosen, map, row, column, seen);
    LAYERS.forEach(({ name }, k) => maps[k].set(layers[name],
      found[name] && { ...found[name], role: name === chosen ? "output" : "input" }));
    const order = [...layers.output.keys()].sort((a, b) => layers.output[a] - layers.output[b]);
    codes.set(weights["output.codes"], { maps: [order[0]], rows: [0, 11], columns: [0, 6],
      role: "output" });
    table.set([layers.output], {
      columnNames: [...Array(10).keys()], format: (distance) => distance.toFixed(0),
      marks: (_, digit) => (digit === order[0] ? "output" : ""),
    });
    const { rows, columns } = found.input;
    const { rows: side, columns: across } = LAYERS.find(({ name }) => name === chosen);
    const unit = side === 1 ? `unit ${map}` : `map ${map}, row ${row}, column ${column}`;
    const value = layers[chosen][(map * side + row) * across + column];
    pad.caption = pad.strokes.length ? `drawing, read as ${order[0]}` : "draw here";
    const answer = pad.strokes.length ? `Read as ${order[0]}: distance ` +
      `${layers.output[order[0]].toFixed(0)}, then ${order[1]} at ` +
      `${layers.output[order[1]].toFixed(0)}.` : "Nothing is drawn.";
    return `${answer} ${chosen === "input" ? "Input" : chosen.toUpperCase()}, ${unit}: ` +
      `${fixed(value)}, from rows ${rows.join(" to ")} and columns ${columns.join(" to ")} of the input.`;
  }

  return frame(el, {
    model, update,
    controls: [stored, pen, element("div", { class: "cnn-buttons" }, undo, clear)],
    stage: [pad, ...prepared, ...maps, codes, table],
    note: "Draw with finger or mouse, or select the sheet: arrow keys move the pen, Space sets it " +
      "down and lifts it. Choose a unit of any map in the same way: framed is what it sees. In the " +
      "maps black is −1.7 and white 1.7.",
  });
}

export default { render };
