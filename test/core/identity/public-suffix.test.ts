import { expect, it } from "vitest";
import { isPublicSuffix } from "../../../core/identity/public-suffix.js";

it.each([
  "com",
  "dev",
  "co.uk",
  "com.au",
  "ne.jp",
  "amazonaws.com",
  "execute-api.eu-central-1.amazonaws.com",
  "a1b2c3.execute-api.eu-central-1.amazonaws.com",
  "lambda-url.eu-central-1.on.aws",
  "cloudfront.net",
  "github.io",
])("%s belongs to nobody", (domain) => {
  expect(isPublicSuffix(domain)).toBe(true);
});

it.each([
  "example.com",
  "login.example.com",
  "example.co.uk",
  "co.example",
  "uk.co",
  "d111111abcdef8.cloudfront.net",
  "octocat.github.io",
  "notamazonaws.com",
])("%s belongs to somebody", (domain) => {
  expect(isPublicSuffix(domain)).toBe(false);
});
