// Interactive figure: all positions of a window on one axis; see sizes.py.

function render({ model, el }) {
  const limits = model.get("limits");
  const numberOf = (name) => stepper({
    label: name, min: limits[name][0], max: limits[name][1], value: model.get(name),
  });
  const [size, kernel, stride, padding, dilation] =
    ["size", "kernel_size", "stride", "padding", "dilation"].map(numberOf);
  const input = grid({ label: "input, with its padding" });
  const windows = grid({ label: "windows, one line for each output cell", role: "plain" });
  const output = grid({ label: "output", role: "output", pick: true });

  function update() {
    const [H, k, s, p, d] = [size, kernel, stride, padding, dilation].map(({ value }) => value);
    const padded = Array.from({ length: H + 2 * p }, (_, i) => i - p); // indices of the cells
    const reach = d * (k - 1) + 1;
    const rest = H + 2 * p - reach;
    const count = rest < 0 ? 0 : Math.floor(rest / s) + 1;
    const sum = `⌊(${H} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}⌋ + 1`;
    const [, chosen] = output.clamp(1, count);

    // Output cell o reads the cells o s - p + u d, u = 0 ... k - 1.
    const tap = (o, i) => ((i + p - o * s) % d === 0 ? (i + p - o * s) / d : -1);
    const reads = (o, i) => o < count && tap(o, i) >= 0 && tap(o, i) < k;
    const outputs = Array.from({ length: count }, (_, o) => o);
    const isPadding = (i) => i < 0 || i >= H;
    const unread = padded.filter((i) => !outputs.some((o) => reads(o, i)));

    input.set([padded.map((i) => (isPadding(i) ? "0" : `x${i}`))], {
      marks: (_, c) => [isPadding(padded[c]) && "padding", unread.includes(padded[c]) && "unread",
        reads(chosen, padded[c]) && "kernel"].filter(Boolean).join(" "),
    });
    windows.set(outputs.map((o) => padded.map((i) => (reads(o, i) ? `w${tap(o, i)}` : null))), {
      marks: (r, c) => (!reads(r, padded[c]) ? "" : r === chosen ? "kernel" : "input"),
    });
    output.set([outputs.map((o) => `y${o}`)], { marks: (_, c) => (c === chosen ? "output" : "") });

    if (count === 0) {
      return `No output: the window reaches over ${reach} cells, input and padding have ${H + 2 * p}.`;
    }
    const seen = padded.filter((i) => reads(chosen, i) && !isPadding(i));
    const zeros = k - seen.length;
    const inputCells = seen.length ? `x${seen.join(", x")}` : "no input cell";
    const never = unread.filter((i) => !isPadding(i));
    return `output size = ${sum} = ${count}. y${chosen} sees ${inputCells}` +
      `${zeros ? ` and ${zeros} zero${zeros > 1 ? "s" : ""} of the padding` : ""}. ` +
      `${never.length ? `No window reads x${never.join(", x")}.` : "Every input cell is read."}`;
  }

  return frame(el, {
    model, update,
    controls: [size, kernel, stride, padding, dilation],
    stage: [element("div", {}, input, windows, output)],
    note: "Type a number, or change it by arrow keys. Choose an output cell by arrow keys, mouse " +
      "or finger: framed is what it sees. Hatched cells are read by no window, dotted ones are " +
      "the zeros of the padding.",
  });
}

export default { render };
