/* Passkeys: what the browser gives and takes as bytes goes to and from the hub as base64url in JSON (WebAuthn Level 3).
   A form says by data-passkey what it is for: "create", "get" (options stand in the page), or "sign-in" (asked for at
   the press, from the form's own address). */

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const described = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function create(options, withoutPassword) {
  const asked = options.publicKey;
  const selection = { ...asked.authenticatorSelection };
  selection.residentKey = withoutPassword ? "required" : "discouraged";
  selection.requireResidentKey = withoutPassword;
  if (withoutPassword) selection.userVerification = "required";
  const made = await navigator.credentials.create({ publicKey: {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: described(asked.excludeCredentials),
    authenticatorSelection: selection,
  } });
  return {
    ...named(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
  };
}

async function get(options) {
  const asked = options.publicKey;
  const found = await navigator.credentials.get({ publicKey: {
    ...asked, challenge: bytes(asked.challenge), allowCredentials: described(asked.allowCredentials),
  } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return {
    ...named(found),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

function named(credential) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function ceremony(form) {
  if (form.dataset.passkey === "sign-in") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return get((await answer.json()).request_options);
  }
  const options = JSON.parse(form.querySelector("#passkey-options").textContent);
  if (form.dataset.passkey === "get") return get(options);
  const passwordless = form.elements.namedItem("passwordless");
  return create(options, Boolean(passwordless && passwordless.checked));
}

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  const failure = form.querySelector("[role=alert][hidden], .error");
  const say = () => { failure.textContent = form.dataset.failed; failure.hidden = false; };
  form.querySelector("[data-passkey-button]").addEventListener("click", async () => {
    if (!window.PublicKeyCredential) return say();
    try {
      form.elements.namedItem("credential").value = JSON.stringify(await ceremony(form));
    } catch {
      return say();
    }
    return form.requestSubmit();
  });
});
