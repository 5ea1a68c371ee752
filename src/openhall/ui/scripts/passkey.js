"use strict";
// Passkeys: asks the device, and sends its answer with the form. Without this script the forms stay hidden, and one
// signs in with a code.
{
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0),
  );
  const text = (buffer) => buffer === null || buffer === undefined ? undefined
    : btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  const asked = async (form) => {
    const answer = await fetch(form.dataset.options, { method: "POST", credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { publicKey } = await answer.json();
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    if (publicKey.allowCredentials) publicKey.allowCredentials = known(publicKey.allowCredentials);
    if (publicKey.excludeCredentials) publicKey.excludeCredentials = known(publicKey.excludeCredentials);
    return { publicKey };
  };

  const written = (credential) => JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(credential.response.clientDataJSON),
      attestationObject: text(credential.response.attestationObject),
      authenticatorData: text(credential.response.authenticatorData),
      signature: text(credential.response.signature),
      userHandle: text(credential.response.userHandle),
    },
  });

  let offered = null;
  // Where the browser can, it offers passkeys in the field itself: nobody has to know that there is a button.
  const offer = async (form) => {
    if (!document.querySelector('[autocomplete~="webauthn"]')) return;
    if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    offered = new AbortController();
    try {
      const options = await asked(form);
      const chosen = await navigator.credentials.get({ ...options, mediation: "conditional", signal: offered.signal });
      form.elements.credential.value = written(chosen);
      form.submit();
    } catch { /* another way was taken, or none */ }
  };

  const listen = (form) => {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      offered?.abort();
      const failed = form.querySelector("[data-failed]");
      failed.hidden = true;
      try {
        const options = await asked(form);
        const way = form.dataset.passkey === "create" ? "create" : "get";
        form.elements.credential.value = written(await navigator.credentials[way](options));
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
    if (form.dataset.passkey === "get") offer(form);
  };

  if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(listen);
}
