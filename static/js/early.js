/* Notes what a person chooses or types before the page's own script has come.
 *
 * A slow line may bring the questions seconds before the script that saves the answers. This file is tiny, stands before
 * the page and only remembers which fields were touched, so that autosave.js can tell them from old choices that the
 * browser itself put back: those come without an event.
 */
(() => {
  "use strict";
  const touched = new Set();
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.name) touched.add(event.target.name);
    });
  }
  window.touchedEarly = touched;
})();
