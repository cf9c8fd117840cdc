import { type ChildProcess, spawn } from "node:child_process";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CordonCommand, cordonCommand } from "../cli/cordon-command.js";
import { launchChromium } from "../harness/chromium.js";
import { cleanEnvironment } from "../harness/command.js";

let command: CordonCommand;
let example: ChildProcess;
let browser: Browser;
let usage = "";

beforeAll(async () => {
  // Without a browser it throws: a page that nobody opened has passed no test.
  browser = await launchChromium();
  command = await cordonCommand("sign-in-page");
  example = spawn(process.execPath, ["--import", "tsx", "examples/sign-in/main.ts"], {
    env: { ...cleanEnvironment(), CORDON_COMMAND: command.program },
  });
  usage = await new Promise((resolve, reject) => {
    let text = "";
    example.stderr?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (/Everything lies in/u.test(text)) resolve(text);
    });
    example.once("exit", () => reject(new Error(text)));
  });
}, 90_000);

afterAll(async () => {
  await browser?.close();
  example?.kill();
  command?.remove();
});

async function opened(
  url: string,
): Promise<{ page: Page; cdp: CDPSession; authenticatorId: string; errors: string[] }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  // A page that its own content policy stops says so on the console.
  page.on("console", (message) => {
    if (/Content Security Policy|Uncaught/u.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(url);
  return { page, cdp, authenticatorId, errors };
}

const status = (page: Page) => page.locator("#status");
const says = async (page: Page, selector: string, text: string) =>
  page.locator(selector).filter({ hasText: text }).waitFor({ timeout: 20_000 });

describe("the page of examples/sign-in", () => {
  it("registers, signs in, steps up from a denial to an allow, and finds copies and stale passkeys", async () => {
    const [, url = ""] = /The page is (\S+)/u.exec(usage) ?? [];
    const { page, cdp, authenticatorId, errors } = await opened(url);
    expect(page.url()).not.toContain("invitation");

    await page.getByRole("button", { name: "Register a passkey" }).press("Enter");
    await says(page, "#status", "Registering: done.");
    expect(await page.locator("#who").textContent()).toBe("ann@example.com");
    expect(await page.locator("#codes li").count()).toBe(10);
    await page.getByRole("button", { name: "Read the payroll" }).click();
    await says(page, "#sample", "You may read the payroll");

    // The operator writes a risk; the sample asks for the passkey again, and is open after it.
    const [, origin, secret, subject] =
      /-X PUT (\S+)\/operator.*Bearer (\S+)".*"subject":"([^"]+)"/su.exec(usage) ?? [];
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    const body = JSON.stringify({ subject, risk: 0.5, at: new Date().toISOString() });
    expect((await fetch(`${origin}/operator/v1/risk`, { method: "PUT", headers, body })).status).toBe(204);
    await page.getByRole("button", { name: "Read the payroll" }).click();
    await says(page, "#sample", "Denied: risk_too_high");
    // auth_time has whole seconds: the next one comes after the risk.
    await page.waitForTimeout(1100);
    expect(await page.evaluate("document.activeElement.id")).toBe("step-up");
    await page.keyboard.press("Enter");
    await says(page, "#sample", "You may read the payroll");

    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await says(page, "#status", "Signing out: done.");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await says(page, "#status", "Signing in: done.");
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await says(page, "#status", "Signing out everywhere: done.");

    // A copy of the key that counts from zero.
    const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
    const [credential] = credentials;
    if (credential === undefined) throw new Error("The authenticator has no passkey.");
    await cdp.send("WebAuthn.removeCredential", { authenticatorId, credentialId: credential.credentialId });
    await cdp.send("WebAuthn.addCredential", {
      authenticatorId,
      credential: { ...credential, signCount: 0 },
    });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await says(page, "#status", "Signing in: That did not work.");

    // The right one again; then another one that the person removed.
    await cdp.send("WebAuthn.removeCredential", { authenticatorId, credentialId: credential.credentialId });
    await cdp.send("WebAuthn.addCredential", {
      authenticatorId,
      credential: { ...credential, signCount: 99 },
    });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await says(page, "#status", "Signing in: done.");
    await page.getByRole("button", { name: "Remove: This browser" }).click();
    await says(page, "#status", "This is your only way to sign in.");
    expect(errors).toEqual([]);
    expect(await status(page).getAttribute("aria-live")).toBe("polite");
  }, 120_000);

  it.each([
    [360, 740],
    [1280, 800],
  ])("fits a window of %d by %d, with a name for every field and button", async (width, height) => {
    const [, url = ""] = /The page is (http:\/\/[^/]+)/u.exec(usage) ?? [];
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(url);
    const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
    expect(overflow).toBeLessThanOrEqual(0);
    const nameless = await page.evaluate(
      `[...document.querySelectorAll("input, button")].filter(
        (element) => element.labels?.length !== 1 && element.textContent.trim() === "").length`,
    );
    expect(nameless).toBe(0);
    await page.close();
  });
});
