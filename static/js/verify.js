/* The page of verification: works out a file's SHA-256 in the browser and looks for it in the list of files issued.
 *
 * Nothing is sent. Browsers offer the arithmetic on https (and on this machine itself) only; elsewhere the field for
 * files stays hidden and the fingerprint is typed instead.
 */
(() => {
  "use strict";
  const box = document.getElementById("drop");
  if (!box || !window.isSecureContext || !window.crypto?.subtle) return;

  const field = box.querySelector("input");
  const said = document.getElementById("drop-result");
  const rows = [...document.querySelectorAll("[data-sha256]")];
  let latest = 0;

  function say(text, outcome) {
    said.textContent = text;
    said.className = outcome ? `note note-${outcome}` : "";
  }

  async function compare(file) {
    const turn = ++latest;
    say(box.dataset.busy);
    let bytes;
    try {
      bytes = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    } catch {
      if (turn === latest) say(box.dataset.unreadable, "error");
      return;
    }
    if (turn !== latest) return; // another file was chosen meanwhile
    const found = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const row = rows.find((one) => one.dataset.sha256 === found);
    for (const one of rows) one.classList.toggle("own", one === row);
    if (!row) {
      say(box.dataset.none, "error");
      return;
    }
    const words = { name: row.dataset.name, language: row.dataset.language, day: row.dataset.day };
    say(box.dataset.match.replace(/\{(\w+)\}/g, (_whole, key) => words[key]), "success");
  }

  box.hidden = false;
  field.addEventListener("change", () => field.files[0] && compare(field.files[0]));
  for (const kind of ["dragenter", "dragover"]) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.add("drop-over");
    });
  }
  box.addEventListener("dragleave", () => box.classList.remove("drop-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("drop-over");
    if (event.dataTransfer.files[0]) compare(event.dataTransfer.files[0]);
  });
})();
