// Interactive figure: the receptive field of a stack of layers; see receptive_field_by_depth.py.

const SIDE = 224;
const [OWN, NONE] = ["my own", "none"];
const NEAREST = 16; // how many times the picture is magnified at most

// Every layer of the stack: its map, the field of one cell, the first pixel of cell 0, the stride
// in pixels, and what it costs. `widthAfter(pools)` is the number of filters.
function follow(layers, first, widthAfter) {
  let [map, field, start, step, before, pools] = [SIDE, 1, 0, 1, first, 0];
  return layers.map((layer) => {
    const pool = layer === "pool";
    const kernel = pool ? 2 : Number(layer);
    field += (kernel - 1) * step;
    if (!pool) start -= ((kernel - 1) / 2) * step;
    if (pool) [map, step, pools] = [Math.floor(map / 2), 2 * step, pools + 1];
    const width = pool ? before : widthAfter(pools);
    const weights = pool ? 0 : kernel ** 2 * before * width;
    before = width;
    return { name: pool ? "pool" : `${kernel}\u00a0×\u00a0${kernel}`, pool, kernel, map, field, start,
      step, width, weights, parameters: weights + (pool ? 0 : width), macs: weights * map ** 2 };
  });
}

const commas = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
function scaled(number) {
  const [size, letter] = [[1e9, "\u00a0G"], [1e6, "\u00a0M"], [1e3, "\u00a0k"]].find(([least]) => number >= least)
    ?? [1, ""];
  return `${Number((number / size).toPrecision(3))}${letter}`;
}

function render({ model, el }) {
  const [stacks, widths, most] = ["stacks", "widths", "most"].map((name) => model.get(name));
  const grey = bytes(model.get("picture"));
  let layers = [...model.get("layers")];

  const taken = choice({ label: "layers", options: [OWN, ...Object.keys(stacks).map(vgg), NONE],
    onchange: (name) => {
      if (name === OWN) return; // to go on from what is there
      layers = name === NONE ? [] : [...stacks[name.slice(-1)]];
      if (layers.length) channels.value = "VGG";
      last();
    } });
  const channels = choice({ label: "channels", options: model.get("kinds"),
    value: model.get("channels") });
  const add = (layer) => () => {
    layers.push(layer);
    taken.value = OWN;
    last();
  };
  const adding = Object.fromEntries(["1", "3", "5", "7", "pool"].map((layer) =>
    [layer, button(layer === "pool" ? "+ pool" : `+ ${layer} × ${layer}`, add(layer))]));
  const remove = button("Take the last away", () => {
    layers.pop();
    taken.value = OWN;
    last();
  });
  const buttons = { node: element("div", { class: "cnn-buttons" },
    ...Object.values(adding), remove) };
  const table = grid({ label: "layers", role: "plain", pick: true });
  const seen = raster({ label: "what the cell in the middle sees", height: SIDE, width: SIDE });
  const chart = plot({ label: "receptive field by layer",
    x: { label: "layer", min: 0, max: 4 }, y: { label: "field in pixels", min: 0, max: 8 } });

  function vgg(letter) { return `VGG ${letter}`; }
  function last() { table.at = [Math.max(0, layers.length - 1), 0]; }
  last();

  // The picture around its middle, so many times magnified, with the fields of two layers.
  function show(chosen, previous) {
    let zoom = NEAREST;
    while (zoom > 1 && zoom * chosen.field * 1.25 > SIDE) zoom /= 2;
    const corner = (SIDE - SIDE / zoom) / 2;
    const at = (i) => Math.floor(corner + i / zoom);
    const levels = grey.map((_, i) => grey[at(Math.floor(i / SIDE)) * SIDE + at(i % SIDE)]);
    const frames = [[previous, "input"], [chosen, "kernel"]].filter(([layer]) => layer)
      .map(([layer, role]) => {
        const first = layer.start + Math.floor(layer.map / 2) * layer.step;
        const [place, size] = [zoom * (first - corner), zoom * layer.field];
        return { row: place, column: place, rows: size, columns: size, role };
      });
    seen.set(levels, frames);
    return zoom;
  }

  function draw(stack, number) {
    const end = Math.max(4, stack.length + 1);
    const every = Math.ceil(end / 8);
    const ticks = Array.from({ length: Math.floor(end / every) + 1 }, (_, k) => k * every);
    const x = { label: "layer", min: 0, max: end, ticks };
    const y = { label: "field in pixels", min: 0,
      max: 1.15 * Math.max(7, ...stack.map(({ field }) => field)) };
    chart.set({ x, y, text: stack.map(({ field }) => field).join(", "),
      series: [
        { name: "field", role: "input", kind: "path", x: stack.map((_, k) => k + 1),
          y: stack.map(({ field }) => field) },
        { name: "chosen layer", role: "kernel", kind: "points", x: [number + 1],
          y: [stack[number].field] },
      ] });
  }

  // Against one kernel of the same field, where a kernel of that size exists.
  function compared(stack) {
    const weights = stack.reduce((sum, layer) => sum + layer.weights, 0);
    const [squares, one] = [stack.reduce((sum, { kernel }) => sum + kernel ** 2, 0),
      stack.at(-1).field ** 2];
    if (channels.value === "VGG" || stack.some(({ pool }) => pool) || stack.length < 2) return "";
    const [bends, filters] = [stack.length, Number(channels.value)];
    return ` Together ${squares}C² = ${commas(weights)} weights and ${bends} bends; one kernel of ` +
      `${stack.at(-1).field} × ${stack.at(-1).field} has ${one}C² = ` +
      `${commas(one * filters ** 2)} and one bend: ${short(one / squares)} times as many.`;
  }

  function update() {
    const own = channels.value !== "VGG";
    const stack = follow(layers, own ? Number(channels.value) : 3,
      (pools) => (own ? Number(channels.value) : widths[Math.min(pools, widths.length - 1)]));
    const map = stack.at(-1)?.map ?? SIDE;
    for (const [layer, part] of Object.entries(adding)) {
      part.node.disabled = layers.length >= most || (layer === "pool" && map < 2);
    }
    remove.node.disabled = layers.length === 0;
    const [number] = table.clamp(stack.length, 5);
    table.set(stack.map((one) => [one.name, `${one.map}`, `${one.field}`, `${one.step}`,
      scaled(one.parameters), scaled(one.macs)]), {
      rowNames: stack.map((_, k) => k + 1),
      columnNames: ["layer", "map", "field", "stride", "parameters", "MACs"],
      marks: (row) => (row === number ? "kernel" : ""),
    });
    const chosen = stack[number];
    if (!chosen) {
      show({ map: SIDE, field: 1, start: 0, step: 1 });
      chart.set({ text: "no layer yet" });
      return "No layer yet: a cell is a pixel, and sees itself.";
    }
    const zoom = show(chosen, stack[number - 1]);
    draw(stack, number);
    const total = (part) => commas(stack.reduce((sum, layer) => sum + layer[part], 0));
    return `After layer ${number + 1} (${chosen.name}) a cell sees ${chosen.field} × ` +
      `${chosen.field} pixels, and its neighbour ${chosen.step} ${chosen.step > 1 ? "pixels" :
        "pixel"} further on. All layers: ${total("parameters")} parameters, ${total("macs")} MACs.` +
      `${compared(stack)} The picture is shown ${zoom === 1 ? "whole" : `${zoom} times as large`}.`;
  }

  return frame(el, {
    model, update, controls: [taken, channels, buttons], stage: [seen, table, chart],
    note: "Add layers, or take those of a VGG. Choose a row of the table by arrow keys, mouse or " +
      "finger: the solid frame is what the middle cell of this layer sees, the dotted one what " +
      "the layer before sees. Convolutions have stride 1 and a padding that keeps the size, " +
      "pooling has stride 2. Where the frame leaves the picture, the cell sees padding.",
  });
}

export default { render };
