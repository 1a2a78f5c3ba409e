// Interactive figure: a 3×3 window moves over a picture; see convolution.py.
//
// Positions are those of the output: at (row, column) the window covers rows row to row + 2 and
// columns column to column + 2 of the picture.

const OWN = "your own";

function render({ model, el }) {
  const [H, W] = [model.get("height"), model.get("width")];
  const [rows, columns] = [H - 2, W - 2]; // of the output
  const picture = bytes(model.get("pixels"));
  const gallery = Object.fromEntries(model.get("gallery")); // name -> nine weights
  let made = rows * columns; // output pixels made so far, in reading order

  const nameOf = (weights) =>
    Object.keys(gallery).find((name) => gallery[name].every((w, i) => w === weights[i])) ?? OWN;
  const patchAt = (r, c) =>
    [0, 1, 2].flatMap((i) => [...picture.subarray((r + i) * W + c, (r + i) * W + c + 3)]);
  function sumAt(r, c, weights) {
    let total = 0;
    for (let i = 0; i < 9; i++) total += weights[i] * picture[(r + Math.floor(i / 3)) * W + c + (i % 3)];
    return total;
  }

  const preset = choice({
    label: "kernel", options: [...Object.keys(gallery), OWN], value: nameOf(model.get("kernel")),
    onchange(name) {
      if (name === OWN) kernel.focus();
      else kernel.value = gallery[name];
    },
  });
  const kernel = numbers({
    label: "weights", rows: 3, columns: 3, values: model.get("kernel"), limit: model.get("limit"),
    onchange(weights) { preset.value = nameOf(weights); },
  });
  const flip = toggle({ label: "flip the kernel (true convolution)" });
  const build = player({
    names: { play: "Build row by row", step: "One pixel", reset: "Whole output" },
    milliseconds: 60,
    play: () => make(columns - (made % columns)),
    step: () => make(1),
    reset() { made = rows * columns; },
  });

  function move(...place) {
    build.pause();
    input.at = output.at = place;
  }
  const input = raster({
    label: `${model.get("alt")}, with a window of 3 by 3 pixels`, caption: `input, ${H} × ${W}`,
    height: H, width: W, pick: true, reach: [3, 3], onpick: move,
  });
  const output = raster({
    label: `output picture, ${rows} by ${columns} pixels`, caption: `output, ${rows} × ${columns}`,
    height: rows, width: columns, role: "output", pick: true, onpick: move,
  });
  input.at = output.at = [rows >> 1, columns >> 1];
  const tables = [["pixels", "input"], ["kernel", "kernel"], ["products", "product"]]
    .map(([label, role]) => grid({ label, role }));
  const scale = element("span");

  function make(count) {
    if (made === rows * columns) made = 0;
    made = Math.min(made + count, rows * columns);
    input.at = output.at = [Math.floor((made - 1) / columns), (made - 1) % columns];
    return made < rows * columns;
  }

  // What black and white of the output mean.
  function greys(weights, sums) {
    const total = weights.reduce((a, b) => a + b, 0);
    const size = weights.reduce((a, b) => a + Math.abs(b), 0);
    if (total > 0.01 * size) return [0, 255 * total, "or less", "or more"];
    const most = sums.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
    return [-most, most, "", ""];
  }

  function update() {
    const weights = flip.value ? [...kernel.value].reverse() : kernel.value;
    const [row, column] = input.at;
    const values = patchAt(row, column);
    const sums = Array.from({ length: rows * columns },
      (_, i) => sumAt(Math.floor(i / columns), i % columns, weights));
    const [low, high, less, more] = greys(weights, sums);
    const levels = greyLevels(sums, low, high).map((level, i) => (i < made ? level : -1));

    input.set(picture, [{ row, column, rows: 3, columns: 3, role: "kernel" }]);
    output.set(levels, [{ row, column, role: "output" }]);
    const products = values.map((value, i) => value * weights[i]);
    [values, weights, products].forEach((list, k) =>
      tables[k].set([0, 3, 6].map((i) => list.slice(i, i + 3))));
    tables[1].caption = flip.value ? "kernel, flipped" : "kernel";
    scale.textContent = `Grey of the output: black is ${fixed(low)} ${less}, white ${fixed(high)} ${more}.`
      .replace(/ (?=[,.](\s|$))/g, "");
    return `row ${row}, column ${column}: sum = ${fixed(sumAt(row, column, weights))}`;
  }

  return frame(el, {
    model, update,
    controls: [preset, kernel, flip, build],
    stage: [input, output, element("div", { class: "cnn-row" }, tables[0], "×", tables[1]),
      element("div", { class: "cnn-row" }, "=", tables[2])],
    note: ["Drag the window, or select the input picture and use the arrow keys (with Shift: ten " +
      "at a time). The sum of the nine products is the output pixel at that row and column, " +
      "counted from 0. ", scale],
  });
}

export default { render };
