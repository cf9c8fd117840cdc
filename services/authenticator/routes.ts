import { OPERATOR_ROUTES } from "./operator-routes.js";
import { PERSON_ROUTES } from "./person-routes.js";
import type { Route } from "./route.js";

/** Every call of the authenticator. */
export const ROUTES: readonly Route[] = [...PERSON_ROUTES, ...OPERATOR_ROUTES];
