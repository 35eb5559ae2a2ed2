// Passkeys and security keys: the browser talks to the key, the form carries its answer to the server.
// <form data-webauthn="get|create"> with the options in data-options (JSON) or behind data-options-url.
const supported = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsUrl, {
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

async function create({ creation_options: { publicKey } }, passkey) {
  const requirement = passkey ? "required" : "discouraged";
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: requirement,
    requireResidentKey: passkey,
    ...(passkey && { userVerification: "required" }),
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}

async function get({ request_options: { publicKey } }) {
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

async function ask(form) {
  const failed = form.querySelector("[data-webauthn-failed]");
  failed.hidden = true;
  try {
    const options = await optionsOf(form);
    const credential =
      form.dataset.webauthn === "create"
        ? await create(options, Boolean(form.elements.passwordless?.checked))
        : await get(options);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    failed.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-webauthn]")) {
  form.hidden = !supported;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
}
for (const sorry of document.querySelectorAll("[data-no-webauthn]")) sorry.hidden = supported;
