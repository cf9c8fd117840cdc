/**
 * What a package.json says to run on CDK Terrain, CDKTF's heir, with the code as it is: an alias, a version of
 * constructs that it takes, and its version number past those packages that ask for cdktf ^0.21.
 */
export const CDKTN = {
  version: "0.24.0",
  dependencies: { cdktf: "npm:cdktn@0.24.0", constructs: "10.6.0" },
  overrides: { cdktf: "$cdktf" },
} as const;
