// Interactive figure: what the branches of an Inception module cost; see branch_budget.py.

const NAMES = ["1×1", "3×3", "5×5", "pool"];
const commas = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

// Three digits, with k, M or G.
function scaled(number) {
  const [size, unit] = [[1e9, "G"], [1e6, "M"], [1e3, "k"]].find(([one]) => number >= one) ?? [1, ""];
  return `${Number((number / size).toPrecision(3))}${unit && `\u00a0${unit}`}`;
}

// Convolutions [maps, kernel side] one after the other, every one with biases.
function chain(channels, side, layers) {
  let [parameters, macs] = [0, 0];
  for (const [width, kernel] of layers) {
    const weights = kernel ** 2 * channels * width;
    [parameters, macs, channels] = [parameters + weights + width, macs + weights * side ** 2, width];
  }
  return { maps: channels, parameters, macs };
}

function branches([channels, side, one, reduce3, three, reduce5, five, projection]) {
  const lists = [[[one, 1]], [[reduce3, 1], [three, 3]], [[reduce5, 1], [five, 5]],
    [[projection, 1]]];
  return lists.map((layers) => chain(channels, side, layers));
}

// Without reductions; the pooling hands on every map.
function naiveBranches([channels, side, one, , three, , five]) {
  const lists = [[[one, 1]], [[three, 3]], [[five, 5]], []];
  return lists.map((layers) => chain(channels, side, layers));
}

const total = (rows, part) => rows.reduce((sum, row) => sum + row[part], 0);
const percent = (part, whole) => `${Math.round((100 * part) / whole)}%`;

function render({ model, el }) {
  const [modules, own] = [model.get("modules"), model.get("own")];
  const names = Object.keys(modules);
  const most = model.get("most");
  const sizes = model.get("sizes").map((label, k) => stepper({
    label, min: 1, max: most[k], value: modules[model.get("module")][k], onchange: compare,
  }));
  const taken = choice({ label: "module", options: [...names, own], value: model.get("module"),
    onchange: take });
  const parts = grid({ label: "branches", role: "plain" });
  const without = grid({ label: "the same without reductions", role: "plain" });
  const table = grid({ label: "GoogLeNet's modules", role: "plain" });
  const last = names.length + 1;
  const axis = { label: "module; the last is your own", min: 0, max: last + 1,
    ticks: [] };
  const chart = plot({ label: "MACs of GoogLeNet's modules and of this one", x: axis, y: { label: "MACs", min: 1, max: 10, log: true } });

  const chosen = () => sizes.map(({ value }) => value);
  function take(name) {
    if (name !== own) sizes.forEach((size, k) => { size.value = modules[name][k]; });
  }
  // What is typed may be one of the nine again.
  function compare() {
    const now = String(chosen());
    taken.value = names.find((name) => String(modules[name]) === now) ?? own;
  }

  function draw(macs, naive) {
    const here = names.indexOf(taken.value) + 1 || last;
    const lines = names.map((name) => [branches, naiveBranches]
      .map((make) => total(make(modules[name]), "macs")));
    const places = names.map((_, k) => k + 1);
    const all = [...lines.flat(), macs, naive].map(Math.log10);
    chart.set({
      x: axis,
      y: { label: "MACs", log: true, min: 10 ** (Math.floor(Math.min(...all)) - 0.1),
        max: 10 ** (Math.ceil(Math.max(...all)) + 0.1) },
      series: [
        { name: "with reductions", kind: "path", role: "input", x: places, labels: names.map((name) => (name.endsWith("a") ? name : "")),
          y: lines.map(([cost]) => cost) },
        { name: "without", kind: "path", role: "gradient", x: places,
          y: lines.map(([, cost]) => cost) },
        { name: "this one", kind: "points", role: "kernel", x: [here, here], y: [macs, naive] },
      ],
      text: `with ${scaled(macs)}, without ${scaled(naive)}`,
    });
  }

  function update() {
    const now = chosen();
    const [rows, naive] = [branches(now), naiveBranches(now)];
    const sum = (list) => ({ maps: total(list, "maps"), parameters: total(list, "parameters"),
      macs: total(list, "macs") });
    const [all, plainly] = [sum(rows), sum(naive)];
    for (const [part, lines, sums] of [[parts, rows, all], [without, naive, plainly]]) {
      part.set([...lines, sums].map((row) => [`${row.maps}`, scaled(row.parameters),
        scaled(row.macs), percent(row.macs, sums.macs)]), {
        rowNames: [...NAMES, "module"],
        columnNames: ["maps", "parameters", "MACs", "share"],
        marks: (row) => (row === NAMES.length ? "output" : ""),
      });
    }
    table.set(names.map((name) => {
      const [cost, other] = [branches(modules[name]), naiveBranches(modules[name])].map(sum);
      return [`${cost.maps}`, scaled(cost.parameters), scaled(cost.macs), scaled(other.macs),
        short(other.macs / cost.macs, 1)];
    }), {
      rowNames: names,
      columnNames: ["maps", "parameters", "MACs", "without", "times"],
      marks: (row) => (names[row] === taken.value ? "kernel" : ""),
    });
    draw(all.macs, plainly.macs);
    const dear = rows.reduce((best, row, k) => (row.macs > rows[best].macs ? k : best), 0);
    return `${all.maps} maps for ${commas(all.parameters)} parameters and ${commas(all.macs)} ` +
      `MACs; without reductions ${plainly.maps} maps for ${commas(plainly.parameters)} and ` +
      `${commas(plainly.macs)}, ${short(plainly.macs / all.macs)} times the work. The ` +
      `${NAMES[dear]} branch takes ${percent(rows[dear].macs, all.macs)} of the MACs.`;
  }

  return frame(el, {
    model, update, controls: [taken, ...sizes], stage: [element("div", {}, parts, without), table, chart],
    note: "Take a module of GoogLeNet, or set its sizes. Parameters contain biases. Without " +
      "reductions the 3 × 3 and the 5 × 5 kernels read the whole input, and the pooling hands on " +
      "all its maps.",
  });
}

export default { render };
