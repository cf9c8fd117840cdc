import { invitationNew } from "./endpoints/invitation-new.js";
import { keysNew } from "./endpoints/keys-new.js";
import { personPut } from "./endpoints/person-put.js";
import { posturePut } from "./endpoints/posture-put.js";
import { riskPut } from "./endpoints/risk-put.js";
import type { Route } from "./route.js";

/** The calls of operators. */
export const OPERATOR_ROUTES: readonly Route[] = [
  {
    method: "PUT",
    path: "/operator/v1/devices/{id}/posture",
    access: "operator",
    action: "identity:SetPosture",
    endpoint: posturePut,
  },
  {
    method: "POST",
    path: "/operator/v1/invitations",
    access: "operator",
    action: "identity:Invite",
    endpoint: invitationNew,
  },
  {
    method: "PUT",
    path: "/operator/v1/people/{id}",
    access: "operator",
    action: "identity:ChangePerson",
    endpoint: personPut,
  },
  {
    method: "PUT",
    path: "/operator/v1/risk",
    access: "operator",
    action: "identity:SetRisk",
    endpoint: riskPut,
  },
  {
    method: "POST",
    path: "/operator/v1/keys",
    access: "operator",
    action: "identity:RotateKeys",
    endpoint: keysNew,
  },
];
