import { coversInternet, shareOfInternet } from "../../network/globally-routable.js";
import { MOST_OF_INTERNET } from "../../reachability/internet-exposure.js";
import { type Guardrail, undecided, violated } from "../guardrail.js";

/** CORDON-NET-024: The endpoint of a Kubernetes cluster is open to the internet. */
export const openKubernetesEndpoint: Guardrail = {
  id: "CORDON-NET-024",
  title: "The endpoint of a Kubernetes cluster is open to the internet",
  severity: "high",
  why: "No security group and no route stands before it: whoever has a token or a flaw of the API server controls every pod.",
  fix: "Set endpoint_public_access to false, or name the blocks of the administrators in public_access_cidrs.",
  equivalents: {
    checkov: ["CKV_AWS_38", "CKV_AWS_39"],
    trivy: ["AWS-0040", "AWS-0041"],
    cdkNag: [],
    cis: [],
    nist: ["AC-3", "AC-17", "SC-7"],
  },
  *check(network) {
    for (const { workload, addresses, certain } of network.model.entrances) {
      const share = Math.max(shareOfInternet(addresses, "ipv4"), shareOfInternet(addresses, "ipv6"));
      if (share <= MOST_OF_INTERNET) continue;
      const isAll = coversInternet(addresses, "ipv4") || coversInternet(addresses, "ipv6");
      const who = isAll ? "the whole internet" : `${Math.floor(share * 100)} % of the internet`;
      yield certain
        ? violated(workload, `its endpoint takes tcp/443 from ${who}`)
        : undecided(workload, "from where its endpoint is reached is not determined by the input");
    }
  },
};
