import { call, createPasskey, Denied, forget, usePasskey } from "./calls.js";

const at = (id) => document.getElementById(id);
const authorization = location.pathname === "/authorize" ? new URLSearchParams(location.search) : undefined;
let wanted;

const WORDS = {
  authentication_failed: "That did not work. Check what you typed, or try another way.",
  credential_unknown: "That passkey is not known here any more.",
  throttled: "Too many attempts. Wait a little, or use a passkey.",
  last_factor: "This is your only way to sign in. Add another one first.",
  invitation_refused: "That invitation is used, too old, or none.",
};

/** Does something, says how it went, and never leaves a person without a word. */
async function doing(what, action) {
  at("status").textContent = `${what} …`;
  try {
    await action();
    at("status").textContent = `${what}: done.`;
  } catch (error) {
    const reason = error instanceof Denied ? (WORDS[error.message] ?? error.message) : "it was not finished";
    at("status").textContent = `${what}: ${reason}`;
  }
}

function item(text, button, action) {
  const line = document.createElement("li");
  line.append(text, " ");
  if (button !== undefined) {
    const control = document.createElement("button");
    control.type = "button";
    control.textContent = button;
    control.setAttribute("aria-label", `${button}: ${text}`);
    control.addEventListener("click", action);
    line.append(control);
  }
  return line;
}

async function show(session) {
  at("entrance").hidden = true;
  at("account").hidden = false;
  at("title").textContent = "Your account";
  if (session?.recovery_codes !== undefined) {
    at("fresh-codes").hidden = false;
    at("codes").replaceChildren(...session.recovery_codes.map((code) => item(code)));
  }
  const [me, { passkeys, signal }, { devices }, { sessions }] = await Promise.all(
    ["me", "passkeys", "devices", "sessions"].map((name) => call("GET", `/v1/${name}`)),
  );
  at("who").textContent = me.person.name;
  at("level").textContent = me.session.acr;
  await PublicKeyCredential.signalAllAcceptedCredentials?.(signal);
  at("passkeys").replaceChildren(
    ...passkeys.map(({ id, label, synced }) =>
      item(`${label}${synced ? " (synced)" : ""}`, "Remove", () =>
        doing("Removing the passkey", () => remove(id)),
      ),
    ),
  );
  at("devices").replaceChildren(
    ...devices.map(({ device_id, label, revoked }) =>
      revoked
        ? item(`${label} (revoked)`)
        : item(label, "Revoke", () =>
            doing("Revoking the device", () => change("DELETE", `/v1/devices/${device_id}`)),
          ),
    ),
    ...passkeys
      .filter(({ synced }) => !synced)
      .map(({ id, label }) =>
        item(`Passkey ${label}`, "Make it a device", () =>
          doing("Registering the device", () => change("POST", "/v1/devices", { label, passkey_id: id })),
        ),
      ),
  );
  at("sessions").replaceChildren(
    ...sessions.map(({ sid, current, acr, client_id }) =>
      current
        ? item(`${client_id}, ${acr} (this one)`)
        : item(`${client_id}, ${acr}`, "End", () =>
            doing("Ending the session", () => change("DELETE", `/v1/sessions/${sid}`)),
          ),
    ),
  );
  if (authorization !== undefined) await goOn();
}

async function goOn() {
  const { redirect_to } = await call("POST", "/v1/authorize", Object.fromEntries(authorization));
  location.assign(redirect_to);
}

async function change(method, path, body) {
  await call(method, path, body);
  await show();
}

async function remove(id) {
  const { signal } = await call("DELETE", `/v1/passkeys/${encodeURIComponent(id)}`);
  await PublicKeyCredential.signalAllAcceptedCredentials?.(signal);
  await show();
}

function leave() {
  forget();
  wanted = undefined;
  at("account").hidden = true;
  at("entrance").hidden = false;
  at("title").textContent = "Sign in";
  at("fresh-codes").hidden = true;
  at("codes").replaceChildren();
}

async function read(name) {
  wanted = name;
  try {
    const { policy } = await call("GET", `/sample/${name}`);
    at("sample").textContent = `You may read the ${name} (policy ${policy}).`;
    at("asked").hidden = true;
  } catch (error) {
    // RFC 9470: an authentication that is too weak or too old can be made again.
    const canStepUp = error.challenge?.includes("insufficient_user_authentication") === true;
    at("sample").textContent = `Denied: ${error.message}.`;
    at("asked").hidden = !canStepUp;
    if (canStepUp) at("step-up").focus();
  }
}

function onSubmit(id, what, action) {
  at(id).addEventListener("submit", (event) => {
    event.preventDefault();
    const form = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
    doing(what, async () => show(await action(form)));
  });
}

onSubmit("register", "Registering", ({ invitation }) =>
  createPasskey("/v1/registration/passkey", { invitation }, "This browser"),
);
onSubmit("passkey", "Signing in", () => usePasskey("/v1/sign-in/passkey"));
onSubmit("password", "Signing in", (form) => call("POST", "/v1/sign-in/password", form));
for (const button of document.querySelectorAll("[data-read]"))
  button.addEventListener("click", () => read(button.dataset.read));
at("step-up").addEventListener("click", () =>
  doing("Checking your passkey", async () => {
    await show(await usePasskey("/v1/step-up/passkey"));
    await read(wanted);
  }),
);
at("add").addEventListener("click", () =>
  doing("Adding a passkey", async () => {
    await createPasskey("/v1/passkeys", undefined, "Another one");
    await show();
  }),
);
at("out").addEventListener("click", () =>
  doing("Signing out", async () => {
    await call("POST", "/v1/sign-out", {});
    leave();
  }),
);
at("everywhere").addEventListener("click", () =>
  doing("Signing out everywhere", async () => {
    await call("DELETE", "/v1/sessions");
    leave();
  }),
);

const [, invitation] = /^#invitation=([\w-]+)$/.exec(location.hash) ?? [];
if (invitation !== undefined) {
  at("invitation").value = invitation;
  // It is a secret: not for the history.
  history.replaceState(undefined, "", location.pathname + location.search);
} else {
  call("POST", "/v1/refresh", {}).then(show, () => {});
}
