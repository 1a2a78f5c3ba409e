// Interactive figure: ways to compute a convolution under a machine's roof; see roofline.py.

const NAIVE = "naive";
const ROLES = ["gradient", "input", "output", "kernel"];

// The passes of a transform method, as (FLOPs, numbers moved).
function fftPasses(n, c, o, size, k) {
  const ring = (size + k - 1) ** 2;
  const transform = 2.5 * ring * Math.log2(ring);
  return [
    [n * c * transform, n * c * size ** 2 + n * c * ring],
    [o * c * transform, o * c * k ** 2 + o * c * ring],
    [4 * ring * n * o * c, ring * (n * c + o * c + n * o)],
    [n * o * transform, n * o * ring + n * o * size ** 2],
  ];
}

function winogradPasses(n, c, o, size, m) {
  const [e, tiles] = [m + 2, n * Math.ceil(size / m) ** 2];
  return [
    [6 * e * (3 + e) * o * c, 9 * o * c + e * e * o * c],
    [4 * e ** 3 * tiles * c, n * c * size ** 2 + e * e * tiles * c],
    [2 * e * e * tiles * o * c, e * e * (tiles * c + o * c + tiles * o)],
    [2 * m * e * (e + m) * tiles * o, e * e * tiles * o + n * o * size ** 2],
  ];
}

function costs({ n, c, o, size, k }) {
  const [places, column] = [n * size ** 2, c * k ** 2];
  const [pictures, weights, maps] = [places * c, o * column, places * o];
  const [columns, flops] = [places * column, 2 * maps * column];
  const product = [flops, columns + weights + maps];
  const tap = [2 * maps * c, (places + o) * c];
  const later = [tap[0], tap[1] + 2 * maps];
  const ways = {
    [NAIVE]: [[flops, flops + maps]],
    im2col: k === 1 ? [product] : [[0, pictures + columns], product],
    "blocked or implicit": [[flops, pictures + weights + maps]],
    shifted: [[tap[0], tap[1] + maps], ...Array(k ** 2 - 1).fill(later)],
    FFT: fftPasses(n, c, o, size, k),
  };
  if (k === 3) {
    ways["Winograd 2 × 2"] = winogradPasses(n, c, o, size, 2);
    ways["Winograd 4 × 4"] = winogradPasses(n, c, o, size, 4);
  }
  return ways;
}

// What a way costs on a machine: the times of its passes add up.
function onMachine(passes, number, peak, bandwidth) {
  const total = (part) => passes.reduce((sum, pass) => sum + part(pass), 0);
  const [flops, bytes] = [total(([f]) => f), number * total(([, m]) => m)];
  const seconds = total(([f, m]) => Math.max(f / peak, (number * m) / bandwidth));
  const waiting = total(([f, m]) => {
    const moving = (number * m) / bandwidth;
    return moving > f / peak ? moving : 0;
  });
  return { flops, bytes, seconds, intensity: flops / bytes, speed: flops / seconds,
    limit: waiting > seconds / 2 ? "memory" : "arithmetic" };
}

const UNITS = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
function scaled(value, unit) {
  const [size, letter] = UNITS.find(([least]) => value >= least) ?? [1, ""];
  return `${Number((value / size).toPrecision(3))} ${letter}${unit}`;
}

function duration(seconds) {
  const [size, unit] = seconds >= 1 ? [1, "s"] : seconds >= 1e-3 ? [1e-3, "ms"] : [1e-6, "µs"];
  return `${Number((seconds / size).toPrecision(3))} ${unit}`;
}

function render({ model, el }) {
  const [limits, machines] = ["limits", "machines"].map((name) => model.get(name));
  const start = machines[model.get("machine")];
  const sizes = Object.fromEntries(
    [["n", "pictures N"], ["c", "channels in C"], ["o", "filters O"], ["size", "side H"]].map(
      ([name, label]) => [name, stepper({ label, min: limits[name][0], max: limits[name][1],
        value: model.get(name) })]));
  const kernel = slider({ label: "kernel k", values: model.get("kernels"),
    value: model.get("kernel_size"), format: (k) => `${k} × ${k}` });
  const machine = choice({ label: "machine", options: Object.keys(machines),
    value: model.get("machine"), onchange: (name) => take(machines[name]) });
  const peaks = [1, 2, 5].flatMap((d) => [1e9, 1e10, 1e11, 1e12, 1e13, 1e14].map((t) => d * t));
  const speeds = [1, 2, 5].flatMap((d) => [1e9, 1e10, 1e11, 1e12].map((t) => d * t));
  const given = Object.values(machines);
  const known = (list, part) =>
    [...new Set([...list, ...given.map((one) => one[part])])].sort((a, b) => a - b);
  const peak = slider({ label: "peak", values: known(peaks, 0), value: start[0],
    format: (value) => scaled(value, "FLOP/s") });
  const bandwidth = slider({ label: "memory", values: known(speeds, 1), value: start[1],
    format: (value) => scaled(value, "B/s") });
  const number = choice({ label: "bytes of a number", options: ["2", "4", "8"],
    value: String(start[2]) });
  const chart = plot({ label: "roofline", ratio: 1.5,
    x: { label: "FLOPs per byte", min: 0.1, max: 1000, log: true },
    y: { label: "FLOPs per second", min: 1e9, max: 1e12, log: true } });
  const table = element("table",
    { class: "cnn-matrix", style: "--columns: 6", "aria-label": "costs of each way" });

  function take([flops, bytes, size]) {
    peak.value = flops;
    bandwidth.value = bytes;
    number.value = String(size);
  }

  function row(cells, tag) {
    return element("tr", {}, ...cells.map((text, k) =>
      element(k ? tag : "th", { scope: tag === "th" ? "col" : k ? null : "row" }, text)));
  }

  // How often the number of a mark is raised, so that it does not cover that of a mark beside it.
  function raised(ways) {
    const order = Object.entries(ways).sort(([, a], [, b]) => a.intensity - b.intensity);
    const steps = {};
    order.forEach(([way, { intensity }], k) => {
      const [before, cost] = order[k - 1] ?? [];
      steps[way] = before && intensity < 1.4 * cost.intensity ? (steps[before] + 1) % 4 : 0;
    });
    return steps;
  }

  function draw(ways) {
    const corner = peak.value / bandwidth.value;
    const across = Object.values(ways).map(({ intensity }) => intensity);
    const x = { label: "FLOPs per byte", log: true,
      min: Math.min(...across, corner) / 3, max: 5 * Math.max(...across, corner) };
    const low = Math.min(x.min * bandwidth.value, ...Object.values(ways).map(({ speed }) => speed));
    const y = { label: "FLOPs per second", log: true, min: low / 2, max: 8 * peak.value };
    const [steps, step] = [raised(ways), (y.max / y.min) ** 0.055];
    chart.set({ x, y,
      series: [
        { name: "roof", role: "input", x: [x.min, corner, x.max],
          y: [x.min * bandwidth.value, peak.value, peak.value] },
        ...Object.values(ways).map(({ intensity, speed }, k) => ({
          kind: "points", role: ROLES[k % ROLES.length], x: [intensity], y: [speed] })),
        ...Object.entries(ways).map(([way, { intensity, speed }], k) => ({
          kind: "words", x: [intensity], y: [speed * step ** steps[way]], labels: [String(k + 1)] })),
      ],
      text: `ridge at ${Number(corner.toPrecision(3))} FLOPs per byte; ` + Object.entries(ways).map(
        ([way, { intensity }]) => `${way} ${Number(intensity.toPrecision(3))}`).join(", "),
    });
  }

  function update() {
    const layer = Object.fromEntries(Object.entries(sizes).map(([name, part]) => [name, part.value]));
    const ways = Object.fromEntries(Object.entries(costs({ ...layer, k: kernel.value })).map(
      ([way, passes]) =>
        [way, onMachine(passes, Number(number.value), peak.value, bandwidth.value)]));
    draw(ways);
    table.replaceChildren(
      element("thead", {}, row(["way", "FLOPs", "bytes", "FLOPs/byte", "at least", "limit"], "th")),
      element("tbody", {}, ...Object.entries(ways).map(([way, cost], k) => row([
        `${k + 1} ${way}`, scaled(cost.flops, ""), scaled(cost.bytes, "B"),
        String(Number(cost.intensity.toPrecision(3))), duration(cost.seconds), cost.limit,
      ], "td"))));
    const [best, cost] = Object.entries(ways).reduce((a, b) => (b[1].seconds < a[1].seconds ? b : a));
    return `Least: ${best}, ${duration(cost.seconds)}, limited by ${cost.limit}; ` +
      `im2col ${duration(ways.im2col.seconds)}, limited by ${ways.im2col.limit}.`;
  }

  return frame(el, {
    model, update,
    controls: [...Object.values(sizes), kernel, machine, peak, bandwidth, number],
    stage: [chart, element("div", { class: "cnn-scroll" }, table)],
    note: "Stride 1, the size of the picture stays. The times are the least that arithmetic and " +
      "memory allow, pass by pass; a real program takes longer. The limit is the one that holds " +
      "for most of that time. The peak is taken for all ways alike, though a Fourier transform " +
      "is no matrix product.",
  });
}

export default { render };
