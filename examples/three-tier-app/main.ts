import { App } from "cdktf";
import { ThreeTierApp } from "./three-tier-app.js";

const app = new App();
new ThreeTierApp(app, "three-tier-app", {
  region: "eu-central-1",
  zones: ["eu-central-1a", "eu-central-1b"],
  image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:1",
  certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000000",
});
app.synth();
