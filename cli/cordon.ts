#!/usr/bin/env node
import { runCordon } from "./program.js";
import { processStreams } from "./streams.js";

process.exitCode = await runCordon(process.argv.slice(2), processStreams());
