// Interactive figure: a square covers a part of a digit before a small ZFNet; see occluder.py.

const SIDE = 32;
const SHADES = { black: 0, grey: 0.5, white: 1 };
const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

// ---- the network: maps are lists of rows after rows, channel, row, column ------------------

// A convolution with a border of zeros that keeps the sides, but for the stride, and its ReLU.
function conv(x, side, { weight, bias, kernel, stride }) {
  const channels = x.length / side ** 2;
  const [border, wide] = [(kernel - 1) / 2, side + kernel - 1];
  const framed = new Float64Array(channels * wide * wide);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < side; i++) {
      const row = (c * side + i) * side;
      framed.set(x.subarray(row, row + side), (c * wide + i + border) * wide + border);
    }
  }
  const size = Math.ceil(side / stride);
  const y = new Float64Array(bias.length * size * size);
  let at = 0;
  for (let o = 0; o < bias.length; o++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let [sum, tap] = [bias[o], o * channels * kernel * kernel];
        for (let c = 0; c < channels; c++) {
          for (let u = 0; u < kernel; u++) {
            const row = (c * wide + i * stride + u) * wide + j * stride;
            for (let v = 0; v < kernel; v++) sum += weight[tap++] * framed[row + v];
          }
        }
        y[at++] = Math.max(sum, 0);
      }
    }
  }
  return y;
}

// 3 × 3 with stride 2; the last window reaches over the edge.
function pool(x, side) {
  const half = side / 2;
  return Float64Array.from({ length: x.length / 4 }, (_, at) => {
    const map = Math.floor(at / half ** 2) * side;
    const [row, column] = [2 * (Math.floor(at / half) % half), 2 * (at % half)];
    let largest = 0; // nothing is negative behind a ReLU
    for (let i = row; i < Math.min(row + 3, side); i++) {
      for (let j = column; j < Math.min(column + 3, side); j++) {
        largest = Math.max(largest, x[(map + i) * side + j]);
      }
    }
    return largest;
  });
}

const linear = (x, { weight, bias }) => bias.map((b, o) =>
  x.reduce((sum, value, k) => sum + weight[o * x.length + k] * value, b));
const relu = (x) => x.map((value) => Math.max(value, 0));

function softmax(z) {
  const largest = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - largest));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
}

// The probabilities, and the maps of the fifth layer.
function zfnet(x, net) {
  const first = pool(conv(x, 32, net.conv1), 16);
  const second = pool(conv(first, 8, net.conv2), 8);
  const top = conv(conv(conv(second, 4, net.conv3), 4, net.conv4), 4, net.conv5);
  const full = relu(linear(relu(linear(pool(top, 4), net.full6)), net.full7));
  return { chances: softmax(linear(full, net.full8)), top };
}

function network(packed) {
  const numbers = new Map(packed.map(([name, text]) => [name, Float64Array.from(floats(text))]));
  const layer = (name, kernel, stride = 1) => [name, { kernel, stride,
    weight: numbers.get(`${name}.weight`), bias: numbers.get(`${name}.bias`) }];
  return Object.fromEntries([layer("conv1", 7, 2), layer("conv2", 5), layer("conv3", 3),
    layer("conv4", 3), layer("conv5", 3), layer("full6"), layer("full7"), layer("full8")]);
}

// ---- the square ----------------------------------------------------------------------------

// A picture with a square that begins at a row and column, a part of which may be outside.
function covered(x, top, left, size, shade) {
  const result = Float64Array.from(x);
  for (let i = Math.max(top, 0); i < Math.min(top + size, SIDE); i++) {
    result.fill(shade, i * SIDE + Math.max(left, 0), i * SIDE + Math.min(left + size, SIDE));
  }
  return result;
}

function render({ model, el }) {
  const labels = model.get("labels");
  const pixels = bytes(model.get("pictures"));
  const net = network(model.get("weights"));
  const number = stepper({ label: "picture", min: 0, max: labels.length - 1, value: 0 });
  const size = slider({ label: "side of the square", min: 2, max: SIDE / 2,
    value: model.get("size") });
  const shade = choice({ label: "shade", options: Object.keys(SHADES) });
  const picture = raster({ label: "picture with the square", height: SIDE, width: SIDE,
    pick: true });
  picture.at = [SIDE / 2, SIDE / 2];
  const heat = raster({ label: "probability of the true class by place of the square",
    caption: "by place of the square", height: SIDE / 2, width: SIDE / 2, role: "output" });
  const top = raster({ label: "strongest map of layer 5", height: 4, width: 4, role: "output" });
  const table = grid({ label: "probabilities in percent", role: "output" });
  const begin = (middle) => middle - Math.floor(size.value / 2);
  let whole = null; // what depends on the picture alone
  let everywhere = null; // the map of probabilities, for this picture, size and shade

  // The picture, what the network says of it, and its strongest map of layer 5.
  function look(k) {
    const x = Float64Array.from(pixels.subarray(k * SIDE ** 2, (k + 1) * SIDE ** 2), (v) => v / 255);
    const { chances, top: maps } = zfnet(x, net);
    const map = Math.floor(maps.indexOf(Math.max(...maps)) / 16);
    return { k, x, chances, map, cells: maps.slice(16 * map, 16 * (map + 1)) };
  }
  // As occlusion_map of cnnlib.inspect with a stride of 2.
  function allPlaces() {
    const key = `${number.value} ${size.value} ${shade.value}`;
    if (everywhere?.key === key) return everywhere.values;
    const half = SIDE / 2;
    const start = (tile) => 2 * tile + Math.floor((2 - size.value) / 2);
    const values = Float64Array.from({ length: half * half }, (_, at) => {
      const [row, column] = [start(Math.floor(at / half)), start(at % half)];
      const x = covered(whole.x, row, column, size.value, SHADES[shade.value]);
      return zfnet(x, net).chances[labels[number.value]];
    });
    everywhere = { key, values };
    return values;
  }

  function update() {
    if (whole?.k !== number.value) whole = look(number.value);
    const label = labels[whole.k];
    const [row, column] = picture.at;
    const x = covered(whole.x, begin(row), begin(column), size.value, SHADES[shade.value]);
    const { chances, top: maps } = zfnet(x, net);
    const cells = maps.slice(16 * whole.map, 16 * (whole.map + 1));
    const strongest = Math.max(...whole.cells);
    const values = allPlaces();
    const lowest = values.indexOf(Math.min(...values));

    picture.set(greyLevels(x, 0, 1), [{ row: begin(row), column: begin(column),
      rows: size.value, columns: size.value, role: "kernel" }]);
    heat.set(greyLevels(values, 0, 1), [{ row: Math.floor(row / 2), column: Math.floor(column / 2),
      role: "kernel" }]);
    top.set(greyLevels(cells, 0, strongest));
    const rows = [whole.chances, chances];
    table.set(rows.map((row) => [...row]), {
      rowNames: ["whole", "covered"], columnNames: DIGITS,
      format: (chance) => fixed(100 * chance, 0),
      marks: (r, c) => (c === label ? "kernel" : rows[r][c] === Math.max(...rows[r]) ? "output" : ""),
    });
    const best = chances.indexOf(Math.max(...chances));
    const percent = (chance) => `${fixed(100 * chance, 1)} %`;
    const sum = (map) => fixed(map.reduce((a, b) => a + b), 2);
    return `True class ${label}: ${percent(whole.chances[label])} with the whole picture, ` +
      `${percent(chances[label])} with the square around row ${row}, column ${column}; the answer ` +
      `is ${best}. Sum of map ${whole.map} of layer 5: ${sum(whole.cells)}, now ${sum(cells)}. ` +
      `Lowest of all places: ${percent(values[lowest])}, around row ` +
      `${2 * Math.floor(lowest / 16)}, column ${2 * (lowest % 16)}.`;
  }

  return frame(el, {
    model, update,
    controls: [number, size, shade],
    stage: [picture, heat, top, table],
    note: "Move the square by arrow keys (with Shift ten pixels at a time), mouse or finger. In " +
      "the map beside the picture each cell is one place of the square: the darker, the less " +
      "probable the true class.",
  });
}

export default { render };
