// Interactive figure: events in order of time, with their error rates; see timeline.py.

function render({ model, el }) {
  const events = model.get("events");
  const EVERY = "everything";
  const kinds = [EVERY, ...new Set(events.map(({ kind }) => kind))];
  const measured = events.filter(({ error }) => error !== null);
  const inView = () => (kind.value === EVERY ? events : events.filter((e) => e.kind === kind.value));

  const kind = choice({ label: "show", options: kinds, onchange: () => limit() });
  const number = slider({ label: "event", min: 1, max: events.length, value: 1,
    format: (at) => String(inView()[at - 1]?.year ?? "") });
  const log = toggle({ label: "errors on a logarithmic scale" });
  const film = player({
    milliseconds: 1500,
    step() {
      if (number.value >= inView().length) return false;
      number.value += 1;
      return true;
    },
    reset() { number.value = 1; },
    names: { step: "Next event", reset: "First event" },
  });
  const span = (list, room) => [Math.min(...list) - room, Math.max(...list) + room];
  const top = Math.max(...measured.map(({ error }) => error));
  const [first, last] = span(events.map(({ year }) => year), 1);
  const line = plot({ label: "events by year", ratio: 5,
    x: { label: "year", min: first, max: last }, y: { label: "", min: 0, max: 1, ticks: [] } });
  const errors = plot({ label: "errors by year", caption: "error in percent",
    x: { label: "year", min: 0, max: 1 }, y: { label: "%", min: 0, max: 1 } });

  function limit() {
    number.limit(1, inView().length);
    number.value = 1;
  }

  function update() {
    const view = inView();
    const now = view[number.value - 1];
    line.set({
      series: [
        { x: view.map(({ year }) => year), y: view.map(() => 0.5), kind: "points", role: "input" },
        { x: [now.year], y: [0.5], kind: "points", role: "gradient" },
      ],
      text: `${view.length} events, the chosen one in ${now.year}`,
    });
    if (measured.length) {
      const [from, to] = span(measured.map(({ year }) => year), 0.5);
      const here = measured.filter((event) => event === now);
      errors.set({
        x: { label: "year", min: from, max: to },
        y: { label: "error (%)", min: log.value ? 1 : 0, max: log.value ? 100 : 1.1 * top, log: log.value },
        series: [
          { x: measured.map(({ year }) => year), y: measured.map(({ error }) => error),
            kind: "points", role: "input" },
          { x: here.map(({ year }) => year), y: here.map(({ error }) => error), kind: "points",
            role: "gradient", labels: here.map(({ error }) => `${error} %`) },
        ],
        text: `${log.value ? "logarithmic scale; " : ""}` +
          (here.length ? `chosen: ${now.error} percent` : "the chosen event has no error"),
      });
    }
    const error = now.error === null ? "" : ` Error: ${now.error} %.`;
    return `${now.year}, ${now.kind}: ${now.text}.${error} (Event ${number.value} of ${view.length}.)`;
  }

  return frame(el, {
    model, update,
    controls: [kind, number, film, log],
    stage: [element("div", {}, ...(measured.length ? [errors, line] : [line]))],
    note: "Step through the events with the slider's arrow keys or the button. The square is " +
      "the chosen event; the upper chart has those with an error.",
  });
}

export default { render };
