import type { LambdaContract } from "../../../core/contracts/contract.js";
import { defaulted, required, TEXT, wholeNumber } from "../../../core/contracts/variable.js";

/** The contract of the fixture's handler. */
export const SAMPLE = {
  name: "sample",
  description: "Answers with its table",
  invocation: "synchronous",
  timeoutSeconds: 5,
  reservedConcurrency: 10,
  bundleKibibytes: 100,
  environment: {
    table: required("CORDON_TABLE", TEXT, "the table"),
    seconds: defaulted("CORDON_SECONDS", wholeNumber(1, 60), 30, "the age"),
  },
  permissions: {
    table: { actions: ["dynamodb:GetItem", "dynamodb:Query"], resource: "the table" },
    topic: { actions: ["sns:Publish"], resource: "the topic", optional: true },
  },
} as const satisfies LambdaContract;
