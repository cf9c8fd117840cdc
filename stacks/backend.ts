import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";

/** Where the state of a stack lies. */
export type BackendConfig =
  | { readonly type: "local"; readonly path?: string }
  | {
      readonly type: "s3";
      readonly bucket: string;
      readonly key: string;
      readonly region: string;
      readonly dynamodbTable?: string;
    };

/** From the stack's folder, cdktf.out/stacks/<name>, to the project's: CDKTF's own default writes an absolute path. */
const PROJECT_FOLDER = "../../..";

/** Puts the state where the configuration says, or beside the project's other files. */
export function addBackend(stack: TerraformStack, id: string, backend: BackendConfig | undefined): void {
  if (backend?.type === "s3") {
    const { bucket, key, region, dynamodbTable } = backend;
    new S3Backend(stack, {
      bucket,
      key,
      region,
      encrypt: true,
      ...(dynamodbTable === undefined ? {} : { dynamodbTable }),
    });
  } else {
    new LocalBackend(stack, { path: backend?.path ?? `${PROJECT_FOLDER}/terraform.${id}.tfstate` });
  }
}
