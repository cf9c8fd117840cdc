/** What is left of options: any of them may be missing. A record stays one. */
type Given<Options> = string extends keyof Options ? Options : Partial<Options>;

/** The options without those that are `undefined`, which a spread would otherwise put over a default. */
export function given<Options extends object>(options: Options | undefined): Given<Options> {
  const entries = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<Options>;
}
