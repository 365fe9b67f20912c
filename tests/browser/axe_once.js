/* Runs axe-core and measures the contrast of texts that look alike once.
 *
 * A table of two hundred rows has the same few pairs of colours in every row, and axe takes most of its time to measure
 * each of them anew. Here a text that passed stands for every other text of the same page with the same colour, size,
 * weight and shadow on the same grounds. What did not pass is never remembered, so that every fault is named; and what
 * touches a box outside the flow of the page, which may lie over or under it, is always measured.
 */
(() => {
  "use strict";
  const LETTERS = ["color", "fontSize", "fontWeight", "textShadow", "webkitTextFillColor", "webkitTextStroke"];
  const GROUND = ["backgroundColor", "backgroundImage", "backgroundClip", "opacity", "filter", "mixBlendMode", "clipPath"];
  const PLAIN = ["rgba(0, 0, 0, 0)", "none", "border-box", "1", "none", "normal", "none"].join("|");
  let passed, grounds, numbers, apart;

  /* The number of what lies under an element: its own ground and that of everything around it. */
  function ground(element) {
    if (!element) return 0;
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const own = GROUND.map((name) => style[name]).join("|");
      const under = ground(element.parentElement);
      const key = `${under}|${own}`;
      if (own !== PLAIN && !numbers.has(key)) numbers.set(key, numbers.size + 1);
      grounds.set(element, own === PLAIN ? under : numbers.get(key));
    }
    return grounds.get(element);
  }

  function outOfFlow(element) {
    const style = getComputedStyle(element);
    const margins = [style.marginTop, style.marginRight, style.marginBottom, style.marginLeft];
    return (
      ["absolute", "fixed", "sticky"].includes(style.position) ||
      (style.position === "relative" && [style.top, style.left].some((shift) => !["auto", "0px"].includes(shift))) ||
      style.float !== "none" ||
      style.transform !== "none" ||
      style.translate !== "none" ||
      margins.some((margin) => margin.startsWith("-"))
    );
  }

  function boxesApart() {
    const boxes = [...document.querySelectorAll("body *")].filter(outOfFlow).map((one) => one.getBoundingClientRect());
    return boxes.filter((box) => box.width > 1 && box.height > 1); // smaller ones are words for the ear only
  }

  /* What a text looks like, or nothing where that cannot be told from its styles alone. */
  function look(element) {
    if (element.ownerSVGElement) return null;
    if (element.clientWidth && element.scrollWidth > element.clientWidth) return null;
    const box = element.getBoundingClientRect();
    const touches = (other) =>
      box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
    if (apart.some(touches)) return null;
    const style = getComputedStyle(element);
    return [ground(element), ...LETTERS.map((name) => style[name])].join("|");
  }

  const check = axe._audit.checks["color-contrast"];
  const measure = check.evaluate;

  function measureOnce(element, ...others) {
    const own = look(element);
    if (own !== null && passed.has(own)) return true;
    let ratio;
    const keep = this.data;
    this.data = (facts) => {
      ratio = facts.contrastRatio;
      keep.call(this, facts);
    };
    const answer = measure.call(this, element, ...others);
    // A hidden text "passes" as well; only a ratio that was really measured says something about others.
    if (own !== null && answer === true && ratio !== undefined) passed.add(own);
    return answer;
  }

  /* What axe finds: [rule, impact, help, the first places], one for each rule. */
  window.violations = async ({ once = true } = {}) => {
    check.evaluate = once ? measureOnce : measure;
    [passed, grounds, numbers, apart] = [new Set(), new WeakMap(), new Map(), boxesApart()];
    const results = await axe.run(document, { resultTypes: ["violations"] });
    return results.violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      places: nodes.map((node) => node.target),
    }));
  };
})();
