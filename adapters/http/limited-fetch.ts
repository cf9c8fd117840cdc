/** How much of a response is read, and how long it may take. */
export interface FetchLimits {
  readonly maximumBytes: number;
  readonly signal: AbortSignal;
  /** What is sent, with POST. @default - a GET */
  readonly body?: string;
  /** @default - the global fetch */
  readonly fetch?: typeof fetch | undefined;
}

/** A response that is none: its status, or its size. */
export class ResponseRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ResponseRefused";
  }
}

/**
 * The body of a response with status 200, which is read no further than its maximum size: neither memory nor time
 * can be exhausted by whoever answers. Redirections are not followed.
 *
 * @throws ResponseRefused, or whatever `fetch` throws
 */
export async function fetchLimited(
  url: string,
  headers: Readonly<Record<string, string>>,
  { maximumBytes, signal, body, fetch: send = fetch }: FetchLimits,
): Promise<Uint8Array> {
  const response = await send(url, {
    headers,
    signal,
    redirect: "manual",
    ...(body === undefined ? {} : { method: "POST", body }),
  });
  try {
    if (response.status !== 200) throw new ResponseRefused(`HTTP status ${response.status}`);
    return await read(response, maximumBytes);
  } finally {
    // What is not read would keep the connection busy.
    if (response.body?.locked === false) await response.body.cancel();
  }
}

async function read(response: Response, maximumBytes: number): Promise<Uint8Array> {
  if (Number(response.headers.get("content-length") ?? 0) > maximumBytes) throw tooLarge(maximumBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > maximumBytes) {
      await reader?.cancel();
      throw tooLarge(maximumBytes);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maximumBytes: number): ResponseRefused {
  return new ResponseRefused(`more than ${maximumBytes} bytes`);
}
