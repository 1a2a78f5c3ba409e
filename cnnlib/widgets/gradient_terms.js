// Interactive figure: where a number is used, and the terms of its gradient; see gradient_terms.py.

function render({ model, el }) {
  const limits = model.get("limits");
  const [X, W, D] = ["x", "weight", "error"].map((name) => model.get(name));
  const [size, kernel, stride, padding, dilation] =
    ["size", "kernel_size", "stride", "padding", "dilation"].map((name) => stepper({
      label: name, min: limits[name][0], max: limits[name][1], value: model.get(name),
    }));

  let touched = "input"; // the matrix whose cell was chosen last
  const touch = (name, label, role) =>
    grid({ label, role, pick: true, onpick: () => { touched = name; } });
  const input = touch("input", "input x, with its padding", "input");
  const weights = touch("weight", "kernel w", "kernel");
  const errors = touch("output", "errors δ of the output", "gradient");
  const dx = grid({ label: "gradient of x", role: "gradient" });
  const dw = grid({ label: "gradient of w", role: "gradient" });
  input.at = [0, 1].map(() => model.get("padding") + (model.get("size") >> 1));

  const square = (n, entry) =>
    Array.from({ length: n }, (_, r) => Array.from({ length: n }, (_, c) => entry(r, c)));
  const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
  // The sum over all uses of the error there times what the number is multiplied by: "w" or "x".
  const gradient = (uses, other) => uses.reduce((sum, use) => sum + use.error * use[other], 0);

  // "δ00·w11 + δ01·w10 = 1·5 + 3·4 = 17"; of many terms the first ones.
  function written(uses, other) {
    const name = { w: ({ weight }) => `w${weight.join("")}`,
      x: ({ input: cell, inside }) => (inside ? `x${cell.join("")}` : "0") }[other];
    const few = uses.slice(0, 9);
    const more = uses.length > few.length ? ` + … (${uses.length} terms)` : "";
    const names = few.map((use) => `δ${use.output.join("")}·${name(use)}`).join(" + ");
    const numbers = few.map((use) => `${use.error}·${use[other]}`).join(" + ");
    return `${names}${more} = ${numbers}${more && " + …"} = ${gradient(uses, other)}`;
  }

  function sentence([row, column], mine, inside) {
    const outputs = count(mine.length, "output");
    if (touched === "weight") {
      return `w${row}${column} is used in ${outputs}. Its gradient: ${written(mine, "x")}.`;
    }
    if (touched === "output") {
      const zeros = mine.filter((use) => !use.inside).length;
      const error = D[row][column];
      return `The output with the error δ${row}${column} = ${error} read the marked cells. It ` +
        `sends each of them ${error} times the weight that it was read with` +
        `${zeros ? `; ${count(zeros, "zero")} of the padding need nothing` : ""}.`;
    }
    if (!inside(row, column)) {
      return `Row ${row}, column ${column} is a zero of the padding, read by ${outputs}; nobody ` +
        "asks for its gradient.";
    }
    return mine.length === 0 ? `No output reads x${row}${column}: an empty sum, its gradient is 0.`
      : `x${row}${column} is read by ${outputs}. Its gradient: ${written(mine, "w")}.`;
  }

  function update() {
    const [H, k, s, p, d] = [size, kernel, stride, padding, dilation].map(({ value }) => value);
    const rest = H + 2 * p - d * (k - 1) - 1;
    const outputs = rest < 0 ? 0 : Math.floor(rest / s) + 1;
    const inside = (i, j) => Math.min(i, j) >= 0 && Math.max(i, j) < H;

    // Weight (u, v) in output (a, b) is multiplied by input cell (i, j), or by a 0 of the padding.
    const uses = square(outputs, (a, b) => square(k, (u, v) => {
      const [i, j] = [s * a + d * u - p, s * b + d * v - p];
      return { output: [a, b], weight: [u, v], input: [i, j], inside: inside(i, j),
        error: D[a][b], w: W[u][v], x: inside(i, j) ? X[i][j] : 0 };
    })).flat(3);

    const same = ([r, c], row, column) => r === row && c === column;
    const usesAt = (name, row, column) => uses.filter((use) => same(use[name], row, column));
    const places = {
      input: input.clamp(H + 2 * p, H + 2 * p).map((index) => index - p),
      weight: weights.clamp(k, k),
      output: errors.clamp(outputs, outputs),
    };
    const chosen = places[touched];
    const mine = usesAt(touched, ...chosen);
    const isMarked = (name, r, c) => (touched === name && same(chosen, r, c)) ||
      mine.some((use) => same(use[name], r, c));

    const indices = (n, first = 0) => Array.from({ length: n }, (_, i) => first + i);
    const show = (part, n, entry, marks, first = 0) => part.set(
      square(n, (r, c) => entry(first + r, first + c)), {
        rowNames: indices(n, first), columnNames: indices(n, first),
        marks: (r, c) => marks(first + r, first + c).filter(Boolean).join(" "),
      });
    show(input, H + 2 * p, (i, j) => (inside(i, j) ? X[i][j] : 0), (i, j) => [
      !inside(i, j) && "padding",
      inside(i, j) && usesAt("input", i, j).length === 0 && "unread",
      isMarked("input", i, j) && "input",
    ], -p);
    show(weights, k, (u, v) => W[u][v], (u, v) => [isMarked("weight", u, v) && "kernel"]);
    show(errors, outputs, (a, b) => D[a][b], (a, b) => [isMarked("output", a, b) && "gradient"]);
    show(dx, H, (i, j) => gradient(usesAt("input", i, j), "w"),
      (i, j) => [touched !== "weight" && isMarked("input", i, j) && "gradient"]);
    show(dw, k, (u, v) => gradient(usesAt("weight", u, v), "x"),
      (u, v) => [touched === "weight" && same(chosen, u, v) && "gradient"]);

    return outputs > 0 ? sentence(chosen, mine, inside)
      : `No output: the window reaches over ${d * (k - 1) + 1} cells, input and padding have ` +
        `${H + 2 * p}.`;
  }

  return frame(el, {
    model, update,
    controls: [size, kernel, stride, padding, dilation],
    stage: [
      element("div", { class: "cnn-row" }, input, weights, errors),
      element("div", { class: "cnn-row" }, dx, dw),
    ],
    note: "Choose a cell of the input, the kernel or the errors by arrow keys, mouse or finger. " +
      "Framed are the places where it is used. Hatched input cells are read by no output, dotted " +
      "ones are the zeros of the padding.",
  });
}

export default { render };
