/* Passkeys: the question of the page goes to the browser, its answer goes into the form. Nothing else is done here. */
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const plain = (credential) => {
    const said = {}, from = credential.response;
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (from[name]) said[name] = text(from[name]);
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };
  const ask = (does, question) => {
    const options = { ...question.publicKey, challenge: bytes(question.publicKey.challenge) };
    if (does === "unlock")
      return navigator.credentials.get({ publicKey: { ...options, allowCredentials: named(options.allowCredentials) } });
    options.user = { ...options.user, id: bytes(options.user.id) };
    return navigator.credentials.create({ publicKey: { ...options, excludeCredentials: named(options.excludeCredentials) } });
  };
  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.querySelector("[data-passkey-none]").hidden = true;
    form.querySelector("button").hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      try {
        form.elements.answer.value = JSON.stringify(plain(await ask(form.dataset.passkey, JSON.parse(form.dataset.question))));
        form.submit();
      } catch {
        form.querySelector("[data-passkey-wrong]").hidden = false;
      }
    });
  }
})();
