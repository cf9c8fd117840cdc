import { describe, expect, it } from "vitest";
import { NETWORK_ERROR_CODES } from "../../../core/network/error-codes.js";

describe("NETWORK_ERROR_CODES", () => {
  it.each(Object.entries(NETWORK_ERROR_CODES))("%s is a stable code with a sentence", (code, meaning) => {
    expect(code).toMatch(/^CORDON(?:_[A-Z0-9]+)+$/);
    expect(meaning).toMatch(/^[A-Z].*[^.]\.$/);
  });
});
