// A draft is saved and drawn anew while somebody writes. Without scripts, the buttons of the form do the same.
(() => {
  "use strict";

  const form = document.querySelector("form[data-preview]");
  if (!form) return;
  const state = form.querySelector("[data-save-state]");
  const revision = form.elements.namedItem("stand");
  const PAUSE = 900;
  let timer = 0;
  let edits = 0;
  let isRunning = false;
  let isStopped = false;

  const say = (text) => {
    if (state && state.textContent !== text) state.textContent = text;
  };
  const save = async () => {
    if (isRunning || isStopped) return;
    isRunning = true;
    const begun = edits;
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), redirect: "error" });
      if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("vorschau");
      if (!fresh) throw new Error("no preview");
      document.getElementById("vorschau").replaceWith(document.adoptNode(fresh));
      if (answer.status === 409) {
        isStopped = true; // the page shows both texts as soon as somebody saves
        say(form.dataset.failed);
      } else {
        revision.value = fresh.dataset.revision;
        if (edits === begun) say(form.dataset.saved);
      }
    } catch {
      say(form.dataset.failed);
    }
    isRunning = false;
    if (edits !== begun) later();
  };
  const later = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  };
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[name=anschrift], [name^=teil-], [name=nur-post]")) return;
    edits += 1;
    say(form.dataset.unsaved);
    later();
  });
  // What was typed last goes with the form that leaves the page, or by itself when the page is left.
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (isRunning) {
      // The form waits for the saving that runs, or it would come with an older revision than its own.
      event.preventDefault();
      event.stopPropagation();
      window.setTimeout(() => form.requestSubmit(event.submitter), 100);
      return;
    }
    isStopped = true;
  });
  window.addEventListener("pagehide", () => {
    if (isStopped || !edits) return;
    navigator.sendBeacon(form.dataset.preview, new FormData(form));
  });
})();
