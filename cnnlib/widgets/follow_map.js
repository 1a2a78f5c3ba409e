// Interactive figure: who reads the maps of one layer of a dense block; see follow_map.py.

function render({ model, el }) {
  const limits = model.get("limits");
  const weights = model.get("weights");
  const numberOf = (name, label) => stepper({
    label, min: limits[name][0], max: limits[name][1], value: model.get(name),
  });
  const inChannels = numberOf("in_channels", "maps at the input");
  const growth = numberOf("growth_rate", "growth rate");
  const layers = numberOf("layers", "layers");
  const source = stepper({ label: "follow the maps of layer", min: 0, max: model.get("layers"),
    value: model.get("source") });
  const compression = slider({ label: "the transition keeps", values: model.get("compressions"),
    value: model.get("compression"), format: (share) => `${100 * share} %` });
  const bottleneck = toggle({ label: "bottleneck", value: model.get("bottleneck") });
  const trained = toggle({ label: "weights of the trained block", value: true });
  const shape = [[inChannels, "in_channels"], [growth, "growth_rate"], [layers, "layers"],
    [bottleneck, "bottleneck"]];
  const table = grid({ label: "maps of each layer" });
  let drawn = null;

  // One row for each layer and one for the transition, as in follow_map.py.
  function bookkeeping() {
    const [k, count] = [growth.value, layers.value];
    const rows = Array.from({ length: count }, (_, i) => {
      const c = inChannels.value + i * k;
      const weight = bottleneck.value ? 4 * c * k + 8 * k + 36 * k * k : 9 * c * k;
      return { reads: c, gives: k, parameters: 2 * c + weight };
    });
    const c = inChannels.value + count * k;
    const kept = Math.floor(compression.value * c);
    return [...rows, { reads: c, gives: kept, parameters: 2 * c + c * kept }];
  }

  // Above, an arrow from the followed maps to each reader; below, what each reader reads.
  function paint(pen, W, H, colour) {
    const { rows, from, size, width } = drawn;
    const places = rows.length + 1; // the input comes first
    const x = (place) => ((place + 0.5) * W) / places;
    const [top, line, foot] = [14, 0.46 * H, H - 4];
    const most = rows.at(-1).reads;
    const tall = (maps) => (maps / most) * (foot - line - 22);
    Object.assign(pen, { font: "13px system-ui, sans-serif", textBaseline: "middle",
      textAlign: "center" });

    function arc(a, b, style, lineWidth) {
      const peak = line - 14 - ((b - a) / places) * (line - top) * 1.9;
      Object.assign(pen, { strokeStyle: style, lineWidth });
      pen.beginPath();
      pen.moveTo(x(a), line - 14);
      pen.quadraticCurveTo((x(a) + x(b)) / 2, peak, x(b), line - 14);
      pen.stroke();
    }
    pen.globalAlpha = 0.35;
    for (let a = 0; a < places; a++) {
      for (let b = a + 1; b < places; b++) if (a !== from) arc(a, b, colour("line"), 1);
    }
    pen.globalAlpha = 1;
    for (let b = from + 1; b < places; b++) {
      arc(from, b, colour("kernel"), width(b));
      Object.assign(pen, { fillStyle: colour("kernel") });
      pen.beginPath();
      for (const [across, up] of [[0, -11], [-5, -20], [5, -20]]) pen.lineTo(x(b) + across, line + up);
      pen.fill();
    }

    const half = Math.min(16, (0.36 * W) / places);
    for (let place = 0; place < places; place++) {
      pen.fillStyle = colour(place === from ? "kernel" : "ink");
      const name = place === 0 ? "in" : place === places - 1 ? "T" : place;
      pen.fillText(place === from ? `[${name}]` : name, x(place), line);
      if (place === 0) continue;
      const { reads } = rows[place - 1];
      if (place > from) { // the part that is followed, in the order of the maps
        const before = from ? inChannels.value + (from - 1) * growth.value : 0;
        pen.fillStyle = colour("kernel");
        pen.fillRect(x(place) - half, line + 14 + tall(before), 2 * half, Math.max(1.5, tall(size)));
      }
      Object.assign(pen, { strokeStyle: colour("input"), lineWidth: 1.5 });
      pen.setLineDash([2, 2]);
      pen.strokeRect(x(place) - half, line + 14, 2 * half, tall(reads));
      pen.setLineDash([]);
    }
  }
  const { canvas, draw } = surface({ class: "cnn-plot" }, 1.9, paint);
  const picture = { node: element("figure", { class: "cnn-picture cnn-chart" },
    element("figcaption", {}, "the block, and below what is read"), canvas) };

  const comma = (value) => value.toLocaleString("en-US");

  function update() {
    const given = weights.length > 0 && trained.value;
    for (const [part, name] of shape) {
      if (given) part.value = model.get(name);
      enable(part, !given);
    }
    const [count, k] = [layers.value, growth.value];
    source.limit(0, count);
    const [rows, from] = [bookkeeping(), source.value];
    const size = from ? k : inChannels.value;
    // Each reader's weights, relative to its largest.
    const share = (reader) => weights[from][reader - 1] /
      Math.max(...weights.map((row) => row[reader - 1]));
    drawn = { rows, from, size, width: (reader) => (given ? 1 + 5 * share(reader) ** 2 : 2.5) };
    draw();

    const names = rows.map((_, i) => (i === count ? "T" : i + 1));
    table.set(rows.map(({ reads, gives, parameters }, i) => {
      const follows = i + 1 > from;
      const cells = [comma(reads), follows ? comma(size) : "", comma(gives), comma(parameters)];
      return given ? [...cells, follows ? share(i + 1).toFixed(2) : ""] : cells;
    }), {
      rowNames: names,
      columnNames: ["reads", "followed", "gives", "parameters", ...(given ? ["weight"] : [])],
      marks: (row, column) => (column === 1 && row + 1 > from ? "kernel" : ""),
    });

    const readers = count - from;
    const all = rows.slice(0, count).reduce((sum, row) => sum + row.parameters, 0);
    const said = `${size} ${size > 1 ? "maps" : "map"} of ${from ? `layer ${from}` : "the input"}: read ` +
      `by ${readers} ${readers === 1 ? "layer" : "layers"} and the transition.`;
    canvas.setAttribute("aria-label", said);
    return `${said} The block has ${(count * (count + 1)) / 2} connections and ${comma(all)} ` +
      `parameters; ${comma(rows[count].reads)} maps leave it, and the transition makes ` +
      `${comma(rows[count].gives)} of them.`;
  }

  return frame(el, {
    model, update,
    controls: [inChannels, growth, layers, source, bottleneck, compression,
      ...(weights.length ? [trained] : [])],
    stage: [picture, table],
    note: ["Layer 0 is the block's input, T the transition. Thick lines lead to those that read the " +
      "followed maps; dotted bars are all that a layer reads, in the order of its channels, and the " +
      "filled part of them is what is followed." + (weights.length ? " Weight: mean size of the " +
      "weights on the followed maps, relative to the same reader's largest; it also makes lines " +
      "thick." : "")],
  });
}

export default { render };
