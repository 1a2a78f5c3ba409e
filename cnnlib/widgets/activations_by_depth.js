// Interactive figure: the activations of a deep stack, layer by layer; see activations_by_depth.py.

const BINS = 30;
const ACTIVATIONS = {
  sigmoid: { bend: (z) => 1 / (1 + Math.exp(-z)), slope: (y) => 4 * y * (1 - y), low: 0, high: 1 },
  tanh: { bend: Math.tanh, slope: (y) => 1 - y * y, low: -1, high: 1 },
  ReLU: { bend: (z) => Math.max(0, z), low: 0 },
};

// Rows of normally distributed numbers (Box and Muller).
function normals(next, rows, columns) {
  const one = () => {
    const far = Math.sqrt(-2 * Math.log(1 - next()));
    return far * Math.cos(2 * Math.PI * next());
  };
  return Array.from({ length: rows }, () => Float64Array.from({ length: columns }, one));
}

function moments(values) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

// Each unit gets mean 0 and variance 1 over the samples.
function normalise(z) {
  for (let unit = 0; unit < z[0].length; unit++) {
    const { mean, variance } = moments(z.map((row) => row[unit]));
    for (const row of z) row[unit] = (row[unit] - mean) / Math.sqrt(variance + 1e-5);
  }
}

function render({ model, el }) {
  const [units, samples, seed] = ["units", "samples", "seed"].map((name) => model.get(name));
  const [least, most] = model.get("depths");
  const next = random(seed);
  const input = normals(next, samples, units);
  const weights = Array.from({ length: most }, () => normals(next, units, units));

  const kind = choice({ label: "activation", options: Object.keys(ACTIVATIONS),
    value: model.get("activation") });
  const scale = slider({ label: "scale of the weights", values: model.get("scales"),
    value: model.get("scale") });
  const norm = toggle({ label: "batch normalisation", value: model.get("batch_norm") });
  const depth = stepper({ label: "depth", min: least, max: most, value: model.get("depth") });
  const layer = stepper({ label: "layer", min: 1, max: most, value: model.get("depth") });
  const shown = plot({ label: "histogram of the chosen layer",
    x: { label: "activation", min: 0, max: 1 }, y: { label: "percent", min: 0, max: 100 } });
  const byDepth = plot({ label: "mean and standard deviation by depth",
    x: { label: "layer", min: 0, max: 10 }, y: { label: "activation", min: 0, max: 1 } });
  const loss = plot({ label: "share saturated or dead by depth",
    x: { label: "layer", min: 0, max: 10 }, y: { label: "percent", min: 0, max: 100 } });

  function stack() {
    const { bend } = ACTIVATIONS[kind.value];
    const factor = scale.value / Math.sqrt(units);
    let x = input;
    return weights.slice(0, depth.value).map((weight) => {
      const z = x.map((row) => Float64Array.from(weight,
        (w) => factor * w.reduce((sum, one, i) => sum + one * row[i], 0)));
      if (norm.value) normalise(z);
      x = z.map((row) => row.map(bend));
      return x;
    });
  }

  // Saturated values, or units that are zero for all samples, as a share.
  function lost(rows) {
    const { slope } = ACTIVATIONS[kind.value];
    if (!slope) return rows[0].filter((_, unit) => rows.every((row) => row[unit] === 0)).length / units;
    return rows.flatMap((row) => [...row]).filter((y) => slope(y) < 0.1).length / (units * samples);
  }

  function histogram(values) {
    const { low, high = Math.max(...values) || 1 } = ACTIVATIONS[kind.value];
    const width = (high - low) / BINS;
    const counts = new Array(BINS).fill(0);
    for (const v of values) counts[within(Math.floor((v - low) / width), 0, BINS - 1)] += 1;
    return { low, high, x: counts.map((_, i) => low + (i + 0.5) * width),
      y: counts.map((count) => (100 * count) / values.length) };
  }

  const three = (value) => (value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2)
    : String(Number(value.toPrecision(3))));

  function update() {
    layer.limit(1, depth.value);
    const layers = stack();
    const all = layers.map((rows) => moments(rows.flatMap((row) => [...row])));
    const means = all.map(({ mean }) => mean);
    const deviations = all.map(({ variance }) => Math.sqrt(variance));
    const shares = layers.map((rows) => 100 * lost(rows));
    const places = layers.map((_, i) => i + 1);
    const at = layer.value - 1;
    const what = kind.value === "ReLU" ? "dead units" : "saturated values";

    const bars = histogram(layers[at].flatMap((row) => [...row]));
    const text = `layer ${layer.value}: mean ${three(means[at])}, ` +
      `standard deviation ${three(deviations[at])}, ${what} ${shares[at].toFixed(0)} %`;
    shown.set({
      series: [{ name: `layer ${layer.value}`, kind: "bars", role: "output", x: bars.x, y: bars.y }],
      x: { label: "activation", min: bars.low, max: bars.high },
      y: { label: "percent", min: 0, max: Math.max(...bars.y) * 1.05 }, text,
    });
    const axis = { label: "layer", min: 0, max: depth.value + 1 };
    const values = [...means, ...deviations, 0];
    byDepth.set({
      series: [
        { name: "standard deviation", kind: "path", role: "input", x: places, y: deviations },
        { name: "mean", kind: "path", role: "gradient", x: places, y: means },
      ],
      x: axis, text: `standard deviations ${deviations.map(three).join(", ")}`,
      y: { label: "activation", min: 1.1 * Math.min(...values), max: 1.1 * Math.max(...values) },
    });
    loss.set({
      series: [{ name: what, kind: "bars", role: "kernel", x: places, y: shares }],
      x: axis, y: { label: "percent", min: 0, max: 100 },
      text: shares.map((share) => share.toFixed(0)).join(", "),
    });
    return `${text[0].toUpperCase()}${text.slice(1)}.`;
  }

  return frame(el, {
    model, update,
    controls: [kind, scale, norm, depth, layer],
    stage: [shown, byDepth, loss],
    note: `${samples} samples pass layers of ${units} units. The weights are drawn once, with the ` +
      `standard deviation scale / √${units}; nothing is trained. Saturated: the slope is below a ` +
      "tenth of the largest. Dead: zero for all samples.",
  });
}

export default { render };
