// Interactive figure: one output value through all channels of a layer; see channels.py.

function render({ model, el }) {
  const [x, weight, bias] = ["x", "weight", "bias"].map((name) => model.get(name));
  const limits = model.get("limits");
  const H = x[0].length;
  const numberOf = (name, label) => stepper({
    label, min: limits[name][0], max: limits[name][1], value: model.get(name),
  });
  const inChannels = numberOf("in_channels", "channels in");
  const outChannels = numberOf("out_channels", "filters");
  const kernelSize = numberOf("kernel_size", "kernel size");
  const stride = numberOf("stride", "stride");
  const padding = numberOf("padding", "padding");
  const filter = stepper({
    label: "filter shown", min: 0, max: model.get("out_channels") - 1, value: 0,
  });

  // Four channels have to fit beside one another, on a phone two.
  const small = (part) => {
    part.node.querySelector("table").style.setProperty("--cell", "clamp(17px, 5vw, 22px)");
    return part;
  };
  const cards = x.map((_, c) => {
    const parts = {
      input: small(grid({ label: `channel ${c}` })),
      kernel: small(grid({ label: "kernel", role: "kernel" })),
      products: small(grid({ label: "products", role: "product" })),
      sum: element("p", { style: "padding-left: 4px" }),
    };
    const node = element("div", {}, parts.input,
      element("div", { class: "cnn-row", style: "column-gap: 2px" }, parts.kernel, parts.products),
      parts.sum);
    return { ...parts, node };
  });
  const output = grid({ label: "map", role: "output", pick: true });
  const counts = element("p", { style: "flex-basis: 100%" });

  const term = (value, first) => (value < 0 && !first ? `(${short(value)})` : short(value));

  function update() {
    const [C, O, k, s, p] = [inChannels, outChannels, kernelSize, stride, padding]
      .map(({ value }) => value);
    filter.limit(0, O - 1);
    const o = filter.value;
    const size = Math.floor((H + 2 * p - k) / s) + 1;
    const [row, column] = output.clamp(size, size);
    const indices = (count) => Array.from({ length: count }, (_, i) => i);
    const cell = (c, i, j) => x[c][i - p]?.[j - p] ?? 0; // i, j count from the padding's corner
    const productsAt = (c, i, j) => indices(k).map((u) =>
      indices(k).map((v) => cell(c, i * s + u, j * s + v) * weight[o][c][u][v]));
    const sumAt = (c, i, j) => productsAt(c, i, j).flat().reduce((a, b) => a + b);
    const total = (i, j) => bias[o] + indices(C).reduce((sum, c) => sum + sumAt(c, i, j), 0);

    const padded = indices(H + 2 * p);
    const inside = (i) => i >= p && i < H + p;
    const seen = (i, at) => i >= at * s && i < at * s + k;
    cards.forEach(({ input, kernel, products, sum, node }, c) => {
      node.hidden = c >= C;
      if (c >= C) return;
      input.set(padded.map((i) => padded.map((j) => cell(c, i, j))), {
        marks: (i, j) => [!(inside(i) && inside(j)) && "padding",
          seen(i, row) && seen(j, column) && "input"].filter(Boolean).join(" "),
      });
      kernel.set(indices(k).map((u) => weight[o][c][u].slice(0, k)));
      products.set(productsAt(c, row, column));
      sum.textContent = `sum ${short(sumAt(c, row, column))}`;
    });
    output.caption = `map ${o} of ${O}`;
    output.set(indices(size).map((i) => indices(size).map((j) => total(i, j))), {
      marks: (i, j) => (i === row && j === column ? "output" : ""),
    });
    const weights = O * C * k * k;
    counts.textContent = `${O} · (${C} · ${k} · ${k} + 1) = ${weights + O} parameters in ${O * C} ` +
      `kernel${O * C > 1 ? "s" : ""}; ${O} · ${size} · ${size} values of ${C} · ${k} · ${k} ` +
      `products = ${weights * size * size} multiply-adds.`;
    const sums = indices(C).map((c) => term(sumAt(c, row, column), c === 0)).join(" + ");
    return `Map ${o}, row ${row}, column ${column}: ${sums} + bias ${term(bias[o])} = ` +
      `${short(total(row, column))}.`;
  }

  return frame(el, {
    model, update,
    controls: [inChannels, outChannels, kernelSize, stride, padding, filter],
    stage: [...cards, output, counts],
    note: "Type a number, or change it by arrow keys. Choose a cell of the map by arrow keys, mouse " +
      "or finger: framed is its window in each channel. Dotted cells are the zeros of the padding.",
  });
}

export default { render };
