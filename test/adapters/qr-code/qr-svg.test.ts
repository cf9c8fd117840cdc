import { expect, it } from "vitest";
import { qrSvg } from "../../../adapters/qr-code/qr-svg.js";

it("draws the code of a text as SVG without script", async () => {
  const [one, other] = await Promise.all([qrSvg("otpauth://totp/a"), qrSvg("otpauth://totp/b")]);
  expect(one).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>\s*$/su);
  expect(one).not.toContain("<script");
  expect(one).not.toBe(other);
});
