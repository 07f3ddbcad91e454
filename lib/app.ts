import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PlumblineStack } from './plumbline-stack';

export const stackName = 'Plumbline';

export interface AppOptions {
  /** Where the cloud assembly goes. */
  readonly outdir?: string;
  /**
   * Checks the template against CloudFormation's resource schemas too, which takes several seconds. A finding stops the synthesis.
   * @default true
   */
  readonly checkSchemas?: boolean;
}

/** The app as deployed: one stack for whatever account and region the CDK CLI is pointed at, held to cdk-nag's AwsSolutions rules. */
export function plumblineApp({ outdir, checkSchemas = true }: AppOptions = {}): App {
  const app = new App({
    outdir,
    analyticsReporting: false,
    builtinCloudFormationValidation: checkSchemas,
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  new PlumblineStack(app, stackName);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
