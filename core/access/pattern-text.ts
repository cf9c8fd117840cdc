/** An action pattern of IAM: `service:name` in ASCII with `*` and `?`, or `*`. The source of a regular expression. */
export const ACTION_TEXT = "^(?:\\*|[!-9;-~]+:[!-9;-~]+)$";

/** A resource pattern of IAM: an ARN in ASCII without blanks, `arn:` with a `*` at the end, or `*`. */
export const RESOURCE_TEXT = "^(?:\\*|arn:(?:[!-9;-~]*:){4}[!-~]+|arn:[!-~]*\\*)$";
