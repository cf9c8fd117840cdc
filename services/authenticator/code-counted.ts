import { authenticationFailed } from "./refused.js";

/** The person after the code of a step counted. @throws Refused where it, or a later one, counted before */
export function codeCounted<
  Known extends { readonly totp?: { readonly sealed: string; readonly lastStep: number } },
>(person: Known, step: number | undefined): Known {
  const { totp } = person;
  // Enrolled in between: then the password alone is not enough any more.
  if ((totp === undefined) !== (step === undefined)) throw authenticationFailed("totp_missing");
  if (totp === undefined || step === undefined) return person;
  if (step <= totp.lastStep) throw authenticationFailed("totp_replayed");
  return { ...person, totp: { ...totp, lastStep: step } };
}
