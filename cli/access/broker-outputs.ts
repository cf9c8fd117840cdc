import type { BrokerAddress } from "../../core/contracts/broker-address.js";
import { readBrokerOutputs } from "../../core/contracts/broker-outputs.js";
import { valueOrThrow } from "../../core/errors.js";
import { readJson } from "../../core/json/read-json.js";
import { readText } from "../input/input-files.js";
import { readStandardInput, STANDARD_INPUT } from "../input/standard-input.js";
import type { Streams } from "../streams.js";

/**
 * The broker that `--broker` names: a file of outputs, the outputs themselves as JSON, or `-` for standard input.
 *
 * @throws CordonError for what cannot be read, is not JSON, or names no broker
 */
export async function loadBrokerAddress(named: string, streams: Streams): Promise<BrokerAddress> {
  const isText = named.trimStart().startsWith("{");
  const where = isText ? "--broker" : named;
  const text = isText ? named : named === STANDARD_INPUT ? await readStandardInput(streams) : readText(named);
  return valueOrThrow(readBrokerOutputs(valueOrThrow(readJson(text, where)), where));
}
