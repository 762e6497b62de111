// Keyboard shortcuts of the desk. A page names its keys itself, with data-key; the help overlay lists what it finds.
// They can be switched off (WCAG 2.2, 2.1.4), and never act while somebody types.
(() => {
  "use strict";

  const OFF = "modellregion.shortcuts.off";
  const help = document.getElementById("tastenkuerzel");
  if (!help || !help.showModal) return;
  const isOff = () => localStorage.getItem(OFF) === "1";
  const targets = () => [...document.querySelectorAll("[data-key]")].filter((element) => element.checkVisibility());
  const nameOf = (element) => element.dataset.keyName || element.innerText.trim() || element.getAttribute("aria-label");

  const list = () => {
    const rows = help.querySelector("tbody");
    rows.replaceChildren();
    for (const element of targets()) {
      const row = rows.insertRow();
      const key = document.createElement("kbd");
      key.textContent = element.dataset.key;
      row.insertCell().append(key);
      row.insertCell().append(nameOf(element));
    }
    help.querySelector("input").checked = isOff();
  };
  const open = () => {
    list();
    help.showModal();
  };

  // Rows of a list are walked through like a menu: the link of the row takes the focus.
  const walk = (step) => {
    const links = [...document.querySelectorAll("main tbody tr a, .mr-work li > a")].filter(
      (link, place, all) => all.findIndex((other) => other.closest("tr, li") === link.closest("tr, li")) === place,
    );
    if (!links.length) return;
    const here = links.findIndex((link) => link.closest("tr, li").contains(document.activeElement));
    links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
  };

  const button = document.querySelector("[data-shortcuts]");
  button.hidden = false;
  button.addEventListener("click", open);
  help.querySelector("input").addEventListener("change", (event) => {
    if (event.target.checked) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]")) return;
    if (isOff()) return;
    if (event.key === "?") {
      event.preventDefault();
      open();
      return;
    }
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      walk(event.key === "j" ? 1 : -1);
      return;
    }
    const target = targets().find((element) => element.dataset.key === event.key);
    if (!target) return;
    event.preventDefault();
    const folded = target.closest("details");
    if (folded) {
      folded.open = true;
      folded.querySelector("textarea, input:not([type=hidden]), select, button").focus();
    } else if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  });
})();
