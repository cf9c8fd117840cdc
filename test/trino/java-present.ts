import { TRINO_PREREQUISITES } from "./java.js";

/** For .ci/run: ends with 1 and says what is missing. */
const missing = TRINO_PREREQUISITES.filter(({ present }) => !present());
for (const { name, howToGet } of missing) process.stderr.write(`${name} is missing: ${howToGet}\n`);
process.exit(missing.length === 0 ? 0 : 1);
