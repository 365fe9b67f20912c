/* Every answer saves itself.
 *
 * What is typed goes into this device's own storage first and stays there until the server has acknowledged it, so that
 * closing the browser, a lost connection or a second tab loses nothing. One save is in flight at a time; it carries the
 * version this page knows and what it saw stored before, and the page adopts the version that comes back.
 *
 * A field is an answer (a.CODE) or a note (n.CODE). Figures have a page and a script of their own (sheet.js).
 */
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.htmx) return;

  const status = document.getElementById("save-status");
  const prefix = `draft:${form.dataset.draft}:`;
  const store = prefix + Math.random().toString(36).slice(2);
  const stored = new Map(); // field -> what the server holds, as far as this page knows
  const pending = new Map(); // field -> {value, was, version}: typed, not sent yet
  const held = new Map(); // field -> the same: waits for a person (a conflict, a refused note)
  let sending = null; // the fields in flight
  let known = Number(form.elements.namedItem("version").value);
  let waiting = null; // the button to press once everything is saved
  let retry = null;
  let delay = 0;
  let leaving = false;
  let bound = false; // htmx listens to the form

  const fieldOf = (name) => (/^[an]\./.test(name) ? name : null);

  function controls(field) {
    const found = form.elements.namedItem(field);
    if (!found) return [];
    return found instanceof RadioNodeList ? [...found] : [found];
  }

  function read(field, original = false) {
    const list = controls(field);
    if (!list.length) return undefined;
    if (field.startsWith("a.")) {
      const chosen = list.find((radio) => (original ? radio.defaultChecked : radio.checked));
      return chosen ? chosen.value : "";
    }
    return (original ? list[0].defaultValue : list[0].value).trim();
  }

  function write(field, value) {
    const list = controls(field);
    if (!list.length) return;
    if (field.startsWith("a.")) for (const radio of list) radio.checked = radio.value === value;
    else {
      list[0].value = value;
      if (value && list[0].closest("details")) list[0].closest("details").open = true;
    }
  }

  /* Learn what the server holds from the page as it was sent. */
  function learn(onlyNew = true) {
    for (const control of form.elements) {
      const field = control.name && fieldOf(control.name);
      if (field && !(onlyNew && stored.has(field))) stored.set(field, read(field, true));
    }
  }

  function say(words, tone = "") {
    status.textContent = words;
    status.dataset.tone = tone;
  }

  function remember() {
    const fields = Object.fromEntries([...held, ...(sending || []), ...pending]);
    try {
      if (Object.keys(fields).length) localStorage.setItem(store, JSON.stringify({ at: Date.now(), fields }));
      else localStorage.removeItem(store);
    } catch {
      /* No storage (private window): saving still works while the page is open. */
    }
  }

  function touch(field) {
    const value = read(field);
    if (value === undefined) return;
    const flying = sending && sending.get(field);
    const before = flying ? flying.value : stored.get(field) || "";
    held.delete(field);
    forgetConflict(field);
    if (value === before) pending.delete(field);
    else pending.set(field, { value, was: before, version: known });
    remember();
  }

  function forgetConflict(field) {
    const row = document.querySelector(`#conflict [data-field="${CSS.escape(field)}"]`);
    if (!row) return;
    const box = row.closest("form");
    row.remove();
    if (!box.querySelector("[data-field]")) box.remove();
  }

  function send() {
    clearTimeout(retry);
    if (!bound || sending || !pending.size) return;
    sending = new Map(pending);
    pending.clear();
    say(form.dataset.saving);
    htmx.trigger(form, "autosave");
  }

  form.addEventListener("htmx:configRequest", (event) => {
    if (event.target !== form || !sending) return;
    const data = event.detail.formData;
    for (const name of [...data.keys()]) if (fieldOf(name) || name === "do") data.delete(name);
    let version = known;
    for (const [field, entry] of sending) {
      version = Math.min(version, entry.version);
      data.set(`was.${field}`, entry.was);
      data.set(field, entry.value);
    }
    data.set("version", String(version));
  });

  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form || !sending) return;
    const sent = sending;
    sending = null;
    const answer = event.detail.xhr;
    const named = (header) => new Set((answer.getResponseHeader(header) || "").split(",").filter(Boolean));
    if (answer.status >= 200 && answer.status < 300) acknowledge(sent, answer);
    else if (answer.status === 409) divide(sent, named("X-Section-Conflict"), answer);
    else if (answer.status === 422) divide(sent, named("X-Section-Refused"), answer);
    else postpone(sent, answer.status);
    remember();
  });

  function adopt(answer) {
    const version = Number(answer.getResponseHeader("X-Section-Version"));
    if (version) known = version;
    for (const entry of pending.values()) entry.version = known;
  }

  function acknowledge(sent, answer) {
    delay = 0;
    for (const [field, entry] of sent) {
      stored.set(field, entry.value);
      mark(field, false);
    }
    adopt(answer);
    learn();
    if (pending.size) send();
    else status.dataset.tone = "";
    if (waiting && !sending && !pending.size) leave();
  }

  /* Some fields wait for a person, the others go out again at once. */
  function divide(sent, stopped, answer) {
    waiting = null;
    delay = 0;
    adopt(answer);
    for (const [field, entry] of sent) {
      const stop = !stopped.size || stopped.has(field);
      if (stop) {
        held.set(field, entry);
        if (answer.status === 422) mark(field, true);
        else stored.set(field, read(field, true));
      } else if (!pending.has(field)) pending.set(field, { ...entry, version: known });
    }
    status.dataset.tone = "waiting";
    if (answer.status === 409) document.getElementById("conflict").scrollIntoView({ block: "start" });
    if (pending.size) send();
  }

  function mark(field, wrong) {
    for (const control of controls(field)) {
      if (wrong) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  function postpone(sent, code) {
    waiting = null;
    for (const [field, entry] of sent) {
      const newer = pending.get(field);
      pending.set(field, newer ? { ...newer, was: entry.was, version: entry.version } : entry);
    }
    if (code === 401) return say(form.dataset.signedOut, "waiting");
    if (code >= 400 && code < 500) return say(form.dataset.forbidden, "waiting");
    say(form.dataset.lost, "waiting");
    delay = Math.min(30000, delay ? delay * 2 : 2000);
    retry = setTimeout(send, delay);
  }

  /* Typing */
  let pause = null;
  form.addEventListener("input", (event) => {
    const field = event.target.name && fieldOf(event.target.name);
    if (!field || event.target.type === "radio") return;
    touch(field);
    clearTimeout(pause);
    pause = setTimeout(send, 900);
  });
  form.addEventListener("change", (event) => {
    const field = event.target.name && fieldOf(event.target.name);
    if (!field) return;
    touch(field);
    clearTimeout(pause);
    send();
  });

  /* Buttons: everything is saved before the page is left. */
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const wish = button && button.value ? button.value : "save";
    if (wish.startsWith("clear:")) {
      event.preventDefault();
      const field = `a.${wish.slice(6)}`;
      write(field, "");
      touch(field);
      send();
      const first = controls(field)[0];
      if (first) first.focus();
      return;
    }
    if (wish === "save") {
      event.preventDefault();
      send();
      return;
    }
    if (sending || pending.size) {
      event.preventDefault();
      waiting = button;
      send();
      return;
    }
    if (wish === "next") {
      event.preventDefault();
      location.assign(form.dataset.next);
      return;
    }
    leaving = true; // the rest is saved: only the wish itself is sent
  });
  form.addEventListener("formdata", (event) => {
    if (!leaving) return;
    for (const name of [...event.formData.keys()]) if (fieldOf(name)) event.formData.delete(name);
  });

  function leave() {
    const button = waiting;
    waiting = null;
    form.requestSubmit(button);
  }

  /* A person has chosen in a conflict. */
  document.addEventListener("htmx:afterRequest", (event) => {
    const box = event.target.closest && event.target.closest("form[data-conflict]");
    const answer = event.detail.xhr;
    if (!box && !event.target.hasAttribute("data-conflict")) return;
    if (answer.status < 200 || answer.status >= 300) return;
    adopt(answer);
    const left = new Set([...document.querySelectorAll("#conflict [data-field]")].map((row) => row.dataset.field));
    for (const field of [...held.keys()]) {
      if (left.has(field) || !controls(field).length) continue;
      if (controls(field).some((control) => control.hasAttribute("aria-invalid"))) continue;
      held.delete(field);
      stored.set(field, read(field, true));
    }
    status.dataset.tone = left.size ? "waiting" : "";
    remember();
  });

  /* Back online, back in the tab: try at once. */
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) send();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  /* Put back what an earlier visit could not save. */
  function restore() {
    const found = new Map();
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
      const drafts = keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((a, b) => a.at - b.at);
      for (const draft of drafts) for (const [field, entry] of Object.entries(draft.fields)) found.set(field, entry);
      for (const key of keys) localStorage.removeItem(key);
    } catch {
      return;
    }
    let back = false;
    for (const [field, entry] of found) {
      if (entry.value === stored.get(field) || early.includes(field)) continue;
      back = true;
      write(field, entry.value);
      pending.set(field, entry);
    }
    remember();
    if (back) say(form.dataset.restored, "waiting");
  }

  function start() {
    bound = true;
    for (const field of early) touch(field);
    restore();
    send();
  }

  // What was chosen and typed while this script was still on its way (early.js).
  const early = [...(window.touchedEarly || [])].filter(fieldOf);
  // Without this a browser would show old choices over what the server sent.
  for (const control of form.elements) {
    if (control.type === "radio" && !early.includes(control.name)) control.checked = control.defaultChecked;
  }
  learn();
  // htmx binds the form when the document is ready; its listener was added before this one.
  document.addEventListener("DOMContentLoaded", start);
})();
