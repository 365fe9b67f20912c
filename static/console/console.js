"use strict";
/* Gives names to two parts of the theme that screen readers would announce without one: scrolling areas and pickers. */

const NAMES = {
  "zh-hans": { menu: "菜单", found: "搜索结果", other: "可滚动区域" },
  en: { menu: "Menu", found: "Search results", other: "Scrollable area" },
};

function nameOfScrollArea(area, names, number) {
  if (area.closest("#nav-sidebar")) return names.menu;
  if (area.querySelector("#command-results")) return names.found;
  return `${names.other} ${number}`;
}

/* Before the scroll bars are built: they copy the name onto the element that scrolls. */
document.addEventListener("DOMContentLoaded", () => {
  const names = NAMES[document.documentElement.lang] || NAMES.en;
  document.querySelectorAll("[data-simplebar]").forEach((area, index) => {
    area.setAttribute("data-simplebar-aria-label", nameOfScrollArea(area, names, index + 1));
  });
});

/* After the pickers are built: each one is named by the label of the field it stands for. */
window.addEventListener("load", () => {
  document.querySelectorAll(".select2-container").forEach((picker) => {
    const field = picker.previousElementSibling?.closest("select") || picker.parentElement.querySelector("select");
    const label = field?.labels?.[0];
    const box = picker.querySelector("[role=combobox]");
    if (!label || !box) return;
    label.id ||= `${field.id}-label`;
    box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") || ""}`.trim());
    picker.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
  });
});
