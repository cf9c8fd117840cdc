import { expect, it } from "vitest";
import { calledAction } from "../../../../core/access/use/called-action.js";

it.each([
  ["s3.amazonaws.com", "GetObject", "s3:GetObject"],
  ["s3.amazonaws.com", "HeadObject", "s3:GetObject"],
  ["s3.amazonaws.com", "ListObjects", "s3:ListBucket"],
  ["lambda.amazonaws.com", "Invoke", "lambda:InvokeFunction"],
  ["lambda.amazonaws.com", "ListFunctions20150331", "lambda:ListFunctions"],
  ["lambda.amazonaws.com", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode"],
  ["cloudfront.amazonaws.com", "CreateDistribution2020_05_31", "cloudfront:CreateDistribution"],
  ["monitoring.amazonaws.com", "PutMetricAlarm", "cloudwatch:PutMetricAlarm"],
  ["ec2.amazonaws.com.cn", "RunInstances", "ec2:RunInstances"],
])("%s %s is %s", (source, name, action) => {
  expect(calledAction(source, name)).toBe(action);
});
