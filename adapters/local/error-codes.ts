/** Every error code of the local world, with what it means. `docs/errors.md` is generated from it. */
export const LOCAL_ERROR_CODES = {
  CORDON_LOCAL_UNUSABLE: "The fake AWS of local mode (`iam.json`) is not what Cordon wrote.",
} as const;
