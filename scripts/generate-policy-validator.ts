// Writes the validator of policy files for Lambdas: npx tsx scripts/generate-policy-validator.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { policyValidatorModule, VALIDATOR_FILE } from "./policy-validator.js";

mkdirSync(dirname(VALIDATOR_FILE), { recursive: true });
writeFileSync(VALIDATOR_FILE, policyValidatorModule());
process.stdout.write(`${VALIDATOR_FILE}\n`);
