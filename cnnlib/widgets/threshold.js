// Interactive figure: four counts, precision and recall at a threshold; see threshold.py.

// Found, missed, false alarms, rightly passed; the others count `times` times.
function countsAt(scores, wanted, threshold, times) {
  const count = (called, right) => scores.filter((score, k) =>
    (score >= threshold) === called && wanted[k] === right).length;
  return [count(true, true), count(false, true),
    times * count(true, false), times * count(false, false)];
}

function render({ model, el }) {
  const [probabilities, labels, classes, others] =
    ["probabilities", "labels", "classes", "others"].map((name) => model.get(name));
  const steps = Array.from({ length: 101 }, (_, k) => k / 100);
  const kind = choice({ label: "class", options: classes, value: classes[model.get("start")] });
  const threshold = slider({ label: "threshold", values: steps, value: 0.5,
    format: (value) => fixed(value) });
  const times = slider({ label: "others more frequent", values: others, value: others[0],
    format: (value) => `× ${value}` });
  const table = grid({ label: "pictures: rows what they are, columns what they are called" });
  const chart = plot({ label: "precision and recall at each threshold", ratio: 1.5,
    x: { label: "threshold", min: 0, max: 1 }, y: { label: "share", min: 0, max: 1.05 } });

  function update() {
    const c = classes.indexOf(kind.value);
    const scores = probabilities.map((row) => row[c]);
    const wanted = labels.map((label) => label === c);
    const at = (t) => countsAt(scores, wanted, t, times.value);
    const recall = ([found, missed]) => found / (found + missed);
    const precision = ([found, , alarms]) => found / (found + alarms); // NaN if none is called so
    const [found, missed, alarms, passed] = at(threshold.value);
    table.set([[found, missed], [alarms, passed]], {
      rowNames: [kind.value, "others"], columnNames: [kind.value, "not"],
      marks: (row, column) => (row === column ? "output" : "gradient"),
    });
    const all = steps.map((t) => [t, at(t)]);
    const some = all.filter(([, [f, , a]]) => f + a > 0);
    const here = [precision(at(threshold.value)), recall(at(threshold.value))];
    const said = [Number.isNaN(here[0]) ? "undefined" : fixed(here[0]), fixed(here[1])];
    chart.set({
      series: [
        { name: "precision", role: "input", x: some.map(([t]) => t),
          y: some.map(([, n]) => precision(n)) },
        { name: "recall", role: "gradient", x: steps, y: all.map(([, n]) => recall(n)) },
        { kind: "points", role: "kernel", x: here.filter((v) => v >= 0).map(() => threshold.value),
          y: here.filter((v) => v >= 0) },
      ],
      text: `at ${fixed(threshold.value)} precision ${said[0]}, recall ${said[1]}`,
    });
    return `Called ${kind.value} from ${fixed(threshold.value)} on: ${found} of ${found + missed} ` +
      `${kind.value} and ${alarms} of ${alarms + passed} others; precision ${said[0]}, ` +
      `recall ${said[1]}.`;
  }

  return frame(el, {
    model, update,
    controls: [kind, threshold, times],
    stage: [table, chart],
    note: "Precision: which share of what is called so is so. Recall: which share of what is so is " +
      "called so. More frequent others are counted several times, as if as many more pictures of " +
      "them came by.",
  });
}

export default { render };
