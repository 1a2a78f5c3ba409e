"""Drives any interactive figure by keyboard and says what is wrong with it.

`drive(figure)` knows nothing of what a figure shows. It asks of every figure that each control is
reached by Tab, has a visible focus and a name, does something that is seen or announced, and
refuses what is mistyped; that nothing moves by itself, no text is cut off or too faint; and that in
print the controls are gone and their values stay.
"""

import re

SCRIPT = """() => {
  const STOPS = 'input, select, button, [tabindex="0"]';
  const shown = (node) => node.getClientRects().length > 0
    && getComputedStyle(node).visibility === 'visible';

  // One control for each stop of the Tab key; a matrix is one control, whatever cell it stops at.
  const controlOf = (node) => node.closest('table[role=grid]') ?? node;
  function number(figure) {
    const all = [...figure.querySelectorAll(STOPS)].filter(
      (node) => node.tabIndex >= 0 && !node.disabled && shown(node)).map(controlOf);
    all.forEach((node, i) => { node.dataset.stop = i; });
    return all.length;
  }
  function stop(figure) {
    const active = document.activeElement;
    if (active === figure || !figure.contains(active)) return null;
    const style = getComputedStyle(active);
    return { number: Number(controlOf(active).dataset.stop ?? -1),
      outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
  }

  // Everything that is seen or announced outside the control itself.
  function picture(figure, control) {
    const own = control?.closest('.cnn-control, .cnn-numbers, .cnn-buttons');
    let [sum, text] = [0, ''];
    for (const node of figure.querySelectorAll('.cnn-stage *, .cnn-readout, .cnn-message, \
        .cnn-note, .cnn-control :is(input, select), .cnn-numbers input')) {
      if (own?.contains(node)) continue;
      if (node.tagName === 'CANVAS' && node.width && node.height) {
        const { data } = node.getContext('2d').getImageData(0, 0, node.width, node.height);
        for (const colour of new Uint32Array(data.buffer)) sum = (Math.imul(31, sum) + colour) | 0;
      }
      text += `${node.className} ${node.value ?? node.textContent} ${node.checked}|`;
    }
    return `${sum} ${text}`;
  }

  // What a typed text is answered with.
  function type(figure, field, text) {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return { said: figure.querySelector('.cnn-message').textContent,
      invalid: field.getAttribute('aria-invalid') === 'true' };
  }

  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
    .getContext('2d', { willReadFrequently: true });
  function rgba(colour) { // of any notation
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }
  function behind(node) {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      layers.push(rgba(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reverse().reduce((below, [r, g, b, a]) =>
      [r, g, b].map((part, k) => a * part + (1 - a) * below[k]), [255, 255, 255]);
  }
  const luminance = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, k) => {
    const part = colour[k] / 255; // WCAG 2.1
    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  function contrast(node) {
    const [low, high] = [luminance(rgba(getComputedStyle(node).color)), luminance(behind(node))]
      .sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  function faults(figure) {
    const found = [];
    const edge = figure.getBoundingClientRect();
    for (const node of figure.querySelectorAll('*')) {
      if (!shown(node)) continue;
      const own = [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim());
      const field = node.matches('input[type=text], select');
      const text = (node.value ?? node.textContent).slice(0, 30);
      const what = `${node.tagName.toLowerCase()} "${text}"`;
      const box = node.getBoundingClientRect();
      const scrolled = node.closest('.cnn-scroll');
      const out = box.right > edge.right + 0.5 || box.left < edge.left - 0.5;
      if (out && (!scrolled || scrolled === node)) found.push(`${what} leaves the figure`);
      if ((own || field) && node.scrollWidth > node.clientWidth + 1
          && getComputedStyle(node).display !== 'inline') found.push(`${what} is cut off`);
      if ((own || field) && !node.disabled && contrast(node) < 4.5) {
        found.push(`${what} has a contrast of ${contrast(node).toFixed(2)}`);
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    return found;
  }

  window.driver = { number, stop, picture, type, faults, shown };
}"""

KEYS = ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp")


def drive(figure) -> list[str]:
    """What is wrong with a figure (a locator), as sentences; empty if nothing is."""
    figure.scroll_into_view_if_needed()
    found = list(stillness(figure))
    found += _names(figure)
    found += figure.evaluate("driver.faults")
    found += _tab_order(figure)
    for number in range(figure.evaluate("driver.number")):
        found += _operate(figure, number)
    found += figure.evaluate("driver.faults")  # once more, with other numbers
    found += _print(figure)
    return found


def _picture(figure, control=None):
    handle = control.element_handle() if control is not None else None
    return figure.evaluate("(figure, control) => driver.picture(figure, control)", handle)


def stillness(figure):
    """Nothing moves before the reader has touched anything."""
    figure.evaluate(SCRIPT)
    before = _picture(figure)
    figure.page.wait_for_timeout(150)
    if _picture(figure) != before or figure.page.evaluate("document.getAnimations().length"):
        yield "something moves by itself"


def _names(figure):
    """Parts that a screen reader has no name for."""
    roles = "button|slider|spinbutton|combobox|checkbox|textbox|grid|application|img|group|table"
    for line in figure.aria_snapshot().splitlines():
        if re.match(rf"\s*- ({roles})\b(?! \")", line):
            yield f"no name: {line.strip()}"


def _tab_order(figure):
    """Every control is a stop of the Tab key, in the order of the page, with a visible focus."""
    count = figure.evaluate("driver.number")
    figure.evaluate("figure => { figure.tabIndex = -1; figure.focus(); }")
    stops = []
    for _ in range(count + 5):
        figure.page.keyboard.press("Tab")
        stop = figure.evaluate("driver.stop")
        if stop is None:
            break
        stops.append(stop["number"])
        if not stop["outlined"]:
            yield f"control {stop['number']} shows no focus"
    figure.evaluate("figure => figure.removeAttribute('tabindex')")
    if [stop for stop in stops if stop >= 0] != list(range(count)):
        yield f"Tab reaches the controls {stops}, expected 0 to {count - 1}"


def _operate(figure, number):
    """Use one control by its keys."""
    control = figure.locator(f'[data-stop="{number}"]')
    name = control.get_attribute("aria-label") or control.inner_text()
    kind = control.evaluate("node => node.getAttribute('role') ?? node.type ?? node.tagName")
    if control.is_disabled():  # switched off by another control
        return
    operate = {
        "range": _by_arrows, "spinbutton": _stepper, "text": _field, "checkbox": _checkbox,
        "select-one": _select, "button": _button, "grid": _by_arrows, "application": _by_arrows,
    }  # fmt: skip
    if kind not in operate:
        yield f"{name}: no way is known to operate a {kind}"
        return
    yield from (f"{name}: {fault}" for fault in operate[kind](figure, control))


def _focus(control):
    """To the cell of a matrix that Tab would stop at, or to the control itself."""
    control.evaluate("node => (node.querySelector('[tabindex=\"0\"]') ?? node).focus()")


def _by_arrows(figure, control):
    """Some arrow key changes something."""
    _focus(control)
    before = _picture(figure, control)
    for key in KEYS:
        figure.page.keyboard.press(key)
        if _picture(figure, control) != before:
            return
    yield "no arrow key changes anything"


def _stepper(figure, control):
    value = control.input_value()
    before = _picture(figure, control)
    pictures = set()
    for key in ("ArrowUp", "ArrowDown", "ArrowDown"):
        control.press(key)
        pictures.add(_picture(figure, control))
    if pictures == {before}:
        yield "neither ArrowUp nor ArrowDown changes anything"
    control.fill(value)
    for more in ("more", "less"):
        button = control.locator("xpath=..").locator(f'button[aria-label$=": {more}"]')
        button.click()
        pictures.add(_picture(figure, control))
    control.fill(value)
    if len(pictures) == 1:
        yield "its buttons change nothing"
    yield from _refusals(figure, control, ("x", "1.5", "100000", ""))


def _field(figure, control):
    value = control.input_value()
    before = _picture(figure, control)
    control.fill("0.5" if value != "0.5" else "0.25")
    if _picture(figure, control) == before:
        yield "another number changes nothing"
    control.fill(value)
    yield from _refusals(figure, control, ("two", "1e99", "1/0", ""))


def _refusals(figure, control, texts):
    """Wrong texts are refused with a message, and a right one takes it back."""
    name, value = control.get_attribute("aria-label"), control.input_value()
    field = control.element_handle()

    def typed(text):
        return figure.evaluate("(figure, [f, text]) => driver.type(figure, f, text)", [field, text])

    for text in texts:
        answer = typed(text)
        if f'"{text}"' not in answer["said"] or name not in answer["said"]:
            yield f"{text!r} is answered by {answer['said']!r}"
        if not answer["invalid"]:
            yield f"{text!r} is not marked as invalid"
    if typed(value) != {"said": "", "invalid": False}:
        yield f"{value!r} is still refused"


def _checkbox(figure, control):
    before = _picture(figure, control)
    control.press("Space")
    if _picture(figure, control) == before:
        yield "Space changes nothing"
    control.press("Space")


def _select(figure, control):
    value = control.input_value()
    before = _picture(figure, control)
    options = control.locator("option").count()
    pictures = set()
    for key in ["ArrowDown"] * options + ["ArrowUp"] * options:
        _focus(control)
        figure.page.keyboard.press(key)
        pictures.add(_picture(figure, control))
    if pictures == {before}:
        yield "no choice changes anything"
    control.select_option(value)


def _button(figure, control):
    # A film may stand at its end: then the last button of its group, Reset, comes first.
    for _ in range(2):
        before = _picture(figure, control)
        control.press("Enter")
        if _picture(figure, control) != before:
            break
        control.locator("xpath=../button[last()]").press("Enter")
    else:
        yield "Enter changes nothing"
    after = _picture(figure, control)
    figure.page.wait_for_timeout(100)
    if _picture(figure, control) != after:
        yield "runs on, though less motion was asked for"


def _print(figure):
    page = figure.page
    said = figure.evaluate("figure => figure.querySelector('.cnn-state').textContent")
    page.emulate_media(media="print")
    controls = "figure => [...figure.querySelectorAll('input, select, button')].some(driver.shown)"
    if figure.evaluate(controls):
        yield "print shows controls"
    if not figure.locator(".cnn-readout").inner_text():
        yield "print has no readout"
    valued = figure.locator(".cnn-control, .cnn-numbers").count() > 0
    if (figure.locator(".cnn-state").inner_text(), bool(said)) != (said, valued):
        yield "print does not say what the controls were set to"
    if figure.evaluate("figure => getComputedStyle(figure).colorScheme") != "light":
        yield "print is not light"
    yield from (f"in print, {fault}" for fault in figure.evaluate("driver.faults"))
    page.emulate_media(media="screen")
