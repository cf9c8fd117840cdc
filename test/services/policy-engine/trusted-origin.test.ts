import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { placeOf } from "../../../services/policy-engine/trusted-origin.js";

const SECRET = "0123456789abcdef0123456789abcdef";

function countryBeside(secret: string, hashed: string = secret, header = "x-origin-verify") {
  const values = new Map([
    ["x-origin-verify", [secret]],
    ["cloudfront-viewer-country", ["DE"]],
  ]);
  const secretHashes = [createHash("sha256").update(hashed).digest("hex")];
  return placeOf((name) => values.get(name) ?? [], { header, secretHashes }).country;
}

it("believes the country beside the secret, in whatever case the header's name is given", () => {
  expect(countryBeside(SECRET)).toBe("DE");
  expect(countryBeside(SECRET, SECRET, "X-Origin-Verify")).toBe("DE");
  expect(countryBeside(SECRET, "another")).toBeUndefined();
});

it("never trusts a secret that is empty, shorter than 32 characters, or longer than 1 024", () => {
  for (const secret of ["", " ", "s", SECRET.slice(1), SECRET.repeat(33)]) {
    expect(countryBeside(secret)).toBeUndefined();
  }
});
