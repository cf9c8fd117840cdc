/** One flow as its declaration says it: the names of two ends, a TCP port. */
export interface DeclaredFlow {
  readonly from: string;
  readonly to: string;
  /** "tcp/443" */
  readonly port: string;
}

const GATEWAY_SERVICES: ReadonlySet<string> = new Set(["service:s3", "service:dynamodb"]);

/**
 * The rules that a live account must hold for the flows, and no others, in the words of {@link readSecurityGroups}.
 *
 * Worked out from the meaning of a flow alone, by none of the code that synthesizes: a flow between two groups is two
 * rules, one that meets an address range or a managed prefix list is one.
 */
export function rulesOf(flows: readonly DeclaredFlow[], segmentation: string, region: string): string[] {
  const group = (end: string): string | undefined => {
    if (GATEWAY_SERVICES.has(end) || /^[0-9.]+\//.test(end)) return undefined;
    return `${segmentation}-${end.replace("service:", "endpoint-")}`;
  };
  const peer = (end: string): string =>
    group(end) ?? (GATEWAY_SERVICES.has(end) ? end.replace("service:", `com.amazonaws.${region}.`) : end);
  return flows
    .flatMap(({ from, to, port }) => {
      const traffic = port.replace(/^tcp\/([0-9]+)$/, "tcp $1-$1");
      const source = group(from);
      const target = group(to);
      return [
        ...(source === undefined ? [] : [`${source} egress ${traffic} ${peer(to)}`]),
        ...(target === undefined ? [] : [`${target} ingress ${traffic} ${peer(from)}`]),
      ];
    })
    .sort();
}
