// Interactive figure: a network as a list of layers to be changed; see architecture_explorer.py.

const commas = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
function scaled(number) {
  const [size, letter] = [[1e9, "\u00a0G"], [1e6, "\u00a0M"], [1e3, "\u00a0k"]]
    .find(([least]) => number >= least) ?? [1, ""];
  return `${Number((number / size).toPrecision(3))}${letter}`;
}
const times = (shape) => shape.join("\u00a0×\u00a0");

// What a layer makes of a shape, [channels, side, side] or [units], and what that costs; or `wrong`,
// the rule that is broken.
function after(shape, { name, kind, width, kernel, stride, padding, groups }) {
  if (kind === "full") {
    const weights = shape.reduce((product, size) => product * size, 1) * width;
    return { output: [width], params: weights + width, macs: weights };
  }
  const [channels, side] = shape;
  if (kernel > side + 2 * padding) {
    return { wrong: `${name} has a kernel of ${kernel}, but its padded map only ${side + 2 * padding}` };
  }
  const out = Math.floor((side + 2 * padding - kernel) / stride) + 1;
  // Cells at the far edge that no window reaches.
  const rest = (side + 2 * padding - kernel) % stride;
  if (kind === "pool") {
    return padding > Math.floor(kernel / 2)
      ? { wrong: `${name} is padded by ${padding}, more than half its window of ${kernel}` }
      : { output: [channels, out, out], params: 0, macs: 0, rest };
  }
  if (channels % groups || width % groups) {
    return { wrong: `${name} has ${groups} groups, which do not divide ${channels} maps before it ` +
      `and ${width} of its own` };
  }
  const weights = (width * channels * kernel ** 2) / groups;
  return { output: [width, out, out], params: weights + width, macs: weights * out ** 2, rest };
}

// All layers in their order; behind one that does not fit there is nothing.
function follow({ channels, side, layers }) {
  let shape = [channels, side, side];
  return layers.map((layer) => {
    if (!shape) return {};
    const row = after(shape, layer);
    shape = row.output;
    return row;
  });
}

function render({ model, el }) {
  const [networks, limits, kinds] = ["networks", "limits", "kinds"].map((name) => model.get(name));
  const SIZES = ["width", "kernel", "stride", "padding", "groups"];
  const copy = (name) => JSON.parse(JSON.stringify(networks[name]));
  let network = copy(model.get("network"));

  const taken = choice({ label: "network", options: Object.keys(networks),
    value: model.get("network"), onchange: restore });
  const side = stepper({ label: "side of the picture", min: limits.side[0], max: limits.side[1],
    value: network.side, onchange: (value) => { network.side = value; } });
  const layer = choice({ label: "layer", options: [""], onchange: (name) => {
    table.at = [network.layers.findIndex((one) => one.name === name), 0];
    show();
  } });
  const sizes = Object.fromEntries(SIZES.map((name) => [name, stepper({ label: name,
    min: limits[name][0], max: limits[name][1], value: limits[name][0],
    onchange: (value) => { network.layers[table.at[0]][name] = value; } })]));
  const again = button("As published", restore);
  const measure = choice({ label: "bars show", options: ["parameters", "MACs"] });
  const table = grid({ label: "layers", role: "plain", pick: true, onpick: show });
  const chart = plot({ label: "share of each layer",
    x: { label: "layer", min: 0, max: 4 }, y: { label: "percent", min: 0, max: 100 } });

  function restore() {
    network = copy(taken.value);
    side.value = network.side;
    layer.node.querySelector("select").replaceChildren(
      ...network.layers.map(({ name }) => element("option", { value: name }, name)));
    table.at = [0, 0];
    show();
  }

  // The chosen layer's sizes into the steppers; those it has not are switched off.
  function show() {
    const chosen = network.layers[table.at[0]];
    layer.value = chosen.name;
    for (const name of SIZES) {
      const has = kinds[chosen.kind].includes(name);
      enable(sizes[name], has);
      sizes[name].value = has ? chosen[name] : limits[name][0];
    }
  }
  restore();

  function draw(rows, number) {
    const part = measure.value === "MACs" ? "macs" : "params";
    const total = rows.reduce((sum, row) => sum + row[part], 0) || 1; // poolings alone have none
    const shares = rows.map((row) => (100 * row[part]) / total);
    const every = Math.ceil(rows.length / 12);
    const ticks = rows.map((_, k) => k + 1).filter((k) => (k - 1) % every === 0);
    const one = (role, name, keep) => ({ name, role, kind: "bars",
      x: shares.map((_, k) => k + 1).filter((_, k) => keep(k)),
      y: shares.filter((_, k) => keep(k)) });
    chart.set({
      x: { label: "layer", min: 0, max: rows.length + 1, ticks },
      y: { label: `percent of the ${measure.value}`, min: 0, max: 1.1 * Math.max(1, ...shares) },
      text: rows.map((_, k) => `${network.layers[k].name} ${fixed(shares[k], 1)}`).join(", "),
      series: [one("input", "other layers", (k) => k !== number),
        one("kernel", network.layers[number].name, (k) => k === number)],
    });
  }

  function said(rows, number) {
    const wrong = rows.find((row) => row.wrong);
    if (wrong) return `It does not fit: ${wrong.wrong}.`;
    const [params, macs] = ["params", "macs"].map((part) =>
      rows.reduce((sum, row) => sum + row[part], 0));
    const [row, chosen] = [rows[number], network.layers[number]];
    const before = number ? rows[number - 1].output : [network.channels, network.side, network.side];
    const lost = row.rest ? ` Its windows leave ${row.rest} of the last rows and columns unread.` : "";
    const costs = row.params
      ? `${commas(row.params)} parameters (${fixed((100 * row.params) / params, 1)} %), ` +
        `${commas(row.macs)} MACs (${fixed((100 * row.macs) / macs, 1)} %)` : "no parameters";
    return `${chosen.name}: ${times(before)} becomes ${times(row.output)}, ${costs}.${lost} ` +
      `All layers: ${commas(params)} parameters, ${commas(macs)} MACs.`;
  }

  function update() {
    const rows = follow(network);
    const [number] = table.clamp(rows.length, 3);
    again.node.disabled = JSON.stringify(network) === JSON.stringify(networks[taken.value]);
    table.set(rows.map((row) => (row.output
      ? [times(row.output), scaled(row.params), scaled(row.macs)] : ["–", "–", "–"])), {
      rowNames: network.layers.map(({ name }, k) => `${k + 1}\u00a0${name}`),
      columnNames: ["output", "parameters", "MACs"],
      marks: (row) => (row === number ? "kernel" : ""),
    });
    if (rows.every((row) => row.output)) draw(rows, number);
    else chart.set({ text: "the layers do not fit" });
    return said(rows, number);
  }

  return frame(el, {
    model, update,
    controls: [taken, side, layer, ...SIZES.map((name) => sizes[name]), measure, again],
    stage: [table, chart],
    note: "Choose a layer by name or in the table, and change its sizes; all layers behind it " +
      "follow. Width is the number of its maps or units. Activations, normalisation and dropout " +
      "have no parameters and are left out.",
  });
}

export default { render };
