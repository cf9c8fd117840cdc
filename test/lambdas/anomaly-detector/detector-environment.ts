/** An environment that the detector takes. */
export const DETECTOR_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: "eu-central-1",
  AWS_LAMBDA_FUNCTION_NAME: "shop-detector",
  CORDON_DETECTOR_NAME: "shop-detector",
  CORDON_ATHENA_WORKGROUP: "shop-detector",
  CORDON_LOG_DATABASE: "shop_access_log",
  CORDON_LOG_TABLE: "access_log",
  CORDON_SUMMARY_DATABASE: "shop_detector",
  CORDON_SUMMARY_FOLDER: "s3://shop-summaries/kept",
  CORDON_STATE_TABLE: "shop-detector",
  CORDON_FINDING_TOPIC: "arn:aws:sns:eu-central-1:111122223333:shop-detector-findings",
  CORDON_ALERT_BUDGET: "5",
  CORDON_VERSION: "0.1.0",
};
