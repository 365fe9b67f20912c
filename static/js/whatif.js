/* The what-if page: a field that finds measures by their name, and a mark on those that come along by themselves.
 * Everything else is done by the server; without this script the page works by its buttons.
 */
(() => {
  "use strict";
  const form = document.getElementById("whatif-form");
  if (!form) return;

  const rows = [...form.querySelectorAll("[data-measure]")];
  const groups = [...form.querySelectorAll(".month-group, .more-measures")];
  const box = form.querySelector("[data-filter]");
  const field = box.querySelector("input");
  const said = box.querySelector("[role=status]");
  const opened = new Map(groups.map((group) => [group, group.open]));

  function filter() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.querySelector(".tick-title").textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-measure]:not([hidden])");
      group.open = words.length ? !group.hidden : opened.get(group);
    }
    said.textContent = words.length ? (shown === 1 ? box.dataset.countOne : box.dataset.countMany.replace("{n}", shown)) : "";
  }

  function mark() {
    const implied = new Set(document.getElementById("outcome").dataset.implied.split(" "));
    for (const row of rows) row.querySelector(".badge-implied").hidden = !implied.has(row.dataset.measure);
  }

  box.hidden = false;
  if (window.htmx) for (const button of form.querySelectorAll("[data-by-hand]")) button.hidden = true;
  field.addEventListener("input", filter);
  // What is typed here is no part of the choice.
  field.addEventListener("change", (event) => event.stopPropagation());
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  for (const group of groups) {
    group.addEventListener("toggle", () => {
      if (!field.value) opened.set(group, group.open);
    });
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "outcome" || event.target.id === "outcome") mark();
  });
})();
