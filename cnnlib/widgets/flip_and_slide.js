// Interactive figure: flip, slide, multiply, add; see flip_and_slide.py.
//
// The signal of M numbers stands between k - 1 zeros on each side. At shift s the kernel of k
// numbers covers the padded cells s to s + k - 1, and the sum of the products is place s of the
// result, drawn below the last of these cells: in a convolution that is the newest one.

const OWN = "your own";

// The wide result, one number for each shift. `laid` is the kernel as it is laid on the signal.
const slide = (signal, laid) => {
  const padded = padWide(signal, laid.length);
  return Array.from({ length: signal.length + laid.length - 1 }, (_, s) =>
    laid.reduce((sum, weight, u) => sum + weight * padded[s + u], 0));
};
const padWide = (signal, k) => {
  const zeros = Array(k - 1).fill(0);
  return [...zeros, ...signal, ...zeros];
};

// A list of numbers in one field: "1 1/2, 0.25". A wrong one is refused and says why.
function list({ label, text, most, limit, onchange }) {
  let [now, shown] = [[], ""];
  const field = element("input", {
    type: "text", autocomplete: "off", spellcheck: "false", size: 16, "aria-label": label,
    oninput: () => take(field.value),
  });
  const parse = (typed) => typed.split(/[\s,;]+/).filter(Boolean).map(parseNumber);

  function write(typed) {
    [now, shown] = [parse(typed), typed];
    field.value = typed;
    refuse(field, "");
  }
  function take(typed) {
    const values = parse(typed);
    if (!(values.length >= 1 && values.length <= most && values.every((v) => Math.abs(v) <= limit))) {
      return refuse(field, `${label} is "${typed}", but has to be 1 to ${most} numbers from ` +
        `-${limit} to ${limit}, with spaces between; ${shown} stays in use.`);
    }
    [now, shown] = [values, typed.trim()];
    refuse(field, "");
    onchange();
    changed(field);
  }
  write(text);
  return control("list", label, field, [element("span", {}, label), field],
    { read: () => now, write, say: () => shown });
}

function render({ model, el }) {
  const presets = model.get("presets"); // name, signal, kernel, meaning
  const find = (name) => presets.find((texts) => texts[0] === name);
  const first = find(model.get("preset"));

  const preset = choice({
    label: "example", options: [...presets.map(([name]) => name), OWN], value: first[0],
    onchange(name) {
      if (name === OWN) return signal.node.querySelector("input").focus();
      [, signal.value, kernel.value] = find(name);
      fit();
    },
  });
  const listOf = (label, text) => list({
    label, text, most: model.get("most")[label], limit: model.get("limit"),
    onchange() {
      preset.value = OWN;
      fit();
    },
  });
  const [signal, kernel] = [listOf("signal", first[1]), listOf("kernel", first[2])];
  const count = () => signal.value.length + kernel.value.length - 1;
  const shift = stepper({ label: "shift", min: 0, max: count() - 1, value: 3 });
  const fit = () => shift.limit(0, count() - 1);
  const plain = toggle({ label: "cross-correlation: no flip" });
  const run = player({
    step() {
      shift.value = (shift.value + 1) % count();
      return shift.value < count() - 1;
    },
    reset() { shift.value = 0; },
  });

  const rows = ["signal between zeros", "kernel", "products", "result so far"]
    .map((label, i) => grid({ label, role: i ? "plain" : "input" }));
  const chart = plot({
    label: "the result so far as bars", caption: "the result as bars", ratio: 2.8,
    x: { label: "shift", min: 0, max: 1 }, y: { label: "sum", min: 0, max: 1 },
  });
  const meaning = element("span");

  function update() {
    const [x, w, s] = [signal.value, kernel.value, shift.value];
    const k = w.length;
    const laid = plain.value ? w : [...w].reverse();
    const result = slide(x, laid);
    const padded = padWide(x, k);
    const under = (c) => c >= s && c < s + k;
    const isZero = (c) => c < k - 1 || c >= k - 1 + x.length;
    const line = (cell) => [padded.map((_, c) => cell(c))];

    rows[0].set(line((c) => (isZero(c) ? "0" : padded[c])), {
      marks: (_, c) => [isZero(c) && "padding", under(c) && "input"].filter(Boolean).join(" "),
    });
    rows[1].caption = plain.value ? "kernel, as it is" : "kernel, flipped";
    rows[1].set(line((c) => (under(c) ? laid[c - s] : null)),
      { marks: (_, c) => (under(c) ? "kernel" : "") });
    rows[2].set(line((c) => (under(c) && !isZero(c) ? laid[c - s] * padded[c] : null)));
    rows[3].set(line((c) => (c >= k - 1 && c - k + 1 <= s ? result[c - k + 1] : null)),
      { marks: (_, c) => (c - k + 1 === s ? "output" : "") });
    bars(result, s);
    meaning.textContent = preset.value === OWN ? "" : find(preset.value)[3];

    const met = laid.map((weight, u) => [u, weight]).filter(([u]) => !isZero(s + u));
    const factor = (value) => (value < 0 ? `(${short(value)})` : short(value));
    const terms = met.map(([u, weight]) => `${factor(padded[s + u])}·${factor(weight)}`);
    const places = met.map(([u]) => `${s + u - k + 1}+${k - 1 - u}`);
    const why = plain.value ? "" : ` Places that add up to ${s}: ${places.join(", ")}.`;
    return `shift ${s}: ${terms.join(" + ")} = ${short(result[s])}.${why}`;
  }

  function bars(result, s) {
    const at = result.map((_, i) => i);
    const [low, high] = [Math.min(0, ...result), Math.max(0, ...result)];
    const bar = (role, isThere) =>
      ({ role, kind: "bars", x: at, y: result.map((value, i) => (isThere(i) ? value : 0)) });
    chart.set({
      series: [bar("output", (i) => i < s), bar("kernel", (i) => i === s)],
      x: { label: "shift", min: -0.7, max: result.length - 0.3 },
      y: { label: "sum", min: low, max: high > low ? high : 1 },
      text: result.slice(0, s + 1).map((value) => short(value)).join(", "),
    });
  }

  return frame(el, {
    model, update,
    controls: [preset, signal, kernel, plain, shift, run],
    stage: [element("div", {}, ...rows), chart],
    note: ["Move the kernel by the arrow keys in the field of the shift, or step by step with the " +
      "buttons. Type up to eight numbers for the signal and six for the kernel, such as 1 1/2 " +
      "-3. Dotted cells are zeros around the signal. ", meaning],
  });
}

export default { render };
