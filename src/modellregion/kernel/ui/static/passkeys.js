// Passkeys: the page asks the server for a question, the browser asks the person's device, and the answer goes into the form.
(() => {
  "use strict";

  const read = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const write = (buffer) => {
    const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
    return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const listed = (credentials) => (credentials || []).map((one) => ({ ...one, id: read(one.id) }));

  const ask = async (form) => {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    const options = { ...told, challenge: read(told.challenge) };
    if (told.user) {
      options.user = { ...told.user, id: read(told.user.id) };
      options.excludeCredentials = listed(told.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = listed(told.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  };
  const packed = (credential) => {
    const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const parts = names.filter((name) => credential.response[name]).map((name) => [name, write(credential.response[name])]);
    const { id, type } = credential;
    return JSON.stringify({ id, rawId: write(credential.rawId), type, response: Object.fromEntries(parts) });
  };

  const fits = (host) => location.hostname === host || location.hostname.endsWith(`.${host}`);
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential || !fits(form.dataset.passkey)) continue;
    form.hidden = false;
    for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
    const field = form.elements.namedItem("antwort");
    const state = form.querySelector("[data-passkey-state]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.dataset.asking || !form.reportValidity()) return;
      form.dataset.asking = "yes";
      state.textContent = form.dataset.waiting;
      field.value = "";
      try {
        field.value = packed(await ask(form));
        form.submit();
      } catch {
        state.textContent = form.dataset.failed;
      }
      delete form.dataset.asking;
      delete form.dataset.sent;
      form.querySelector("button").removeAttribute("aria-disabled");
    });
  }
})();
