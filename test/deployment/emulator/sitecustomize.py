"""Python imports this before the emulator: what moto 5.2.1 does otherwise than AWS."""

import inspect

import moto.kms.utils as utils
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from moto.apigatewayv2.models import DomainName
from moto.awslambda.models import LambdaFunction
from moto.ec2.models.security_groups import SecurityGroupRule


def sign(self, message, signing_algorithm):
    """AWS signs a message of the type DIGEST as it is (AWS KMS API Reference, Sign), and Cordon sends no other."""
    if signing_algorithm != "ECDSA_SHA_256" or len(message) != 32:
        raise ValueError("The emulator signs digests of SHA-256 alone.")
    return self.private_key.sign(message, ec.ECDSA(Prehashed(hashes.SHA256())))


utils.ECDSAPrivateKey.sign = sign

make_rule = SecurityGroupRule.__init__
PARAMETERS = inspect.signature(make_rule)


def make_described_rule(self, *given, **named):
    """Rules keep their descriptions, those toward groups and prefix lists too (EC2 API Reference, SecurityGroupRule)."""
    make_rule(self, *given, **named)
    ends = PARAMETERS.bind(self, *given, **named).arguments
    self.end_description = next(
        (end["Description"] for name in ("source_group", "prefix_list_id") if (end := ends.get(name)) and "Description" in end),
        None,
    )


SecurityGroupRule.__init__ = make_described_rule
SecurityGroupRule.description = property(lambda self: self.ip_range.get("Description") or self.end_description)

make_function = LambdaFunction.__init__
get_configuration = LambdaFunction.get_configuration
update_configuration = LambdaFunction.update_configuration


def make_encrypted_function(self, *given, **named):
    """Functions tell the key of their environment (AWS Lambda API Reference, FunctionConfiguration)."""
    spec = inspect.signature(make_function).bind(self, *given, **named).arguments["spec"]
    self.environment_key = spec.get("KMSKeyArn")
    make_function(self, *given, **named)


def update_encrypted_configuration(self, updates):
    self.environment_key = updates.get("KMSKeyArn", self.environment_key)
    return update_configuration(self, updates)


def get_whole_configuration(self, *given, **named):
    configuration = get_configuration(self, *given, **named)
    return configuration if self.environment_key is None else {**configuration, "KMSKeyArn": self.environment_key}


LambdaFunction.__init__ = make_encrypted_function
LambdaFunction.update_configuration = update_encrypted_configuration
LambdaFunction.get_configuration = get_whole_configuration

describe_domain = DomainName.to_json


def describe_available_domain(self):
    """
    Custom domains become available, tell where they are, and have no mutual TLS that nobody asked for (API Gateway V2 API
    Reference, DomainName, DomainNameConfiguration).
    """
    described = {name: value for name, value in describe_domain(self).items() if value}
    ends = [
        {
            "apiGatewayDomainName": "d-emulator.execute-api.eu-central-1.amazonaws.com",
            "hostedZoneId": "Z1U9ULNL0V5AJ3",
            "ipAddressType": "ipv4",
            **end,
            "domainNameStatus": "AVAILABLE",
        }
        for end in described["domainNameConfigurations"]
    ]
    return {**described, "domainNameConfigurations": ends}


DomainName.to_json = describe_available_domain
