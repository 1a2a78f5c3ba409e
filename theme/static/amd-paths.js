// Tells requirejs where anywidget and the widget manager's fonts lie, relative to this script: a
// path from the root of the server would be wrong in a subfolder and over file://.
(() => {
  const here = document.currentScript.src;
  requirejs.config({
    paths: {
      anywidget: new URL("vendor/anywidget", here).href,
      "@jupyter-widgets/html-manager": new URL("vendor/html-manager", here).href,
    },
  });

  // The widget manager asks for typesetting by MathJax 2's Hub.Queue, which MathJax 3 lacks.
  // This listener is registered before the manager's own, so the Hub is there when it is called.
  window.addEventListener("load", () => {
    const mathjax = window.MathJax;
    if (!mathjax?.startup || mathjax.Hub) return;
    mathjax.Hub = {
      Queue: ([, , element]) =>
        mathjax.startup.promise.then(() => mathjax.typesetPromise([element])),
    };
  });
})();
