"use strict";
/* Gives names to the parts of the theme that screen readers would announce without one: menus, the search window,
   scrolling areas and pickers. */

const NAMES = {
  "zh-hans": { menu: "菜单", account: "我的账号", search: "搜索", found: "搜索结果", other: "可滚动区域" },
  en: { menu: "Menu", account: "My account", search: "Search", found: "Search results", other: "Scrollable area" },
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
  const search = document.querySelector("#search-input-command")?.closest("[x-show]");
  search?.setAttribute("role", "dialog");
  search?.setAttribute("aria-label", names.search);
  document.querySelector("#nav-sidebar-inner")?.setAttribute("aria-label", names.menu);
  document.querySelector("#nav-sidebar-inner nav")?.setAttribute("aria-label", names.account);
});

/* Each picker is named by the label of the field it stands for. */
function namePicker(picker) {
  const field = picker.previousElementSibling?.closest("select") || picker.parentElement.querySelector("select");
  const label = field?.labels?.[0];
  const box = picker.querySelector("[role=combobox]");
  if (!label || !box || box.dataset.named) return;
  box.dataset.named = "yes";
  label.id ||= `${field.id}-label`;
  box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") || ""}`.trim());
  picker.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
}

/* The theme builds its pickers at a moment of its own, before or after the page has loaded: each is named as it comes. */
document.addEventListener("DOMContentLoaded", () => {
  const nameAll = () => document.querySelectorAll(".select2-container").forEach(namePicker);
  nameAll();
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
});
