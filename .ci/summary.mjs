// Adds up what the steps of .ci/run noted in a folder: steps.tsv (name, exit code, seconds) and one vitest
// report for each suite. A step without a report counts as one; so does a suite that fails outside its tests.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const steps = readFileSync(join(folder, "steps.tsv"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => line.split("\t"))
  .map(([name, exitCode, seconds]) => ({ name, ...count(name, Number(exitCode)), seconds: Number(seconds) }));

/** How many tests of a step passed and failed, and the names of those that failed or did not run. */
function count(name, exitCode) {
  const path = join(folder, `${name.replaceAll(":", "-")}.json`);
  const failures = exitCode === 0 ? 0 : 1;
  if (!existsSync(path)) {
    return { passed: 1 - failures, failed: failures, tests: { failed: [], skipped: [] } };
  }
  const report = JSON.parse(readFileSync(path, "utf8"));
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (matches) => results.filter(({ status }) => matches(status)).map(withReason);
  return {
    passed: report.numPassedTests,
    failed: Math.max(report.numFailedTests, failures),
    tests: {
      failed: named((status) => status === "failed"),
      skipped: named((status) => status !== "passed" && status !== "failed"),
    },
  };
}

/** The name, and how a failure begins: with the seed of a property, where it is one. */
function withReason({ fullName, failureMessages = [] }) {
  const reason = failureMessages.flatMap((message) => message.split("\n").slice(0, 4));
  return [fullName, ...reason.map((line) => `    ${line.slice(0, 300)}`)].join("\n");
}

const total = (key) => steps.reduce((sum, step) => sum + step[key], 0);
console.log("");
for (const { name, passed, failed, tests, seconds } of steps) {
  console.log(`${name}: ${passed} passed, ${failed} failed, ${tests.skipped.length} skipped (${seconds} s)`);
  for (const test of tests.failed) console.log(`  failed: ${test}`);
  for (const test of tests.skipped) console.log(`  skipped: ${test}`);
}
console.log(`${total("seconds")} s in all, some of them side by side`);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
if (total("failed") > 0) process.exitCode = 1;
