import type { GetQueryResultsCommandOutput, StartQueryExecutionCommandInput } from "@aws-sdk/client-athena";
import { AthenaEngine } from "../../../../adapters/aws/athena/athena-engine.js";
import type { AthenaCalls } from "../../../../adapters/aws/athena/ports.js";
import { OutsideError } from "../../../../services/intent-do-sweep/outside-error.js";

/** How a query goes: states as they are seen one look after the other, then its answer. */
export interface FakeQuery {
  /** @default ["SUCCEEDED"] */
  readonly states?: readonly string[];
  readonly reason?: string;
  readonly retryable?: boolean;
  /** Pages of rows, the header among them. */
  readonly pages?: readonly (readonly (readonly (string | undefined)[])[])[];
}

/** Athena with a clock of its own, which moves where somebody waits. */
export class FakeAthena implements AthenaCalls {
  readonly started: StartQueryExecutionCommandInput[] = [];
  readonly stopped: string[] = [];
  readonly waits: number[] = [];
  now = 0;
  /** Calls that are throttled before one gets through. */
  throttled = 0;
  onWait: () => void = () => {};
  readonly #queries: readonly FakeQuery[];
  readonly #looks = new Map<string, number>();

  constructor(...queries: readonly FakeQuery[]) {
    this.#queries = queries;
  }

  engine(deadline = 60_000): AthenaEngine {
    const wait = async (milliseconds: number) => {
      this.waits.push(milliseconds);
      this.now += milliseconds;
      this.onWait();
    };
    const run = {
      calls: this,
      time: { now: () => this.now, wait, random: () => 0.5 },
      place: { workgroup: "shop-detector", database: "shop", run: "r".repeat(36), deadline },
    };
    return new AthenaEngine(run, "s3://results/kept");
  }

  async start(input: StartQueryExecutionCommandInput): Promise<string> {
    this.#throttle();
    this.started.push(input);
    return `q-${this.started.length - 1}`;
  }

  async execution(id: string) {
    this.#throttle();
    const { states = ["SUCCEEDED"], reason, retryable } = this.#queryOf(id);
    const look = this.#looks.get(id) ?? 0;
    this.#looks.set(id, look + 1);
    return {
      Status: {
        State: (states[Math.min(look, states.length - 1)] ?? "SUCCEEDED") as "SUCCEEDED",
        ...(reason === undefined ? {} : { StateChangeReason: reason }),
        ...(retryable === undefined ? {} : { AthenaError: { Retryable: retryable } }),
      },
    };
  }

  async results(id: string, page: string | undefined): Promise<GetQueryResultsCommandOutput> {
    this.#throttle();
    const { pages = [] } = this.#queryOf(id);
    const index = Number(page ?? 0);
    const rows = (pages[index] ?? []).map((cells) => ({
      Data: cells.map((cell) => (cell === undefined ? {} : { VarCharValue: cell })),
    }));
    return {
      $metadata: {},
      ResultSet: { Rows: rows },
      ...(index + 1 < pages.length ? { NextToken: String(index + 1) } : {}),
    };
  }

  async stop(id: string): Promise<void> {
    this.stopped.push(id);
  }

  #queryOf(id: string): FakeQuery {
    return this.#queries[Math.min(Number(id.slice(2)), this.#queries.length - 1)] ?? {};
  }

  #throttle(): void {
    if (this.throttled === 0) return;
    this.throttled -= 1;
    throw new OutsideError("throttled", "TooManyRequestsException: Rate exceeded");
  }
}
