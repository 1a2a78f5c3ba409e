// Interactive figure: two nets before a digit whose pixels are exchanged; see permuted_pixels.py.

// The layers of the two nets. Maps are lists of rows after rows: channel, row, column.
const linear = (x, weight, bias) => Array.from(bias, (b, i) =>
  x.reduce((sum, value, j) => sum + weight[i * x.length + j] * value, b));
const relu = (x) => x.map((value) => Math.max(value, 0));

function softmax(z) {
  const largest = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - largest));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((value) => value / total);
}

// 3×3 kernels and a border of zeros: maps stay as large as they are.
function conv3(x, side, weight, bias) {
  const channels = x.length / side ** 2;
  const cell = (c, i, j) =>
    (i < 0 || j < 0 || i >= side || j >= side ? 0 : x[(c * side + i) * side + j]);
  return Array.from({ length: bias.length * side ** 2 }, (_, at) => {
    const [o, i, j] = [Math.floor(at / side ** 2), Math.floor(at / side) % side, at % side];
    let sum = bias[o];
    for (let c = 0; c < channels; c++) {
      for (let u = 0; u < 3; u++) {
        for (let v = 0; v < 3; v++) {
          sum += weight[((o * channels + c) * 3 + u) * 3 + v] * cell(c, i + u - 1, j + v - 1);
        }
      }
    }
    return sum;
  });
}

function pool2(x, side) {
  const half = side / 2;
  return Array.from({ length: x.length / 4 }, (_, at) => {
    const [c, i, j] = [Math.floor(at / half ** 2), Math.floor(at / half) % half, at % half];
    const corner = (c * side + 2 * i) * side + 2 * j;
    return Math.max(x[corner], x[corner + 1], x[corner + side], x[corner + side + 1]);
  });
}

const denseNet = (x, [w1, b1, w2, b2]) => softmax(linear(relu(linear(x, w1, b1)), w2, b2));

function convNet(x, side, [w1, b1, w2, b2, w3, b3]) {
  const first = pool2(relu(conv3(x, side, w1, b1)), side);
  const second = pool2(relu(conv3(first, side / 2, w2, b2)), side / 2);
  return softmax(linear(second, w3, b3));
}

function render({ model, el }) {
  const [side, count, order] = ["size", "count", "order"].map((name) => model.get(name));
  const pixels = side * side;
  const pictures = floats(model.get("pictures"));
  const [dense, conv, convPermuted] = ["dense", "conv", "conv_permuted"].map((name) =>
    model.get(name).map(floats));
  const columns = Float32Array.from(dense[0], (_, at) =>
    dense[0][at - (at % pixels) + order[at % pixels]]);
  const densePermuted = [columns, ...dense.slice(1)];

  const digit = stepper({ label: "picture", min: 0, max: count - 1, value: 0 });
  const right = stepper({ label: "right", min: -3, max: 3, value: 0 });
  const down = stepper({ label: "down", min: -3, max: 3, value: 0 });
  const exchanged = toggle({ label: "exchange the pixels" });
  const seen = raster({ label: "what the nets see", height: side, width: side });
  const chart = (name) => plot({
    label: `${name}: probabilities`, caption: name, ratio: 1.9,
    x: { label: "digit", min: -0.7, max: 9.7, ticks: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    y: { label: "probability", min: 0, max: 1 },
  });
  const charts = [["fully connected", "input"], ["convolutional", "output"]].map(
    ([name, role]) => ({ name, role, chart: chart(name) }));
  const beside = element("div", { style: "flex: 1 1 15rem; max-width: 24rem" },
    ...charts.map(({ chart }) => chart));
  const table = grid({ label: "probabilities in percent", role: "output" });

  function moved() {
    const x = pictures.slice(digit.value * pixels, (digit.value + 1) * pixels);
    return Array.from(x, (_, at) => {
      const [i, j] = [Math.floor(at / side) - down.value, (at % side) - right.value];
      return i >= 0 && j >= 0 && i < side && j < side ? x[i * side + j] : 0;
    });
  }

  function update() {
    const plain = moved();
    const x = exchanged.value ? order.map((from) => plain[from]) : plain;
    const answers = [
      denseNet(x, exchanged.value ? densePermuted : dense),
      convNet(x, side, exchanged.value ? convPermuted : conv),
    ];
    seen.set(greyLevels(x, 0, 1));
    const said = charts.map(({ name, role, chart }, k) => {
      const best = answers[k].indexOf(Math.max(...answers[k]));
      const text = `${best} with ${(100 * answers[k][best]).toFixed(0)} %`;
      chart.set({ text, series: [{ kind: "bars", role, x: [...answers[k].keys()], y: answers[k] }] });
      return `the ${name} net says ${text}`;
    });
    table.set(answers, {
      rowNames: ["full", "conv"], columnNames: [...answers[0].keys()],
      format: (share) => (100 * share).toFixed(0),
      marks: (row, column) => (answers[row][column] === Math.max(...answers[row]) ? "output" : ""),
    });
    return `Picture ${digit.value}, ${right.value} to the right, ${down.value} down, pixels ` +
      `${exchanged.value ? "exchanged" : "in place"}: ${said.join(", ")}.`;
  }

  return frame(el, {
    model, update,
    controls: [digit, right, down, exchanged],
    stage: [seen, beside, table],
    note: "Change the numbers by typing or by arrow keys. With exchanged pixels the fully " +
      "connected net has its columns exchanged; the convolutional one was trained on such pictures.",
  });
}

export default { render };
