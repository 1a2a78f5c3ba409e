// Interactive figure: a laboratory for kernels of 3×3 and 5×5; see kernels.py.
//
// The place that the reader chose is the middle of the window, in pixels of the picture, so that it
// stays where it is when the kernel's size changes.

const OWN = "your own";
const WIDER = 1.6; // the second Gaussian of a difference, as Marr and Hildreth chose it
const AFTER = {
  nothing: (v) => v, ReLU: (v) => Math.max(v, 0), "absolute value": Math.abs,
  "clip to 0 to 255": (v) => within(v, 0, 255),
};

// Weights of side `from` in the middle of a square of side `to`: zeros around, or the rim cut off.
const centred = (weights, from, to) => Array.from({ length: to * to }, (_, i) => {
  const [r, c] = [Math.floor(i / to), i % to].map((place) => place - (to - from) / 2);
  return Math.min(r, c) >= 0 && Math.max(r, c) < from ? weights[r * from + c] : 0;
});
const total = (list) => list.reduce((a, b) => a + b, 0);
const scaled = (list, by) => list.map((value) => value * by);

function gaussian(k, sigma) {
  const bell = Array.from({ length: k * k }, (_, i) => {
    const [u, v] = [Math.floor(i / k), i % k].map((place) => place - (k >> 1));
    return Math.exp(-(u * u + v * v) / (2 * sigma * sigma));
  });
  return scaled(bell, 1 / total(bell));
}

// The rank of k × k weights, by elimination with the largest number as pivot.
function rankOf(weights, k) {
  const rows = Array.from({ length: k }, (_, r) => weights.slice(r * k, r * k + k));
  const least = 1e-9 * Math.max(...weights.map(Math.abs)); // less is rounding
  for (let rank = 0; rank < k; rank++) {
    const left = rows.slice(rank).flatMap((row) => row.map(Math.abs));
    const at = left.indexOf(Math.max(...left));
    if (left[at] <= least) return rank;
    const [r, c] = [rank + Math.floor(at / k), at % k];
    [rows[rank], rows[r]] = [rows[r], rows[rank]];
    for (const row of rows.slice(rank + 1)) {
      const factor = row[c] / rows[rank][c];
      rows[rank].forEach((value, i) => { row[i] -= factor * value; });
    }
  }
  return k;
}

function render({ model, el }) {
  const [H, W] = [model.get("height"), model.get("width")];
  const picture = bytes(model.get("pixels"));
  const gallery = new Map(model.get("gallery")); // name -> nine weights
  const side = model.get("side");
  let centre = [H >> 1, W >> 1];

  const makers = new Map([
    ...[...gallery].map(([name, nine]) => [name, (k) => centred(nine, 3, k)]),
    ["mean", (k) => Array(k * k).fill(1 / (k * k))],
    ["Gaussian", (k) => gaussian(k, sigma.value)],
    ["difference of Gaussians", (k) => {
      const wide = gaussian(k, WIDER * sigma.value);
      return gaussian(k, sigma.value).map((weight, i) => weight - wide[i]);
    }],
  ]);
  const nameOf = (weights, k) => [...makers.keys()].find((name) =>
    makers.get(name)(k).every((weight, i) => weight === weights[i])) ?? OWN;
  const bells = () => preset.value.includes("Gaussian");

  // Fields for the weights and both pictures, for kernels of k × k.
  function bench(k) {
    const [rows, columns] = [H - k + 1, W - k + 1]; // of the output
    const move = (r, c) => { centre = [r + (k >> 1), c + (k >> 1)]; };
    const input = raster({
      label: `${model.get("alt")}, with a window of ${k} by ${k} pixels`,
      caption: `input, ${H} × ${W}`, height: H, width: W, pick: true, reach: [k, k], onpick: move,
    });
    const output = raster({
      label: `output picture, ${rows} by ${columns} pixels`,
      caption: `output, ${rows} × ${columns}`,
      height: rows, width: columns, role: "output", pick: true, onpick: move,
    });
    const weights = numbers({
      label: "weights", rows: k, columns: k, values: centred(model.get("kernel"), side, k),
      limit: model.get("limit"), onchange(now) { preset.value = nameOf(now, k); },
    });
    return { k, rows, columns, input, output, weights };
  }
  const sigma = slider({
    label: "σ", min: 0.3, max: 3, step: 0.1, value: 0.8, format: (value) => fixed(value, 1),
    onchange: make,
  });
  const benches = new Map([3, 5].map((k) => [`${k} × ${k}`, bench(k)]));
  const size = choice({ label: "size", options: [...benches.keys()], value: `${side} × ${side}`,
    onchange: resize });
  let now = benches.get(size.value);
  const preset = choice({
    label: "kernel", options: [...makers.keys(), OWN], value: nameOf(now.weights.value, side),
    onchange(name) {
      if (name === OWN) now.weights.focus();
      else make();
    },
  });
  const flip = toggle({ label: "flip" });
  const norm = toggle({ label: "divide by the sum" });
  const bias = slider({ label: "bias", min: -255, max: 255, step: 1, value: 0 });
  const after = choice({ label: "then", options: Object.keys(AFTER) });
  const fields = {
    node: element("div", {}, ...[...benches.values()].map(({ weights }) => weights)),
    state: () => now.weights.state(),
  };
  const terms = element("p");
  const scale = element("p");

  // The weights hold all digits; the fields have room for three decimals.
  function fill(weights) {
    now.weights.value = weights;
    now.weights.node.querySelectorAll("input").forEach((field, i) => {
      field.value = String(Number(weights[i].toFixed(3)));
    });
  }
  function make() { fill(makers.get(preset.value)(now.k)); }
  function resize(name) {
    const old = now;
    now = benches.get(name);
    fill(centred(old.weights.value, old.k, now.k));
    if (preset.value === OWN) preset.value = nameOf(now.weights.value, now.k);
    else make();
  }

  // What black and white of the output mean.
  function greys(weights, values) {
    const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
    if (after.value.startsWith("clip")) return [0, 255, "", ""];
    if (after.value !== "nothing") return [0, most, "", ""];
    const sum = total(weights);
    if (sum > 0.01 * total(weights.map(Math.abs))) return [0, 255 * sum, " or less", " or more"];
    return [-most, most, "", ""];
  }

  function update() {
    const { k, rows, columns, input, output } = now;
    for (const { k: other, ...parts } of benches.values()) {
      for (const part of [parts.input, parts.output, parts.weights]) {
        part.node.style.display = other === k ? "" : "none";
      }
    }
    const sum = Math.round(total(now.weights.value) * 1e9) / 1e9; // 1e-17 is rounding
    enable(sigma, bells());
    enable(norm, sum !== 0);
    const turned = flip.value ? [...now.weights.value].reverse() : now.weights.value;
    const weights = norm.value && sum !== 0 ? scaled(turned, 1 / sum) : turned;

    const patchAt = (r, c) => Array.from(weights,
      (_, i) => picture[(r + Math.floor(i / k)) * W + c + (i % k)]);
    const sumAt = (r, c) => total(patchAt(r, c).map((value, i) => value * weights[i]));
    const values = Array.from({ length: rows * columns }, (_, i) =>
      AFTER[after.value](sumAt(Math.floor(i / columns), i % columns) + bias.value));
    const [row, column] = [within(centre[0] - (k >> 1), 0, rows - 1),
      within(centre[1] - (k >> 1), 0, columns - 1)];
    const [low, high, less, more] = greys(weights, values);

    input.at = output.at = [row, column];
    input.set(picture, [{ row, column, rows: k, columns: k, role: "kernel" }]);
    output.set(greyLevels(values, low, high), [{ row, column, role: "output" }]);
    const products = patchAt(row, column).map((value, i) => [weights[i], value])
      .filter(([weight]) => weight !== 0)
      .map(([weight, value], i) => `${weight < 0 ? "− " : i ? "+ " : ""}` +
        `${Number(Math.abs(weight).toPrecision(3))}·${value}`);
    const offset = bias.value ? ` ${bias.value < 0 ? "−" : "+"} ${Math.abs(bias.value)}` : "";
    const raw = sumAt(row, column) + bias.value;
    terms.textContent = `${products.join(" ") || "0"}${offset} = ${fixed(raw)}`.replace(/-/g, "−");
    scale.textContent =
      `In the output black is ${fixed(low)}${less}, white is ${fixed(high)}${more}.`;
    const value = AFTER[after.value](raw);
    return `row ${row}, column ${column}: sum ${offset ? "with bias " : ""}${fixed(raw)}` +
      `${after.value === "nothing" ? "" : `, ${after.value} ${fixed(value)}`}. ` +
      `Kernel: sum ${plain(sum)}, rank ${rankOf(weights, k)}.`;
  }

  return frame(el, {
    model, update,
    controls: [preset, size, sigma, fields, flip, norm, bias, after],
    stage: [...[...benches.values()].flatMap(({ input, output }) => [input, output]),
      terms, scale],
    note: "Choose a kernel or type your own; 1/9 is a number too. Drag the window, or select a " +
      "picture and use the arrow keys (with Shift: ten at a time). Rows and columns are those of " +
      "the output, counted from 0. A difference of Gaussians takes the width σ and 1.6 σ.",
  });
}

export default { render };
