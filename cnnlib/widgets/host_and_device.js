// Interactive figure: a host fills a queue of kernels, a device works them off; see
// host_and_device.py.

// When the host issues each kernel, when the device works on it, what the timer reads.
function schedule(launch, time, kernels, stop, earlier, wait) {
  const device = Array.from({ length: earlier }, (_, k) => [k * time, (k + 1) * time]);
  let free = earlier * time;
  const begin = wait === "before and after" ? free : 0;
  let now = begin;
  let reading = 0;
  const host = [];
  for (let k = 1; k <= kernels; k++) {
    host.push([now, now + launch]);
    now += launch;
    const start = Math.max(now, free);
    free = start + time;
    device.push([start, free]);
    if (k === stop) {
      if (wait !== "not at all") now = Math.max(now, free);
      reading = now - begin;
    }
  }
  return { host, device, begin, reading };
}

const alone = (launch, time, kernels) => launch + (kernels - 1) * Math.max(launch, time) + time;

// Two lanes over one axis of time, and above them how long the timer ran.
function lanes(label) {
  let drawn = null;
  const [TOP, LANE, GAP, FOOT] = [34, 34, 26, 40]; // pixels

  function paint(pen, W, H, colour) {
    if (!drawn) return;
    const { host, device, earlier, begin, reading, end } = drawn;
    const x = (at) => 8 + ((W - 16) * at) / end;
    Object.assign(pen, { font: "13px system-ui, sans-serif", textBaseline: "middle" });

    function lane(top, role, work, text) {
      work.forEach(([from, to], k) => {
        const [left, width] = [x(from), x(to) - x(from)];
        Object.assign(pen, { fillStyle: colour(role), strokeStyle: colour(role), lineWidth: 1.5 });
        pen.globalAlpha = 0.18;
        pen.fillRect(left, top, width, LANE);
        pen.globalAlpha = 1;
        pen.setLineDash(DASHES[role]);
        pen.strokeRect(left, top, width, LANE);
        pen.setLineDash([]);
        Object.assign(pen, { fillStyle: colour("ink"), textAlign: "center" });
        if (width > pen.measureText(text(k)).width + 4) {
          pen.fillText(text(k), left + width / 2, top + LANE / 2);
        }
      });
    }
    const first = TOP + GAP;
    const second = first + LANE + GAP;
    const foot = second + LANE + 4;
    lane(first, "input", host, (k) => String(k + 1));
    lane(second, "output", device,
      (k) => (k < earlier ? "" : String(k - earlier + 1)));

    Object.assign(pen, { fillStyle: colour("ink"), strokeStyle: colour("line"), lineWidth: 1 });
    pen.strokeRect(8, foot, W - 16, 0);
    pen.textAlign = "center";
    const step = 10 ** Math.floor(Math.log10(end / 2));
    const every = step * (end / step > 10 ? 5 : end / step > 4 ? 2 : 1);
    for (let at = 0; at <= end; at += every) {
      pen.fillRect(x(at), foot, 1, 4);
      if (x(at) < W - 12) pen.fillText(plain(at), Math.max(x(at), 12), foot + 14);
    }
    pen.fillText("microseconds", W / 2, H - 8);

    // The timer: from where it starts to where it stops.
    Object.assign(pen, { strokeStyle: colour("gradient"), lineWidth: 2 });
    pen.setLineDash(DASHES.gradient);
    for (const at of [begin, begin + reading]) {
      pen.beginPath();
      pen.moveTo(x(at), TOP - 12);
      pen.lineTo(x(at), foot);
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.beginPath();
    pen.moveTo(x(begin), TOP - 12);
    pen.lineTo(x(begin + reading), TOP - 12);
    pen.stroke();
    // The lanes' names, on paper: a dashed line would cross them.
    pen.textAlign = "left";
    for (const [name, top] of [["host issues", first], ["device works", second]]) {
      pen.fillStyle = colour("paper");
      pen.fillRect(8, top - 20, pen.measureText(name).width + 8, 18);
      pen.fillStyle = colour("ink");
      pen.fillText(name, 12, top - 11);
    }
    pen.textAlign = "center";
    const text = `the timer: ${plain(reading)} µs`;
    const half = pen.measureText(text).width / 2;
    pen.fillStyle = colour("ink");
    pen.fillText(text, within(x(begin + reading / 2), half + 8, W - half - 8), 9);
  }
  const { canvas, draw } = surface({ class: "cnn-plot" }, 1, paint);
  canvas.style.aspectRatio = "auto";
  canvas.style.height = `${TOP + 2 * (LANE + GAP) + FOOT}px`;
  return {
    node: element("figure", { class: "cnn-picture cnn-chart" },
      element("figcaption", {}, label), canvas),
    set(what, text) {
      drawn = what;
      canvas.setAttribute("aria-label", `${label}; ${text}`);
      draw();
    },
  };
}

function render({ model, el }) {
  const { launches, batches, fixed: own, per_image: each, limits, waits } = model.get("choices");
  const microseconds = (value) => `${plain(value)} µs`;
  const launch = slider({
    label: "cost of a launch", values: launches, value: model.get("launch"), format: microseconds,
  });
  const batch = slider({
    label: "batch", values: batches, value: model.get("batch"),
    format: (size) => `${size}: kernel ${microseconds(own + each * size)}`,
  });
  const count = (name, label, onchange) => stepper({
    label, min: limits[name][0], max: limits[name][1], value: model.get(name), onchange,
  });
  const kernels = count("kernels", "kernels", (to) => stop.limit(1, to));
  const stop = count("stop", "timer stops after");
  stop.limit(1, kernels.value);
  const earlier = count("earlier", "kernels queued before");
  const wait = choice({ label: "the host waits", options: waits, value: model.get("wait") });
  const line = lanes("time line of host and device");

  function update() {
    const time = own + each * batch.value;
    const { host, device, begin, reading } = schedule(launch.value, time, kernels.value,
      stop.value, earlier.value, wait.value);
    const end = Math.max(host.at(-1)[1], device.at(-1)[1], begin + reading);
    const truth = alone(launch.value, time, stop.value);
    line.set({ host, device, begin, reading, end, earlier: earlier.value },
      `the timer runs from ${plain(begin)} to ${plain(begin + reading)} µs, the device is done ` +
      `at ${plain(end)} µs`);
    const what = stop.value === 1 ? "kernel 1 takes" : `kernels 1 to ${stop.value} take`;
    const share = Math.round((100 * reading) / truth);
    const slower = launch.value > time ? "The host is slower: the device waits for work."
      : "The device is slower: the queue fills up.";
    return `The timer reads ${plain(reading)} µs. On an idle device ${what} ` +
      `${plain(truth)} µs. The reading is ${share} % of that. ${slower}`;
  }

  return frame(el, {
    model, update,
    controls: [launch, batch, kernels, stop, earlier, wait],
    stage: [line],
    note: "A model with invented times, not a measurement. Bars carry the numbers of the " +
      "kernels; bars without one were queued before. Dashed lines: the timer starts and stops.",
  });
}

export default { render };
