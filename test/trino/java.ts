import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment } from "../harness/command.js";
import { type Prerequisite, runs } from "../harness/prerequisites.js";

/** Trino 483 starts on this version of Java and no older one. */
const OLDEST_JAVA = 25;

/** Where Linux distributions and Temurin's packages put their JDKs. */
const JVM_FOLDERS = ["/usr/lib/jvm", "/opt/java", "/Library/Java/JavaVirtualMachines"];

/** The `java` that Trino runs on: that of JAVA_25_HOME, of the PATH, of JAVA_HOME, or of a JDK beside the default one. */
export function findJava(): string | undefined {
  const homes = [process.env["JAVA_25_HOME"], process.env["JAVA_HOME"]].filter((home) => home !== undefined);
  const installed = JVM_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder).flatMap((name) => [
      join(folder, name, "bin/java"),
      join(folder, name, "Contents/Home/bin/java"),
    ]),
  );
  const candidates = [...homes.map((home) => join(home, "bin/java")), "java", ...installed];
  return candidates.find((java) => versionOf(java) >= OLDEST_JAVA);
}

/** The feature version, 0 if it does not start. */
function versionOf(java: string): number {
  const { stderr } = spawnSync(java, ["-version"], { env: cleanEnvironment(), encoding: "utf8" });
  return Number(/version "(\d+)/u.exec(stderr ?? "")?.[1] ?? 0);
}

export const TRINO_PREREQUISITES: readonly Prerequisite[] = [
  {
    name: `Java ${OLDEST_JAVA}`,
    present: () => findJava() !== undefined,
    purpose: "runs Trino, the engine behind Athena",
    howToGet: `install a JDK ${OLDEST_JAVA} beside the default one (https://adoptium.net/installation/) and, if it is not found, set JAVA_25_HOME`,
  },
  {
    name: "mvn",
    present: () => runs("mvn", ["--version"]),
    purpose: "downloads Trino from Maven Central",
    howToGet: "install Maven 3.8 or newer: https://maven.apache.org/install.html",
  },
];
