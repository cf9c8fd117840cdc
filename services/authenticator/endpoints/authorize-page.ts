import type { Endpoint } from "../call.js";

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** GET `/authorize`: a page that the settings may bring along; without one it says what to do. */
export const authorizePage: Endpoint = async ({ settings }) => ({
  status: 200,
  body: settings.authorizePage ?? PLAIN,
  headers: [
    ["Content-Type", "text/html; charset=utf-8"],
    ["Content-Security-Policy", POLICY],
    ["X-Frame-Options", "DENY"],
  ],
});

const PLAIN = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in for the command</title>
<h1>Sign in for the command</h1>
<p>This authenticator serves no page of its own. A page of its origin signs you in and sends the parameters of this
address to <code>/v1/authorize</code>.</p>
</html>
`;
