// Interactive figure: signal and gradient by depth, with and without shortcuts; see residual_switch.py.

// Rows of normally distributed numbers (Box and Muller).
function normals(next, rows, columns) {
  const one = () => {
    const far = Math.sqrt(-2 * Math.log(1 - next()));
    return far * Math.cos(2 * Math.PI * next());
  };
  return Array.from({ length: rows }, () => Float64Array.from({ length: columns }, one));
}

const across = (weight, x) => // W x
  Float64Array.from(weight, (row) => row.reduce((sum, w, i) => sum + w * x[i], 0));
const back = (weight, y) => // W transposed, times y
  Float64Array.from(weight[0], (_, i) => weight.reduce((sum, row, j) => sum + row[i] * y[j], 0));
const relu = (x) => x.map((value) => Math.max(0, value));
const gated = (x, open) => x.map((value, i) => (open[i] > 0 ? value : 0));
const size = (rows) => Math.sqrt(
  rows.reduce((sum, row) => sum + row.reduce((part, v) => part + v * v, 0) / row.length, 0) /
    rows.length,
);

function render({ model, el }) {
  const [units, samples] = [model.get("units"), model.get("samples")];
  const [least, most] = model.get("depths");
  const next = random(model.get("seed"));
  const inputs = normals(next, samples, units);
  const given = normals(next, samples, units); // the gradient at the output
  const weights = Array.from({ length: most },
    () => [normals(next, units, units), normals(next, units, units)]);

  const shortcuts = toggle({ label: "shortcuts", value: model.get("shortcuts") });
  const scale = slider({ label: "scale of the weights", values: model.get("scales"),
    value: model.get("scale") });
  const depth = stepper({ label: "blocks", min: least, max: most, value: model.get("depth") });
  const place = stepper({ label: "look after block", min: 0, max: most, value: 0 });
  const axis = { label: "after block", min: 0, max: 1 };
  const forward = plot({ label: "size of the signal", x: axis,
    y: { label: "", min: 0.1, max: 10, log: true } });
  const backward = plot({ label: "size of the gradient", x: axis,
    y: { label: "", min: 0.1, max: 10, log: true } });

  // One sample there and back: its signals and gradients at all places.
  function pass(input, gradient, blocks) {
    const way = shortcuts.value ? 1 : 0;
    const signals = [input];
    const hidden = blocks.map(([first, second]) => {
      const x = signals.at(-1);
      const inner = relu(across(first, x));
      signals.push(relu(across(second, inner).map((value, i) => value + way * x[i])));
      return inner;
    });
    const gradients = [gradient];
    for (let k = blocks.length - 1; k >= 0; k--) {
      const [first, second] = blocks[k];
      const arriving = gated(gradients[0], signals[k + 1]);
      const through = back(first, gated(back(second, arriving), hidden[k]));
      gradients.unshift(through.map((value, i) => value + way * arriving[i]));
    }
    return { signals, gradients };
  }

  const two = (value) => (value && (value < 1e-3 || value >= 1e4) ? value.toExponential(2)
    : String(Number(value.toPrecision(3))));

  function draw(chart, name, role, values) {
    const places = values.map((_, i) => i);
    const powers = values.map(Math.log10);
    chart.set({
      series: [
        { name, kind: "line", role, x: places, y: values },
        { name: "here", kind: "points", role: "kernel", x: [place.value], y: [values[place.value]] },
      ],
      x: { label: "after block", min: 0, max: depth.value },
      y: { label: "", log: true,
        min: 10 ** (Math.floor(Math.min(...powers)) - 0.5),
        max: 10 ** (Math.ceil(Math.max(...powers)) + 0.5) },
      text: values.map(two).join(", "),
    });
  }

  function update() {
    place.limit(0, depth.value);
    const factor = scale.value * Math.sqrt(2 / units);
    const blocks = weights.slice(0, depth.value).map((pair) =>
      pair.map((weight) => weight.map((row) => row.map((value) => factor * value))));
    const passes = inputs.map((input, n) => pass(input, given[n], blocks));
    const sizes = (kind) => Array.from({ length: depth.value + 1 },
      (_, k) => size(passes.map((one) => one[kind][k])));
    const [signals, gradients] = [sizes("signals"), sizes("gradients")];
    draw(forward, "signal", "output", signals);
    draw(backward, "gradient", "gradient", gradients);
    const where = place.value ? `After block ${place.value}` : "At the input";
    return `${where} of ${depth.value} ${shortcuts.value ? "with" : "without"} shortcuts: ` +
      `signal ${two(signals[place.value])}, gradient ${two(gradients[place.value])}.`;
  }

  return frame(el, {
    model, update,
    controls: [shortcuts, scale, depth, place],
    stage: [forward, backward],
    note: `${samples} samples pass blocks of two layers of ${units} units, and a gradient of size 1 ` +
      "comes back. The weights are drawn once; scale 1 is He's. Sizes are root mean squares; both " +
      "axes count in powers of ten. Nothing is trained.",
  });
}

export default { render };
