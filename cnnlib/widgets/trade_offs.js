// Interactive figure: networks by two of their costs, and the front; see trade_offs.py.

const brief = (value) =>
  (Number.isInteger(value) ? String(value) : plain(Number(value.toPrecision(3))));

// Where an axis has its numbers: powers of ten, on a short axis with some of their multiples, or
// round steps.
function marks({ low, high, log }) {
  if (log) {
    const digits = high / low > 200 ? [1] : high / low > 12 ? [1, 2, 5] : [1, 2, 3, 4, 5, 6, 8];
    const first = Math.floor(Math.log10(low));
    const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 },
      (_, k) => 10 ** (first + k));
    return powers.flatMap((power) => digits.map((digit) => digit * power))
      .filter((value) => value >= low && value <= high);
  }
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((digit) => digit * power >= rough * (1 - 1e-9));
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, k) => (first + k) * step);
}

// An axis with room around the values; `share` says how far along it a value lies.
function scale(label, values, log) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = log ? (most / least) ** 0.12 : 0.12 * (most - least);
  const [low, high] = log ? [least / room, most * room] : [least - room, most + room];
  const share = (value) =>
    (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  return { label, low, high, log, share };
}

const beats = (a, b) => a.x <= b.x && a.y <= b.y && (a.x < b.x || a.y < b.y);

// Places in order of size, from 1; equal values share the mean of theirs.
const ranks = (values) => values.map((value) =>
  values.filter((other) => other < value).length +
  (values.filter((other) => other === value).length + 1) / 2);

function correlation(a, b) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = (values) => values.map((value) => value - mean(values));
  const product = (u, v) => u.reduce((sum, value, k) => sum + value * v[k], 0);
  const [u, v] = [centred(a), centred(b)];
  return product(u, v) / Math.sqrt(product(u, u) * product(v, v));
}

// The first of the places around a point where its name covers nothing; null if there is none.
function free(width, [x, y], away, taken, box) {
  const [right, left] = [x + away, x - away - width];
  const middle = Math.min(Math.max(x - width / 2, box.left + 2), box.right - width - 2);
  const [above, below] = [y - away - 5, y + away + 5];
  const places = [[right, above], [right, y], [left, below], [left, y], [right, below],
    [left, above], [middle, above], [middle, below]];
  const areas = places.map(([from, at]) =>
    ({ left: from, right: from + width, top: at - 7, bottom: at + 7 }));
  return areas.find((a) => a.left > box.left && a.right < box.right && a.top > box.top &&
    a.bottom < box.bottom && !taken.some((b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)) ?? null;
}

function render({ model, el }) {
  const [names, columns, table] = ["names", "columns", "table"].map((name) => model.get(name));
  const NONE = "nothing";
  const valuesOf = (column) =>
    table.map((row) => row[columns.indexOf(column)]).filter((value) => value !== null);

  const axes = ["x", "y"].map((name) => choice({ label: `${name} axis`, options: columns,
    value: model.get(name) }));
  const logs = ["x", "y"].map((name) => toggle({ label: `log ${name}`, value: true }));
  const limited = choice({ label: "limit", options: [NONE, ...columns], value: NONE });
  const limit = slider({ label: "at most", min: 0, max: 40, value: 20,
    format: () => (limited.value === NONE ? "any" : brief(most())) });
  const note = element("figcaption", {}, "networks");
  let view = { points: [], edge: [], lines: [], x: null, y: null }; // what is drawn
  let chosen = 0; // number of the network that is read
  let drawn = []; // [number, x, y] in pixels, of the last drawing

  // The limit: the least to the largest value of its column, in equal factors.
  function most() {
    const values = valuesOf(limited.value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low * (high / low) ** (limit.value / 40);
  }

  function paint(pen, W, H, colour) {
    Object.assign(pen, { font: "13px system-ui, sans-serif", textBaseline: "middle" });
    const box = { left: 58, top: 8, right: W - 12, bottom: H - 42 };
    const sx = (value) => box.left + view.x.share(value) * (box.right - box.left);
    const sy = (value) => box.bottom - view.y.share(value) * (box.bottom - box.top);
    frameOf(pen, box, H, colour, sx, sy);
    const path = (places, dash, name) => {
      Object.assign(pen, { strokeStyle: colour(name), lineWidth: 2 });
      pen.setLineDash(dash);
      pen.beginPath();
      for (const [x, y] of places) pen.lineTo(x, y);
      pen.stroke();
      pen.setLineDash([]);
    };
    // From one of the front to the next: as cheap as before up to there.
    const stairs = view.edge.flatMap((p, k) =>
      [...(k ? [[sx(p.x), sy(view.edge[k - 1].y)]] : []), [sx(p.x), sy(p.y)]]);
    path(stairs, [], "output");
    for (const [axis, value] of view.lines) {
      const ends = axis === "x" ? [[sx(value), box.top], [sx(value), box.bottom]]
        : [[box.left, sy(value)], [box.right, sy(value)]];
      path(ends, [7, 4], "gradient");
    }
    drawn = view.points.map(({ k, x, y }) => [k, sx(x), sy(y)]);
    view.points.forEach((point, i) => {
      const [, x, y] = drawn[i];
      pen.globalAlpha = point.fits ? 1 : 0.3;
      pen.fillStyle = colour(point.unbeaten ? "output" : "input");
      pen.beginPath();
      if (point.unbeaten) pen.rect(x - 5, y - 5, 10, 10);
      else pen.arc(x, y, 5, 0, 2 * Math.PI);
      pen.fill();
      pen.globalAlpha = 1;
      if (point.k !== chosen) return;
      Object.assign(pen, { strokeStyle: colour("gradient"), lineWidth: 2.5 });
      pen.beginPath();
      pen.arc(x, y, 10, 0, 2 * Math.PI);
      pen.stroke();
    });
    write(pen, box, colour, stairs);
  }

  function frameOf(pen, box, H, colour, sx, sy) {
    Object.assign(pen, { strokeStyle: colour("line"), fillStyle: colour("ink"), lineWidth: 1,
      textAlign: "center" });
    pen.strokeRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
    for (const value of marks(view.x)) {
      pen.fillRect(sx(value), box.bottom, 1, 4);
      pen.fillText(plain(value), sx(value), box.bottom + 13);
    }
    pen.fillText(view.x.label, (box.left + box.right) / 2, H - 9);
    pen.textAlign = "right";
    for (const value of marks(view.y)) {
      pen.fillRect(box.left - 4, sy(value), 4, 1);
      pen.fillText(plain(value), box.left - 7, sy(value));
    }
    pen.save();
    pen.translate(9, (box.top + box.bottom) / 2);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = "center";
    pen.fillText(view.y.label, 0, 0);
    pen.restore();
  }

  // Names: first of the one that is read, then of the front; one without room stays away.
  function write(pen, box, colour, stairs) {
    Object.assign(pen, { fillStyle: colour("ink"), textAlign: "left" });
    const taken = drawn.map(([, x, y]) =>
      ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }));
    stairs.slice(1).forEach(([x, y], k) => taken.push({ left: Math.min(x, stairs[k][0]) - 1,
      right: Math.max(x, stairs[k][0]) + 1, top: Math.min(y, stairs[k][1]) - 1,
      bottom: Math.max(y, stairs[k][1]) + 1 }));
    const worth = ({ k, fits, unbeaten }) => 4 * (k === chosen) + 2 * unbeaten + fits;
    const order = view.points.map((point, i) => [worth(point), i]).sort(([a], [b]) => b - a);
    for (const [value, i] of order) {
      const [k, x, y] = drawn[i];
      const away = k === chosen ? 12 : 7;
      const area = value && free(pen.measureText(names[k]).width, [x, y], away, taken, box);
      if (!area) continue;
      taken.push(area);
      pen.fillText(names[k], area.left, (area.top + area.bottom) / 2);
    }
  }

  const { canvas, draw } = surface({ class: "cnn-plot cnn-pick" }, 1.4, paint);
  canvas.setAttribute("role", "application");
  canvas.tabIndex = 0;
  const read = (k) => {
    if (k === chosen) return;
    chosen = k;
    changed(canvas);
  };
  // Left and right go from network to network along the x axis.
  canvas.addEventListener("keydown", (event) => {
    const order = view.points.map(({ k }) => k);
    const to = stepped(event, [0, order.indexOf(chosen)], [1, order.length]);
    if (to) read(order[to[1]]);
  });
  const nearest = (event) => {
    const box = canvas.getBoundingClientRect();
    const away = ([, x, y]) =>
      Math.hypot(x - event.clientX + box.left, y - event.clientY + box.top);
    const best = drawn.reduce((a, b) => (away(b) < away(a) ? b : a));
    if (away(best) < 24) read(best[0]);
  };
  canvas.addEventListener("pointerdown", nearest);
  canvas.addEventListener("pointermove", nearest);

  function look() {
    const [i, j, l] = [...axes.map(({ value }) => columns.indexOf(value)),
      columns.indexOf(limited.value)];
    const highest = l < 0 ? Infinity : most() * (1 + 1e-9);
    const fits = (row) => l < 0 || (row[l] !== null && row[l] <= highest);
    const points = table
      .map((row, k) => ({ k, x: row[i], y: row[j], fits: fits(row) }))
      .filter(({ x, y }) => x !== null && y !== null)
      .sort((a, b) => a.x - b.x || a.y - b.y);
    const fitting = points.filter(({ fits }) => fits);
    for (const point of points) {
      point.unbeaten = point.fits && !fitting.some((other) => beats(other, point));
    }
    const [x, y] = [0, 1].map((at) => scale(axes[at].value,
      points.map((point) => (at ? point.y : point.x)), logs[at].value));
    const lines = l < 0 ? [] : ["x", "y"].filter((_, at) => axes[at].value === limited.value)
      .map((axis) => [axis, most()]);
    return { points, edge: points.filter(({ unbeaten }) => unbeaten), lines, x, y };
  }

  function update() {
    enable(limit, limited.value !== NONE);
    limit.value = limit.value; // writes the limit anew, of this column
    view = look();
    if (!view.points.some(({ k }) => k === chosen)) chosen = view.points[0].k;
    const rho = correlation(...["x", "y"].map((axis) => ranks(view.points.map((p) => p[axis]))));
    const unbeaten = view.edge.map(({ k }) => names[k]).join(", ") || "none";
    const fitting = view.points.filter(({ fits }) => fits).length;
    note.textContent = `${fitting} of ${view.points.length} networks fit; not beaten: ${unbeaten}`;
    canvas.setAttribute("aria-label", `${axes[1].value} over ${axes[0].value}; not beaten: ` +
      `${unbeaten}; left and right arrow go from network to network`);
    draw();
    const point = view.points.find(({ k }) => k === chosen);
    const row = columns.map((column, c) =>
      `${column} ${table[chosen][c] === null ? "not known" : brief(table[chosen][c])}`);
    const better = view.points.filter((other) => other.fits && beats(other, point));
    const state = !point.fits ? "Over the limit" : point.unbeaten ? "Not beaten"
      : `Beaten by ${better.map(({ k }) => names[k]).join(", ")}`;
    return `${names[chosen]}: ${row.join(", ")}. ${state}. ` +
      `Rank correlation of the axes: ${fixed(rho)}.`;
  }

  return frame(el, {
    model, update,
    controls: [axes[0], logs[0], axes[1], logs[1], limited, limit],
    stage: [element("figure", { class: "cnn-picture cnn-chart" }, note, canvas)],
    note: "Less is better on both axes. Squares on the line are not beaten: no other network " +
      "that fits the limit is as low on both axes and lower on one. What is over the limit " +
      "fades. A network is shown where both of its numbers are known.",
  });
}

export default { render };
