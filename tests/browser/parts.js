// Every part of the frame once; see parts.py.

function render({ model, el }) {
  const rate = slider({ label: "rate", values: [0.01, 0.1, 1], value: 0.1 });
  const level = slider({ label: "level", max: 1, step: 0.25, value: 0.5, format: (v) => `${v} V` });
  const count = stepper({ label: "count", min: 1, max: 20, value: 3 });
  const last = stepper({ label: "last", min: 0, max: 3, value: 3 });
  const method = choice({ label: "method", options: ["plain", "momentum"], value: "momentum" });
  const share = slider({ label: "share", max: 9, value: 3 });
  const sign = toggle({ label: "sign" });
  const weights = numbers({ label: "weights", rows: 1, columns: 2, values: [1, -0.5], limit: 10 });
  let ticks = 0;
  const run = player({
    milliseconds: 20,
    step() { ticks++; return ticks < 200; },
    reset() { ticks = 0; },
  });
  const more = button("Ten more", () => { ticks += 10; });
  const table = grid({ label: "table", pick: true });
  const signal = grid({ label: "signal", role: "gradient" });
  const colours = raster({ label: "colours", height: 4, width: 5, pick: true, reach: [2, 2] });
  const surfacePlot = plot({ label: "a bowl", pick: true, x: { label: "a", min: -2, max: 2 },
    y: { label: "b", min: -1, max: 1 } });
  const chart = plot({ label: "kinds of series", x: { label: "step", min: 0, max: 6 },
    y: { label: "error", min: 0.001, max: 10, log: true } });
  const bowl = Array.from({ length: 21 }, (_, r) =>
    Array.from({ length: 21 }, (_, c) => ((c - 10) / 5) ** 2 + 2 * ((r - 10) / 10) ** 2));

  function update() {
    last.limit(0, count.value);
    share.limit(0, 3 * count.value);
    enable(share, method.value === "momentum");
    const rows = Array.from({ length: count.value }, (_, r) => [r, r / 3, -r, r === 1 ? null : "t"]);
    const [row, column] = table.clamp(count.value, 4);
    table.set(rows, {
      marks: (r, c) => (r === row && c === column ? "output" : r === row ? "input" : ""),
      columnNames: ["n", "third", "minus", "text"], rowNames: rows.map((_, r) => r),
    });
    const kinds = ["padding", "input", "kernel", "output", "gradient", "unread"];
    signal.set([kinds.map((_, k) => k * level.value)], { marks: (_, c) => kinds[c] });
    const frames = ["input", "kernel", "output", "gradient"].map((role, k) => ({ row: k, column: 4, role }));
    const [top, left] = colours.at;
    colours.set(bytes(model.get("pixels")),
      [...frames, { row: top, column: left, rows: 2, columns: 2, role: "kernel" }]);
    const [a, b] = surfacePlot.at;
    surfacePlot.set({
      heat: { values: bowl, levels: [0.5, 1, 2, 4] },
      series: [{ name: "path", kind: "path", x: [a, a / 2, 0], y: [b, b / 4, 0] }],
      text: `from ${short(a)}, ${short(b)} to the lowest point`,
    });
    const x = [1, 2, 3, 4, 5];
    chart.set({ series: [
      { name: "measured over five steps", kind: "bars", x, y: x.map((v) => v * rate.value) },
      { name: "line", x, y: x.map((v) => v ** -2) },
      { name: "points", kind: "points", x, y: x.map((v) => v / 2), labels: ["", "", "", "", "here it ends"] },
      { name: "path", kind: "path", x, y: x.map((v) => 0.01 * v) },
    ] });
    const read = [...floats(model.get("floats"))].map((v) => short(v, 3)).join(" ");
    return `rate ${rate.value}, count ${count.value}, last ${last.value}, ${method.value} ` +
      `${share.value}, sign ${sign.value}, weights ${weights.value}, ticks ${ticks}, floats ${read}, ` +
      `cell ${row} ${column}, frame ${top} ${left}, point ${short(a)} ${short(b)}`;
  }

  return frame(el, {
    model, update, note: "A note.",
    controls: [rate, level, count, last, method, share, sign, weights, run, more],
    stage: [table, signal, colours, surfacePlot, chart],
  });
}

export default { render };
