// Interactive figure: windows as columns and filters as rows; see im2col.py.

function render({ model, el }) {
  const limits = model.get("limits");
  const [X, W] = ["x", "weight"].map((name) => model.get(name));
  const [size, channels, kernel, stride, padding] =
    ["size", "channels", "kernel_size", "stride", "padding"].map((name) => stepper({
      label: name, min: limits[name][0], max: limits[name][1], value: model.get(name),
    }));

  let touched = "map 0"; // the matrix whose cell was chosen last
  const touch = (name, label, role) =>
    grid({ label, role, pick: true, onpick: () => { touched = name; } });
  const inputs = X.map((_, c) => touch(`channel ${c}`, `picture, channel ${c}`, "input"));
  const rows = grid({ label: "filters as rows", role: "kernel" });
  const columns = touch("columns", "windows as columns", "input");
  const maps = W.map((_, o) => touch(`map ${o}`, `map ${o}`, "output"));
  maps[0].at = [1, 1];
  // Smaller cells than elsewhere: the column matrix has up to 27 rows.
  const shrink = (part, cell) => part.node.querySelector("table").style.setProperty("--cell", cell);
  [rows, columns].forEach((part) => shrink(part, "24px"));
  [...inputs, ...maps].forEach((part) => shrink(part, "28px"));

  const range = (n, entry = (i) => i) => Array.from({ length: n }, (_, i) => entry(i));
  const square = (n, entry) => range(n, (r) => range(n, (c) => entry(r, c)));
  const joined = (list) => list.length < 2 ? list.join("")
    : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
  const term = (a, b) => `${a < 0 ? `(${a})` : a}·${b}`;

  function update() {
    const [H, C, k, s, p] = [size, channels, kernel, stride, padding].map(({ value }) => value);
    inputs.forEach(({ node }, c) => { node.hidden = c >= C; });
    const rest = H + 2 * p - k;
    const side = rest < 0 ? 0 : Math.floor(rest / s) + 1;
    const inside = (i, j) => Math.min(i, j) >= 0 && Math.max(i, j) < H;

    // Row r of the columns is cell (u, v) of channel c, column l is the window at place (i, j).
    const cellOf = (r) => [Math.floor(r / (k * k)), Math.floor(r / k) % k, r % k];
    const placeOf = (l) => [Math.floor(l / side), l % side];
    const pixelOf = (r, l) => {
      const [[c, u, v], [i, j]] = [cellOf(r), placeOf(l)];
      return [c, s * i + u - p, s * j + v - p];
    };
    const value = ([c, i, j]) => (inside(i, j) ? X[c][i][j] : 0);
    const length = side ? C * k * k : 0;
    const copies = range(length, (r) => range(side * side, (l) => pixelOf(r, l)));
    const weights = W.map((filter) => range(length, (r) => {
      const [c, u, v] = cellOf(r);
      return filter[c][u][v];
    }));
    const sum = (o, l) => weights[o].reduce((all, w, r) => all + w * value(copies[r][l]), 0);

    // What is chosen: a place of a map, or a pixel and all its copies.
    if (touched.startsWith("channel") && Number(touched.at(-1)) >= C) touched = "map 0";
    const [kind, number] = [touched.split(" ")[0], Number(touched.at(-1))];
    const at = { map: () => maps[number].clamp(side, side), columns: () => columns.clamp(length, side * side),
      channel: () => inputs[number].clamp(H + 2 * p, H + 2 * p) }[kind]();
    const place = kind === "map" ? at[0] * side + at[1] : null;
    const pixel = kind === "channel" ? [number, at[0] - p, at[1] - p]
      : kind === "columns" && side ? pixelOf(...at) : null;
    const same = (one, other) => other && one.every((index, n) => index === other[n]);
    const isCopy = (r, l) => (pixel ? same(copies[r][l], pixel) : l === place);
    const lit = (r, l) => side > 0 && isCopy(r, l);
    const uses = range(side * side).filter((l) => range(length).some((r) => lit(r, l)));
    const window = place === null ? null : range(length, (r) => copies[r][place]);
    const own = kind === "columns" && side ? at : null;

    inputs.slice(0, C).forEach((part, c) => part.set(
      square(H + 2 * p, (r, l) => value([c, r - p, l - p])), {
        marks: (r, l) => {
          const here = [c, r - p, l - p];
          const marked = window ? window.some((other) => same(here, other)) : same(here, pixel);
          return [!inside(r - p, l - p) && "padding", marked && "input"].filter(Boolean).join(" ");
        },
        rowNames: range(H + 2 * p, (r) => r - p), columnNames: range(H + 2 * p, (l) => l - p),
      }));
    rows.set(side ? weights : [], {
      marks: (o, r) => ((kind === "map" ? o === number : own ? r === own[0] : false) ? "kernel" : ""),
      rowNames: range(side ? 2 : 0), columnNames: range(length),
    });
    columns.set(copies.map((line) => line.map(value)), {
      marks: (r, l) => [!inside(...copies[r][l].slice(1)) && "padding", lit(r, l) && "input"]
        .filter(Boolean).join(" "),
      rowNames: range(length), columnNames: range(side * side),
    });
    maps.forEach((part, o) => part.set(square(side, (i, j) => sum(o, i * side + j)), {
      marks: (i, j) => ((kind === "map" ? o === number && i === at[0] && j === at[1]
        : uses.includes(i * side + j)) ? "output" : ""),
      rowNames: range(side), columnNames: range(side),
    }));
    show(columns, uses[0]);

    if (!side) {
      return `No output: the window reaches over ${k} cells, input and padding have ${H + 2 * p}.`;
    }
    const shapes = `2×${length} times ${length}×${side * side}`;
    if (kind === "map") {
      const few = range(Math.min(length, 9), (r) => term(weights[number][r], value(copies[r][place])));
      const more = length > 9 ? ` + … (${length} terms)` : "";
      return `${shapes}. Map ${number}, row ${at[0]}, column ${at[1]} is row ${number} of the ` +
        `filters times column ${place}: ${few.join(" + ")}${more} = ${sum(number, place)}.`;
    }
    const [c, i, j] = pixel;
    const whole = `row ${i}, column ${j} of channel ${c}`;
    const where = own ? `Row ${own[0]}, column ${own[1]} of the column matrix is a copy of ` : "";
    if (!inside(i, j)) {
      return `${shapes}. ${own ? `Row ${own[0]}, column ${own[1]} of the column matrix is a ` : "A "}` +
        `zero of the padding, at ${whole}.`;
    }
    const found = uses.length === 0 ? "no column: no window reaches it"
      : `${uses.length === 1 ? "one column" : `${uses.length} columns`}: ${joined(uses)}`;
    return `${shapes}. ${where}${own ? whole : whole[0].toUpperCase() + whole.slice(1)}` +
      `${own ? ". That pixel" : ""} stands in ${found}.`;
  }

  // Bring a column into view where the matrix is wider than the page.
  function show(part, column) {
    const cell = part.node.querySelector("tr:last-child")?.querySelectorAll("td")[column];
    if (!cell) return;
    const [box, room] = [cell.getBoundingClientRect(), part.node.getBoundingClientRect()];
    if (box.left < room.left + 30) part.node.scrollLeft += box.left - room.left - 30;
    if (box.right > room.right) part.node.scrollLeft += box.right - room.right + 4;
  }

  return frame(el, {
    model, update,
    controls: [size, channels, kernel, stride, padding],
    stage: [
      element("div", { class: "cnn-row" }, ...inputs),
      rows,
      columns,
      element("div", { class: "cnn-row" }, ...maps),
    ],
    note: "Choose a cell of a map, of the columns or of the picture by arrow keys, mouse or " +
      "finger. Dotted frames mark pixels and their copies, a solid frame the weights, a double " +
      "frame the results. Faint dotted cells are the zeros of the padding.",
  });
}

export default { render };
