/**
 * Runs one step of a long suite and says on standard error what runs and how long it took,
 * so that minutes of installing and applying do not look like a hang.
 */
export async function step<T>(name: string, action: () => Promise<T>): Promise<T> {
  const started = performance.now();
  process.stderr.write(`  … ${name}\n`);
  const result = await action();
  process.stderr.write(`  ✓ ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  return result;
}
