/** Makes the check of a parsed file of access policies from the checks of its formats. */
export declare function policyFileValidator(
  formats: Readonly<Record<string, (text: string) => boolean>>,
): (value: unknown) => boolean;
