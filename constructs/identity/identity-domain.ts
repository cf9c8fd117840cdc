import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate/index.js";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation/index.js";
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping/index.js";
import { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name/index.js";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record/index.js";
import { Construct } from "constructs";
import type { IdentityApi } from "./identity-api.js";

/** The name under which an API is reached. */
export interface IdentityDomainProps {
  readonly domain: string;
  readonly certificateArn: string | undefined;
  readonly hostedZoneId: string | undefined;
  readonly api: IdentityApi;
  readonly tags: Readonly<Record<string, string>>;
}

/** How long a record of the Domain Name System may be kept. */
const TIME_TO_LIVE_SECONDS = 60;

/** The domain with its certificate, and its records where the zone is known. */
export class IdentityDomain extends Construct {
  /** What the record of the domain has to point to: a host name, and its zone for an alias of Route 53. */
  readonly target: { readonly hostName: string; readonly zoneId: string };

  constructor(scope: Construct, id: string, props: IdentityDomainProps) {
    super(scope, id);
    const { domain, hostedZoneId } = props;
    const name = new Apigatewayv2DomainName(this, "Resource", {
      domainName: domain,
      domainNameConfiguration: {
        certificateArn: props.certificateArn ?? this.#certificate(props),
        endpointType: "REGIONAL",
        securityPolicy: "TLS_1_2",
      },
      tags: { ...props.tags },
    });
    const { hostedZoneId: zoneId, targetDomainName: hostName } = name.domainNameConfiguration;
    this.target = { hostName, zoneId };
    new Apigatewayv2ApiMapping(this, "mapping", {
      apiId: props.api.apiId,
      domainName: name.id,
      stage: props.api.stageName,
      dependsOn: [props.api.stage],
    });
    if (hostedZoneId === undefined) return;
    for (const type of ["A", "AAAA"]) {
      new Route53Record(this, type.toLowerCase(), {
        zoneId: hostedZoneId,
        name: domain,
        type,
        alias: { name: hostName, zoneId, evaluateTargetHealth: false },
      });
    }
  }

  /** A certificate that ACM renews by itself, as long as its record stands. */
  #certificate({ domain, hostedZoneId, tags }: IdentityDomainProps): string {
    const certificate = new AcmCertificate(this, "certificate", {
      domainName: domain,
      validationMethod: "DNS",
      lifecycle: { createBeforeDestroy: true },
      tags: { ...tags },
    });
    if (hostedZoneId !== undefined) {
      const option = certificate.domainValidationOptions.get(0);
      new Route53Record(this, "validation-record", {
        zoneId: hostedZoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        records: [option.resourceRecordValue],
        ttl: TIME_TO_LIVE_SECONDS,
      });
    }
    return new AcmCertificateValidation(this, "validation", { certificateArn: certificate.arn })
      .certificateArn;
  }
}
