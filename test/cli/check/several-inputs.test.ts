import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, it } from "vitest";
import { loadNetwork } from "../../../cli/check/load-network.js";
import type { Session } from "../../../cli/check/session.js";
import { CordonError } from "../../../core/errors.js";
import {
  APP,
  DB,
  entry,
  group,
  separate,
  shownPlan,
  shownState,
  VPC,
} from "../../core/reachability/shown-documents.js";
import { makeWorkFolder } from "../../harness/work-folder.js";
