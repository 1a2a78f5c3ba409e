// Charts of the interactive figures: part of their frame, between frame.js and the figure's file.

const plot = (() => {
  // Order in which series without a role take colours; dashes and markers go with them.
  const STYLES = [
    { role: "input", dash: [], marker: "circle" },
    { role: "gradient", dash: [7, 4], marker: "square" },
    { role: "output", dash: [2, 3], marker: "triangle" },
    { role: "kernel", dash: [9, 3, 2, 3], marker: "diamond" },
  ];
  const [LEFT, LINE] = [58, 18]; // room for the numbers of the y axis; height of a line of text

  // Round numbers between min and max, about `count`; on a log axis powers of ten.
  function ticks({ min, max, log }, count) {
    if (log) {
      const [first, last] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
      const every = Math.max(1, Math.ceil((last - first + 1) / count));
      return Array.from({ length: Math.floor((last - first) / every) + 1 },
        (_, i) => 10 ** (first + i * every));
    }
    const rough = (max - min) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9));
    const [first, last] = [Math.ceil(min / step - 1e-9), Math.floor(max / step + 1e-9)];
    return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  }

  function tickText(value) {
    const size = Math.abs(value);
    if (size && (size < 1e-3 || size >= 1e5)) return value.toExponential(0).replace("e+", "e");
    return plain(value);
  }

  // How far along an axis a value lies, from 0 to 1, and back.
  const share = ({ min, max, log }, value) =>
    log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  const valueAt = ({ min, max, log }, part) =>
    log ? min * (max / min) ** part : min + part * (max - min);

  function styled(pen, series, index, colour) {
    const style = STYLES.find(({ role }) => role === series.role) ?? STYLES[index % STYLES.length];
    Object.assign(pen, { strokeStyle: colour(style.role), fillStyle: colour(style.role), lineWidth: 2 });
    return style;
  }

  function line(pen, points, dash) {
    pen.setLineDash(dash);
    pen.beginPath();
    for (const point of points) pen.lineTo(...point);
    pen.stroke();
    pen.setLineDash([]);
  }

  function marker(pen, kind, [x, y]) {
    const [corners, first] = { circle: [24, 0], square: [4, Math.PI / 4],
      triangle: [3, -Math.PI / 2], diamond: [4, 0] }[kind];
    pen.beginPath();
    for (let k = 0; k < corners; k++) {
      const angle = first + (2 * Math.PI * k) / corners;
      pen.lineTo(x + 5 * Math.cos(angle), y + 5 * Math.sin(angle));
    }
    pen.fill();
  }

  const isLine = ({ kind = "line" }) => kind === "line" || kind === "path";
  const isMarked = ({ kind }) => kind === "points" || kind === "path";

  // The names of the series; returns how many lines of text they take.
  function legend({ pen, colour }, W, series) {
    let [x, y] = [LEFT, LINE / 2];
    series.forEach((one, index) => {
      if (!one.name) return;
      const width = 46 + pen.measureText(one.name).width;
      if (x > LEFT && x + width > W) [x, y] = [LEFT, y + LINE];
      const style = styled(pen, one, index, colour);
      if (one.kind === "bars") pen.fillRect(x, y - 5, 26, 10);
      if (isLine(one)) line(pen, [[x, y], [x + 26, y]], style.dash);
      if (isMarked(one)) marker(pen, style.marker, [x + 13, y]);
      Object.assign(pen, { fillStyle: colour("ink"), textAlign: "left" });
      pen.fillText(one.name, x + 32, y);
      x += width;
    });
    return x === LEFT ? 0 : Math.floor(y / LINE) + 1;
  }

  function axes({ pen, box, sx, sy, colour }, H, x, y) {
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    Object.assign(pen, { strokeStyle: colour("line"), fillStyle: colour("ink"), lineWidth: 1 });
    pen.strokeRect(box.left, box.top, width, height);
    pen.textAlign = "center";
    for (const value of x.ticks ?? ticks(x, Math.max(2, width / 70))) {
      pen.fillRect(sx(value), box.bottom, 1, 4);
      pen.fillText(tickText(value), sx(value), box.bottom + 13);
    }
    pen.fillText(x.label, box.left + width / 2, H - 9);
    pen.textAlign = "right";
    for (const value of y.ticks ?? ticks(y, Math.max(2, height / 45))) {
      pen.fillRect(box.left - 4, sy(value), 4, 1);
      pen.fillText(tickText(value), box.left - 7, sy(value));
    }
    pen.save();
    pen.translate(9, box.top + height / 2);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = "center";
    pen.fillText(y.label, 0, 0);
    pen.restore();
  }

  // Rows of values over the whole area, the first row lowest: darker is higher.
  function heat({ pen, box, colour }, { values, levels = [] }) {
    const [rows, columns] = [values.length, values[0].length];
    const [low, high] = [Math.min(...values.flat()), Math.max(...values.flat())];
    const x = (c) => box.left + (c * (box.right - box.left)) / (columns - 1);
    const y = (r) => box.bottom - (r * (box.bottom - box.top)) / (rows - 1);
    pen.fillStyle = colour("input");
    const [edgesX, edgesY] = [[x, columns], [y, rows]].map(([place, count]) =>
      Array.from({ length: count + 1 }, (_, k) => Math.round(place(k - 0.5)))); // without seams
    values.forEach((row, r) => row.forEach((value, c) => {
      pen.globalAlpha = (0.55 * (value - low)) / (high - low || 1);
      pen.fillRect(edgesX[c], edgesY[r], edgesX[c + 1] - edgesX[c], edgesY[r + 1] - edgesY[r]);
    }));
    pen.globalAlpha = 1;
    Object.assign(pen, { strokeStyle: colour("line"), lineWidth: 1 });
    pen.beginPath();
    for (const level of levels) {
      for (let r = 0; r + 1 < rows; r++) {
        for (let c = 0; c + 1 < columns; c++) contour(pen, values, level, r, c, x, y);
      }
    }
    pen.stroke();
  }

  // Where a level crosses the sides of the square between four neighbours.
  function contour(pen, values, level, r, c, x, y) {
    const corners = [[r, c], [r, c + 1], [r + 1, c + 1], [r + 1, c], [r, c]];
    const crossings = [0, 1, 2, 3].flatMap((k) => {
      const [[r0, c0], [r1, c1]] = [corners[k], corners[k + 1]];
      const [a, b] = [values[r0][c0] - level, values[r1][c1] - level];
      const part = a / (a - b);
      return a < 0 === b < 0 ? [] : [[x(c0 + part * (c1 - c0)), y(r0 + part * (r1 - r0))]];
    });
    for (let k = 0; k < crossings.length; k += 2) {
      pen.moveTo(...crossings[k]);
      pen.lineTo(...crossings[k + 1]);
    }
  }

  function curve({ pen, sx, sy, colour }, series, index, foot) {
    const style = styled(pen, series, index, colour);
    const points = series.x.map((value, i) => [sx(value), sy(series.y[i])]);
    if (series.kind === "bars") {
      const gaps = points.slice(1).map(([x], i) => Math.abs(x - points[i][0]));
      const width = 0.85 * Math.min(40, ...gaps);
      for (const [x, y] of points) {
        pen.fillRect(x - width / 2, Math.min(y, foot), width, Math.abs(foot - y));
      }
    }
    if (isLine(series)) line(pen, points, style.dash);
    if (isMarked(series)) for (const point of points) marker(pen, style.marker, point);
  }

  // Words beside the points: on their right, or on their left where the chart ends.
  function labels({ pen, box, sx, sy, colour }, series) {
    pen.fillStyle = colour("ink");
    (series.labels ?? []).forEach((text, i) => {
      const [x, y] = [sx(series.x[i]), sy(series.y[i])];
      const right = x + 8 + pen.measureText(text).width < box.right;
      pen.textAlign = right ? "left" : "right";
      pen.fillText(text, x + (right ? 8 : -8), y - 10);
    });
  }

  // A chart. `x` and `y` are { label, min, max, log, ticks }. `set({ series, heat, x, y, text })`
  // draws: each of `series` is { name, x, y, kind, role, labels }, of the kind "line", "points",
  // "path" (both) or "bars"; `heat` is { values: rows of numbers, levels: of its contours }; `text`
  // says what is seen. With `pick`, the reader moves a point: `at` = [x, y].
  return function plot({ label, caption, x, y, ratio = 1.6, pick = false, steps = 40, onpick }) {
    let drawn = { series: [], x, y };
    let place = [steps >> 1, steps >> 1]; // row from above, column
    let area = null; // where the last drawing has its axes

    function paint(pen, W, H, colour) {
      Object.assign(pen, { font: "13px system-ui, sans-serif", textBaseline: "middle" });
      const top = 8 + LINE * legend({ pen, colour }, W, drawn.series);
      const box = { left: LEFT, top, right: W - 12, bottom: H - 42 };
      const sx = (value) => box.left + share(drawn.x, value) * (box.right - box.left);
      const sy = (value) => box.bottom - share(drawn.y, value) * (box.bottom - box.top);
      const chart = { pen, box, sx, sy, colour };
      pen.save();
      pen.beginPath();
      pen.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
      pen.clip();
      if (drawn.heat) heat(chart, drawn.heat);
      const foot = drawn.y.log ? box.bottom : sy(within(0, drawn.y.min, drawn.y.max));
      drawn.series.forEach((series, index) => curve(chart, series, index, foot));
      pen.restore();
      for (const series of drawn.series) labels(chart, series);
      axes(chart, H, drawn.x, drawn.y);
      area = box;
    }
    const { canvas, draw } = surface({ class: `cnn-plot${pick ? " cnn-pick" : ""}` }, ratio, paint);
    const at = () => [valueAt(drawn.x, place[1] / steps), valueAt(drawn.y, 1 - place[0] / steps)];
    if (pick) {
      cursor(canvas, [steps + 1, steps + 1], {
        at: () => place, area: () => area,
        choose(to) {
          place = to;
          onpick?.(...at());
          changed(canvas);
        },
      });
    }

    return {
      node: element("figure", { class: "cnn-picture cnn-chart" },
        element("figcaption", {}, caption ?? label), canvas),
      set({ text = "", ...given }) {
        drawn = { series: [], x, y, ...given };
        canvas.setAttribute("aria-label", [label, text, pick && "arrow keys move the point"]
          .filter(Boolean).join("; "));
        draw();
      },
      get at() { return at(); },
      set at([across, up]) {
        const near = (part) => within(Math.round(steps * part), 0, steps);
        place = [near(1 - share(drawn.y, up)), near(share(drawn.x, across))];
      },
    };
  };
})();
