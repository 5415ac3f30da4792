// Signing in, with help: a password can be looked at, and passkeys are asked for.
//   data-passkey="add|use|sign-in"   a form with a hidden field "credential"; its options stand in
//                                    #passkey-options, or for "sign-in" at its address
//   [data-passkey-said]              what went wrong, in it
//   [data-passkey-without]           is said where passkeys cannot be used

for (const input of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet password__show";
  button.setAttribute("aria-controls", input.id);
  const show = (isShown) => {
    input.type = isShown ? "text" : "password";
    button.textContent = isShown ? "Hide what I typed" : "Show what I type";
    button.setAttribute("aria-pressed", String(isShown));
  };
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  // What is remembered by the browser is a password, never a text.
  input.form.addEventListener("submit", () => show(false));
  input.after(button);
}

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const known = (list) => (list ?? []).map((it) => ({ ...it, id: bytes(it.id) }));

function toMake(given, isAlone) {
  const options = { ...given.publicKey };
  options.challenge = bytes(options.challenge);
  options.user = { ...options.user, id: bytes(options.user.id) };
  options.excludeCredentials = known(options.excludeCredentials);
  options.authenticatorSelection = {
    ...options.authenticatorSelection,
    residentKey: isAlone ? "required" : "discouraged",
    requireResidentKey: isAlone,
    userVerification: isAlone ? "required" : "preferred",
  };
  return { publicKey: options };
}

function toAsk(given) {
  const options = { ...given.publicKey };
  options.challenge = bytes(options.challenge);
  options.allowCredentials = known(options.allowCredentials);
  return { publicKey: options };
}

function asJSON(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const value = credential.response[name];
    if (value) response[name] = text(value);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function options(form) {
  const here = document.getElementById("passkey-options");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return await answer.json();
}

async function credential(form) {
  const given = await options(form);
  if (form.dataset.passkey === "add") {
    const isAlone = form.elements.passwordless?.checked ?? false;
    return await navigator.credentials.create(toMake(given.creation_options, isAlone));
  }
  return await navigator.credentials.get(toAsk(given.request_options));
}

const WORDS = {
  InvalidStateError: "This passkey is in your list already.",
  SecurityError: "Passkeys do not work under this address. Use the site’s own name, over https.",
  NotAllowedError: "It was stopped, or took too long. Try again.",
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  form.hidden = false;
  document.querySelector("[data-passkey-without]")?.remove();
  const said = form.querySelector("[data-passkey-said]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      form.elements.credential.value = asJSON(await credential(form));
    } catch (error) {
      said.textContent = WORDS[error.name] ?? "It did not work. Try again, or use another way.";
      return;
    }
    form.submit();
  });
}
