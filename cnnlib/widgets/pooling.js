// Interactive figure: pooling of a 4×4 matrix, and where its gradient goes; see pooling.py.

const SIDE = 4;
const GRADIENTS = ["of all outputs", "of the chosen output", "hidden"];

// For each kind: the output y, and by how much y grows with each cell of its window. `winner` is
// the place in the window of the cell that is picked, where one is.
const picked = (values, winner) =>
  ({ y: values[winner], winner, slopes: values.map((_, i) => (i === winner ? 1 : 0)) });
const KINDS = {
  max: (values) => picked(values, values.indexOf(Math.max(...values))),
  average: (values) => ({
    y: values.reduce((a, b) => a + b) / values.length, slopes: values.map(() => 1 / values.length),
  }),
  L2(values) {
    const y = Math.hypot(...values);
    return { y, slopes: values.map((x) => (y ? x / y : 0)) };
  },
  // The values end to end are a line; the cell in which the mark falls is picked.
  stochastic(values, mark) {
    const total = values.reduce((a, b) => a + b);
    if (total === 0) return { y: 0, slopes: values.map(() => 0) };
    let passed = 0;
    return picked(values, values.findIndex((x) => (passed += x) > mark * total));
  },
};

function render({ model, el }) {
  let draw = 1;
  const matrix = numbers({
    label: "matrix", rows: SIDE, columns: SIDE, values: model.get("matrix"),
    limit: model.get("limit"), role: "input",
  });
  const kind = choice({ label: "pooling", options: Object.keys(KINDS), value: model.get("kind") });
  const size = stepper({ label: "size", min: 1, max: SIDE, value: model.get("kernel_size") });
  const stride = stepper({ label: "stride", min: 1, max: SIDE, value: model.get("stride") });
  const shift = stepper({ label: "shift to the right", min: 0, max: SIDE - 1, value: 0 });
  const gradient = choice({ label: "gradient", options: GRADIENTS });
  const again = { node: element("div", { class: "cnn-buttons" },
    button("Draw again", () => { draw += 1; })) };
  const input = grid({ label: "input" });
  const output = grid({ label: "output", role: "output", pick: true });
  const back = grid({ label: "gradient of the input", role: "gradient" });

  // All outputs of a matrix of 16 numbers, row by row: each its window's cells, y and slopes.
  function pool(x) {
    const count = Math.floor((SIDE - size.value) / stride.value) + 1;
    const chance = random(draw);
    const offsets = Array.from({ length: size.value ** 2 },
      (_, i) => Math.floor(i / size.value) * SIDE + (i % size.value));
    return Array.from({ length: count * count }, (_, o) => {
      const corner = (Math.floor(o / count) * SIDE + (o % count)) * stride.value;
      const cells = offsets.map((offset) => corner + offset);
      return { cells, ...KINDS[kind.value](cells.map((i) => x[i]), chance()) };
    });
  }
  const rows = (list, n) =>
    Array.from({ length: list.length / n }, (_, r) => list.slice(r * n, (r + 1) * n));
  const place = (i) => `row ${Math.floor(i / SIDE)}, column ${i % SIDE}`;

  // How the chosen output is made, and to whom its gradient goes.
  function tell(x, { cells, y, winner }) {
    const values = cells.map((i) => short(x[i]));
    const total = cells.reduce((sum, i) => sum + x[i], 0);
    const to = winner === undefined ? "" : ` Its gradient goes to ${place(cells[winner])} alone.`;
    switch (kind.value) {
      case "max":
        return `the largest of ${values.join(", ")} is ${short(y)}.${to}`;
      case "average":
        return `the mean of ${values.join(", ")} is ${short(y)}. Each of the ${cells.length} ` +
          `cells gets ${fixed(1 / cells.length, 4)} of its gradient.`;
      case "L2":
        return `√(${values.map((v) => `${v.startsWith("-") ? `(${v})` : v}²`).join(" + ")}) = ` +
          `${short(y, 3)}. ${y ? `Each cell gets its value / ${short(y, 3)}` : "No cell gets any"}` +
          " of its gradient.";
      default:
        return total === 0 ? "nothing to draw from, so 0. No cell gets any of its gradient." :
          `drawn from ${values.join(", ")} with probabilities ` +
          `${cells.map((i) => short(x[i] / total, 3)).join(", ")}: ${short(y)}.${to}`;
    }
  }

  function update() {
    const x = matrix.value.map((_, i) =>
      (i % SIDE < shift.value ? 0 : matrix.value[i - shift.value]));
    const negative = kind.value === "stochastic" ? x.findIndex((value) => value < 0) : -1;
    const usable = negative < 0;
    const made = usable ? pool(x) : [];
    const side = Math.sqrt(made.length);
    const [row, column] = output.clamp(side, side);
    const chosen = made[row * side + column];
    const winners = made.filter((one) => one.winner !== undefined)
      .map((one) => one.cells[one.winner]);
    const senders = gradient.value === GRADIENTS[0] ? made : chosen ? [chosen] : [];
    const received = x.map((_, i) => senders.reduce(
      (sum, { cells, slopes }) => sum + (slopes[cells.indexOf(i)] ?? 0), 0));

    enable(again, kind.value === "stochastic");
    input.set(rows(x, SIDE), {
      marks: (r, c) => [!made.some(({ cells }) => cells.includes(r * SIDE + c)) && "unread",
        chosen?.cells.includes(r * SIDE + c) && "kernel",
        winners.includes(r * SIDE + c) && "output"].filter(Boolean).join(" "),
    });
    output.set(side ? rows(made.map(({ y }) => y), side) : [],
      { marks: (r, c) => (r === row && c === column ? "output" : "") });
    back.node.hidden = gradient.value === "hidden";
    back.caption = `gradient of the input, ${gradient.value}`;
    back.set(rows(received, SIDE), {
      marks: (r, c) => (received[r * SIDE + c] ? "gradient" : ""),
    });

    if (!usable) {
      return `No output: stochastic pooling needs values of at least 0, as after a ReLU, but ` +
        `${place(negative)} holds ${short(x[negative])}.`;
    }
    const said = `Output at row ${row}, column ${column}: ${tell(x, chosen)}`;
    if (shift.value === 0 || kind.value === "stochastic") return said;
    const before = pool(matrix.value);
    const moved = made.filter(({ y }, o) => Math.abs(y - before[o].y) > 1e-9).length;
    return `${said} The shift has changed ${moved} of ${made.length} outputs.`;
  }

  return frame(el, {
    model, update,
    controls: [matrix, kind, size, stride, shift, gradient, again],
    stage: [input, output, back],
    note: "Type other numbers, or choose an output cell by arrow keys, mouse or finger. Framed in " +
      "the input is the chosen window; a double frame marks the winners, hatched cells are read " +
      "by no window. Every output sends a gradient of 1; where windows overlap, shares add up. " +
      "From the left, zeros are shifted in.",
  });
}

export default { render };
