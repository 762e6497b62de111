// Small comforts on top of pages that work without them.
(() => {
  "use strict";

  const focusSummary = (root) => {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  };

  // A link of the error summary leads to the input itself, not only to its heading.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".mr-error-summary a[href*='#']");
    if (!link || new URL(link.href).pathname !== location.pathname) return;
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    const input = target.matches("input,select,textarea") ? target : target.querySelector("input,select,textarea");
    if (input) {
      event.preventDefault();
      input.focus();
      input.scrollIntoView({ block: "center" });
    }
  });

  // One click sends once. The button stays part of what is sent, so it is only marked, not disabled.
  // After a form whose answer is a file the page stays, so its buttons must too.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("download" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    window.setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  });

  // What depends on an answer of the same page appears at once: the server decides, the page is drawn anew in place.
  // An answer that comes while somebody goes on typing is thrown away and asked for again: it knows less than the page.
  let edits = 0;
  let begun = 0;
  let isRunning = false;
  let isWanted = false;
  const redraw = async (form) => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    form.setAttribute("aria-busy", "true");
    while (isWanted) {
      isWanted = false;
      begun = edits;
      const focused = document.activeElement?.id;
      await window.htmx.ajax("POST", form.dataset.redraw, { source: form, target: "#felder", swap: "outerMorph" });
      if (edits !== begun) {
        isWanted = true;
        await new Promise((resolve) => window.setTimeout(resolve, 300));
      } else if (focused && document.activeElement === document.body) {
        document.getElementById(focused)?.focus();
      }
    }
    form.removeAttribute("aria-busy");
    isRunning = false;
  };
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-redraw]")) edits += 1;
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-redraw]");
    if (form && event.target.matches("[data-steers]")) redraw(form);
  });
  document.addEventListener("htmx:before:swap", (event) => {
    if (edits !== begun) event.preventDefault();
  });

  // A file that is too large is said before it travels.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-max-bytes]")) return;
    const tooLarge = [...input.files].find((file) => file.size > Number(input.dataset.maxBytes));
    input.setCustomValidity(tooLarge ? `${tooLarge.name}: > ${Math.round(input.dataset.maxBytes / 1048576)} MB` : "");
    input.reportValidity();
    if (tooLarge) input.value = "";
    input.setCustomValidity("");
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const done = button.querySelector(".kern-label");
    if (done) done.textContent = button.dataset.copied;
  });

  for (const button of document.querySelectorAll("[data-needs-script]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest("button[data-print]")) window.print();
  });

  // What was done without loading the page anew: the focus goes to what is wrong, else to the page's beginning.
  document.addEventListener("htmx:after:swap", () => {
    const main = document.getElementById("inhalt");
    if (!main || document.activeElement !== document.body) return;
    const trouble = main.querySelector("[data-focus]");
    (trouble || main).focus({ preventScroll: !trouble });
  });

  // A menu closes with Escape, with a click elsewhere, and when the focus leaves it.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  focusSummary(document);
})();
