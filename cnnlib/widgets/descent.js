// Interactive figure: optimisers on the contours of a loss of two weights; see descent.py.

const MOST = 200; // steps
const FAR = 1e4; // a path that leaves this square has diverged
const [ROWS, COLUMNS] = [41, 61]; // places at which the contours look at the loss

const heightAt = (terms, [x, y]) => terms.reduce((sum, [c, i, j]) => sum + c * x ** i * y ** j, 0);
const slopeAt = (terms, [x, y]) => [
  terms.reduce((sum, [c, i, j]) => sum + (i && c * i * x ** (i - 1) * y ** j), 0),
  terms.reduce((sum, [c, i, j]) => sum + (j && c * j * x ** i * y ** (j - 1)), 0),
];

// Each rule turns the gradient of one weight into what is subtracted from it at step t = 1, 2, ...;
// `kept` is its own memory for this weight.
const RULES = {
  SGD: (g, kept, t, lr) => lr * g,
  momentum(g, kept, t, lr, mu) {
    kept.v = t === 1 ? g : mu * kept.v + g;
    return lr * kept.v;
  },
  Nesterov(g, kept, t, lr, mu) {
    kept.v = t === 1 ? g : mu * kept.v + g;
    return lr * (g + mu * kept.v);
  },
  Adam(g, kept, t, lr, mu) {
    kept.m = mu * (kept.m ?? 0) + (1 - mu) * g;
    kept.s = 0.999 * (kept.s ?? 0) + 0.001 * g * g;
    return (lr * kept.m) / (1 - mu ** t) / (Math.sqrt(kept.s / (1 - 0.999 ** t)) + 1e-8);
  },
};

// The places of an optimiser, its start first; it ends early where it has run away.
function walk(terms, rule, lr, mu, start, steps) {
  const memory = [{}, {}];
  const path = [start];
  for (let t = 1; t <= steps && path.at(-1).every((v) => Math.abs(v) < FAR); t++) {
    const slopes = slopeAt(terms, path.at(-1));
    path.push(path.at(-1).map((v, k) => v - RULES[rule](slopes[k], memory[k], t, lr, mu)));
  }
  return path;
}

function render({ model, el }) {
  const { surfaces, box, optimisers, rates, momenta } = model.get("choices");
  const [x, y] = box.map(([min, max], k) => ({ label: `w${k}`, min, max }));
  let start = surfaces[model.get("surface")].start;

  const surface = choice({
    label: "surface", options: Object.keys(surfaces), value: model.get("surface"),
    onchange(name) { begin(surfaces[name].start); },
  });
  const optimiser = choice({ label: "optimiser", options: optimisers, value: model.get("optimiser") });
  const rate = slider({ label: "learning rate", values: rates, value: model.get("lr"), format: String });
  const momentum = slider({
    label: "momentum", values: momenta, value: model.get("momentum"), format: String,
  });
  const all = toggle({ label: "all four optimisers" });
  const steps = stepper({ label: "steps", min: 0, max: MOST, value: model.get("steps") });
  const run = player({
    milliseconds: 120,
    step() { steps.value = Math.min(MOST, steps.value + 1); return steps.value < MOST; },
    reset() { steps.value = 0; },
  });
  const map = plot({
    label: "the loss from above, with the path", caption: "loss of two weights", x, y, pick: true,
    steps: 80, ratio: 1.4, onpick(...place) { start = place.map((v) => Number(v.toFixed(6))); },
  });
  function begin(place) {
    start = place;
    map.at = place;
  }
  begin(start);

  function contours(terms) {
    const at = ({ min, max }, k, count) => min + ((max - min) * k) / (count - 1);
    const values = Array.from({ length: ROWS }, (_, r) => Array.from({ length: COLUMNS },
      (_, c) => heightAt(terms, [at(x, c, COLUMNS), at(y, r, ROWS)])));
    const sorted = values.flat().sort((a, b) => a - b);
    // Between two neighbouring lines lies the same share of the area.
    const levels = Array.from({ length: 10 }, (_, k) =>
      sorted[Math.floor(((k + 0.5) / 10) * sorted.length)]);
    return { values, levels };
  }

  function update() {
    const { terms } = surfaces[surface.value];
    enable(momentum, all.value || optimiser.value !== "SGD");
    enable(optimiser, !all.value);
    const paths = (all.value ? optimisers : [optimiser.value]).map((name) =>
      [name, walk(terms, name, rate.value, momentum.value, start, steps.value)]);
    const series = paths.map(([name, path]) => ({
      name, kind: "path", x: path.map(([across]) => across), y: path.map(([, up]) => up),
    }));
    const said = paths.map(([name, path]) => {
      const end = path.at(-1);
      if (end.some((v) => !(Math.abs(v) < FAR))) return `${name} diverges at step ${path.length - 1}`;
      const [w0, w1] = end.map((v) => fixed(v, 3));
      return `${name} at (${w0}, ${w1}), loss ${fixed(heightAt(terms, end), 4)}`;
    });
    map.set({ series, heat: contours(terms), text: said.join("; ") });
    return `After ${steps.value} steps from (${start.map((v) => short(v)).join(", ")}): ` +
      `${said.join("; ")}.`;
  }

  return frame(el, {
    model, update,
    controls: [surface, optimiser, rate, momentum, steps, all, run],
    stage: [map],
    note: "Lines of equal loss; the stronger the colour, the higher. Move the start with the arrow " +
      "keys on the picture, mouse or finger. For Adam the momentum is the share of the old mean " +
      "gradient.",
  });
}

export default { render };
