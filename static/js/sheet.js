/* The sheet of yearly figures: moves like a spreadsheet, takes a pasted block, and saves itself.
 *
 * As on the other pages, what is typed goes into this device's own storage first and stays there until the server has
 * acknowledged it. One save is in flight at a time. A field is a figure (v.YEAR.CODE, kept as "amount|unit") or a note
 * (n.CODE). The server answers with the new version, and with errors, conflicts, flags and totals field by field.
 */
(() => {
  "use strict";
  const form = document.querySelector("form[data-sheet]");
  if (!form) return;

  const status = document.getElementById("save-status");
  const texts = form.dataset;
  const prefix = `draft:${texts.draft}:`;
  const store = prefix + Math.random().toString(36).slice(2);
  const stored = new Map(Object.entries(JSON.parse(form.elements.namedItem("seen").value)));
  const pending = new Map(); // field -> {value, was, version}: typed, not sent yet
  const held = new Map(); // field -> the same: waits for a person (a conflict, a refused figure)
  const shown = new Map(); // field -> value when the person came to it, for Escape
  let sending = null;
  let known = Number(form.elements.namedItem("version").value);
  let waiting = null; // where to go once everything is saved
  let retry = null;
  let delay = 0;
  let pause = null;
  let pasted = []; // what the last pasted block replaced, for Escape

  const isField = (name) => /^(v\.\d{4}|n)\.\w+$/.test(name || "");
  const codeOf = (field) => field.split(".").pop();
  const control = (field) => form.elements.namedItem(field);
  const unitOf = (field) => form.elements.namedItem(`u.${codeOf(field)}`);
  const fields = () => [...form.elements].filter((one) => isField(one.name));
  const cells = () => fields().filter((one) => one.name.startsWith("v."));

  function read(field) {
    const value = control(field).value.trim();
    return value && field.startsWith("v.") ? `${value}|${unitOf(field).value}` : value;
  }

  function write(field, value) {
    const one = control(field);
    if (!one) return;
    const cut = field.startsWith("v.") ? value.lastIndexOf("|") : -1;
    one.value = cut < 0 ? value : value.slice(0, cut);
    if (cut >= 0) unitOf(field).value = value.slice(cut + 1);
    const box = one.closest("details");
    if (value && box) box.open = true;
  }

  function say(words, tone = "") {
    status.textContent = words;
    status.dataset.tone = tone;
  }

  function remember() {
    const kept = Object.fromEntries([...held, ...(sending || []), ...pending]);
    try {
      if (Object.keys(kept).length) localStorage.setItem(store, JSON.stringify({ at: Date.now(), fields: kept }));
      else localStorage.removeItem(store);
    } catch {
      /* No storage (private window): saving still works while the page is open. */
    }
  }

  function touch(field) {
    const value = read(field);
    const flying = sending && sending.get(field);
    const before = flying ? flying.value : stored.get(field) || "";
    if (held.has(field) && held.get(field).value === value) return;
    held.delete(field);
    clearConflict(field);
    if (value === before) {
      pending.delete(field);
      showErrors(field, []);
    } else pending.set(field, { value, was: before, version: known });
    remember();
  }

  /* Saving */
  async function send() {
    clearTimeout(retry);
    clearTimeout(pause);
    if (sending || !pending.size) return;
    sending = new Map(pending);
    pending.clear();
    say(texts.saving);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", control("csrfmiddlewaretoken").value);
    let version = known;
    for (const [field, entry] of sending) {
      version = Math.min(version, entry.version);
      const cut = field.startsWith("v.") ? entry.value.lastIndexOf("|") : -1;
      body.set(field, cut < 0 ? entry.value : entry.value.slice(0, cut));
      if (field.startsWith("v.")) body.set(`u${field.slice(1)}`, cut < 0 ? unitOf(field).value : entry.value.slice(cut + 1));
      body.set(`was.${field}`, entry.was);
    }
    body.set("version", String(version));
    let answer = null;
    let told = null;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "error",
        signal: AbortSignal.timeout(10000),
      });
      told = await answer.json();
    } catch {
      told = null;
    }
    const sent = sending;
    sending = null;
    if (told && "version" in told) settle(sent, told);
    else postpone(sent, answer ? answer.status : 0);
    remember();
  }

  function settle(sent, told) {
    delay = 0;
    known = told.version;
    for (const [field, entry] of sent) {
      const newer = pending.get(field);
      showErrors(field, newer ? [] : told.errors[field] || []);
      if (field in told.conflicts) {
        stored.set(field, told.conflicts[field].stored);
        if (newer) newer.was = told.conflicts[field].stored;
        else {
          held.set(field, entry);
          showConflict(field, told.conflicts[field]);
        }
      } else if (field in told.errors) {
        if (!newer) held.set(field, entry);
      } else stored.set(field, entry.value);
    }
    for (const entry of pending.values()) entry.version = known;
    showFlags(told.flags);
    showTotals(told.years);
    if (pending.size) {
      send();
      return;
    }
    const earlier = [...held.keys()].filter((field) => !sent.has(field)).length;
    say(earlier ? `${told.status} ${texts.held.replace("#", earlier)}` : told.status, held.size ? "waiting" : "");
    if (waiting && held.size) control([...held.keys()][0]).focus();
    else if (waiting) location.assign(waiting);
    waiting = null;
  }

  function postpone(sent, code) {
    waiting = null;
    for (const [field, entry] of sent) {
      const newer = pending.get(field);
      pending.set(field, newer ? { ...newer, was: entry.was, version: entry.version } : entry);
    }
    if (code === 401) return say(texts.signedOut, "waiting");
    if (code >= 400 && code < 500) return say(texts.forbidden, "waiting");
    say(texts.lost, "waiting");
    delay = Math.min(30000, delay ? delay * 2 : 2000);
    retry = setTimeout(send, delay);
  }

  /* What the server says of a field stands beside it. */
  function box(kind, field) {
    return document.getElementById(`${kind}-${field.replaceAll(".", "-")}`);
  }

  function fill(place, words, tag = "p") {
    if (!place) return;
    place.replaceChildren(
      ...words.map((word) => {
        const line = document.createElement(tag);
        line.textContent = word;
        return line;
      }),
    );
  }

  function showErrors(field, words) {
    fill(box("error", field), words);
    if (words.length) control(field).setAttribute("aria-invalid", "true");
    else control(field).removeAttribute("aria-invalid");
  }

  function showFlags(flags) {
    for (const one of cells()) {
      const place = box("flag", one.name);
      const words = flags[one.name] || [];
      if ([...place.children].map((line) => line.textContent).join("\n") !== words.join("\n")) fill(place, words);
    }
  }

  function showTotals(years) {
    for (const place of form.querySelectorAll("[data-total]")) {
      const [kind, year] = place.dataset.total.split(".");
      if (years[year]) place.textContent = years[year][kind];
    }
  }

  function clearConflict(field) {
    fill(box("conflict", field), []);
  }

  /* What waits for a person goes out again as it is: over what is stored, where somebody else changed it. */
  function resend(fields = [...held.keys()]) {
    for (const field of fields) {
      pending.set(field, { value: held.get(field).value, was: stored.get(field) || "", version: known });
      held.delete(field);
      clearConflict(field);
    }
    remember();
    send();
  }

  function showConflict(field, conflict) {
    const place = box("conflict", field);
    fill(place, [conflict.words]);
    for (const [words, keep] of [[texts.mine, true], [texts.theirs, false]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = words;
      button.addEventListener("click", () => {
        if (keep) resend([field]);
        else {
          write(field, conflict.stored);
          touch(field);
          send();
        }
        control(field).focus();
      });
      place.append(button);
    }
  }

  /* Typing */
  form.addEventListener("focusin", (event) => {
    if (isField(event.target.name)) shown.set(event.target.name, event.target.value);
  });
  form.addEventListener("input", (event) => {
    if (!isField(event.target.name)) return;
    pasted = [];
    touch(event.target.name);
    clearTimeout(pause);
    pause = setTimeout(send, 900);
  });
  form.addEventListener("change", (event) => {
    const name = event.target.name || "";
    if (isField(name)) touch(name);
    else if (name.startsWith("u.")) {
      for (const one of cells()) if (codeOf(one.name) === name.slice(2) && one.value.trim()) touch(one.name);
    } else return;
    send();
  });

  /* Moving */
  function grid() {
    const rows = [...form.querySelectorAll("tr[data-code]")];
    return rows.map((row) => [...row.querySelectorAll("input[name^='v.']")].filter((one) => one.offsetParent));
  }

  function placeOf(one) {
    const lines = grid();
    const row = lines.findIndex((line) => line.includes(one));
    return { lines, row, column: row < 0 ? -1 : lines[row].indexOf(one) };
  }

  form.addEventListener("keydown", (event) => {
    const one = event.target;
    if (!isField(one.name) || !one.name.startsWith("v.") || event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      restoreTyped(one);
      return;
    }
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { lines, row, column } = placeOf(one);
    const next = lines[row + step] && lines[row + step][column];
    if (!next) return;
    next.focus();
    next.select();
  });

  function restoreTyped(one) {
    const back = pasted.length ? pasted : [[one.name, shown.get(one.name) ?? one.value]];
    pasted = [];
    for (const [field, value] of back) {
      control(field).value = value;
      touch(field);
    }
    say(texts.undone);
    send();
  }

  /* Where the columns of a block go: to the right, or to the years its first row names. */
  function columnsOf(given, line, column) {
    const years = line.map((cell) => cell.name.split(".")[1]);
    const head = given[0].map((value) => years.indexOf(value.trim()));
    if (given.length < 2 || head.includes(-1)) return (along) => column + along;
    given.shift();
    return (along) => head[along];
  }

  /* A block from a spreadsheet spreads from the cell it is pasted into. */
  form.addEventListener("paste", (event) => {
    const one = event.target;
    const block = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!isField(one.name) || !one.name.startsWith("v.") || !/[\t\n]/.test(block.trimEnd())) return;
    event.preventDefault();
    const given = block.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    const { lines, row, column } = placeOf(one);
    const targets = columnsOf(given, lines[row], column);
    const before = [];
    const wide = Math.max(...given.map((values) => values.length));
    const beside = [...Array(wide).keys()].filter((along) => !lines[row][targets(along)]).length;
    let below = 0;
    given.forEach((values, down) => {
      const line = lines[row + down];
      if (!line) {
        below += 1;
        return;
      }
      values.forEach((value, along) => {
        const target = line[targets(along)];
        if (!target) return;
        before.push([target.name, target.value]);
        target.value = value.trim();
        touch(target.name);
      });
    });
    pasted = before;
    const note = [texts.pasted.replace("#", before.length)];
    if (beside) note.push(texts.beside.replace("#", beside));
    if (below) note.push(texts.below.replace("#", below));
    document.getElementById("paste-note").textContent = note.join(" ");
    send();
  });

  /* Years and the way on */
  const more = document.getElementById("more-years");
  if (more) {
    more.addEventListener("click", (event) => {
      event.preventDefault();
      const folded = [...new Set([...form.querySelectorAll("[data-year][hidden]")].map((one) => one.dataset.year))].sort();
      const year = folded.pop();
      if (!year) return;
      for (const one of document.querySelectorAll(`[data-year="${year}"]`)) one.hidden = false;
      more.hidden = !folded.length;
      const tab = document.getElementById(`show-${year}`);
      tab.checked = true;
      const first = cells().find((cell) => cell.name.startsWith(`v.${year}.`));
      if (first) first.focus();
    });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter && event.submitter.value === "next") waiting = texts.next;
    resend();
    if (waiting && !sending) location.assign(waiting);
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
    for (const [field, entry] of found) {
      if (!control(field) || entry.value === (stored.get(field) || "")) continue;
      write(field, entry.value);
      const column = field.startsWith("v.") ? field.split(".")[1] : "";
      for (const one of document.querySelectorAll(`[data-year="${CSS.escape(column)}"]`)) one.hidden = false;
      pending.set(field, entry);
    }
    if (!pending.size) return;
    remember();
    say(texts.restored, "waiting");
    send();
  }

  // A page that came back with typed figures the server did not take: they are typed, not stored.
  for (const one of fields()) if (read(one.name) !== (stored.get(one.name) || "")) held.set(one.name, { value: read(one.name), was: stored.get(one.name) || "", version: known });
  restore();
})();
