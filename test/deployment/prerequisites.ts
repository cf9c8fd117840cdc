import { describeWith, type Prerequisite, runs } from "../harness/prerequisites.js";

const PREREQUISITES: readonly Prerequisite[] = [
  {
    name: "terraform",
    present: () => runs("terraform", ["version"]),
    purpose: "applies the synthesized stacks with the real AWS provider",
    howToGet: "install Terraform 1.9 or newer: https://developer.hashicorp.com/terraform/install",
  },
  {
    name: "moto_server",
    present: () => runs("moto_server", ["--help"]),
    purpose: "answers as AWS on loopback",
    howToGet: "python3 -m pip install 'moto[server]==5.2.1'",
  },
];

/** A `describe` for tests that deploy into the emulator. */
export function describeDeployment(name: string, body: () => void): void {
  describeWith(PREREQUISITES, name, body);
}
