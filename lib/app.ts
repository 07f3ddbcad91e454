import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PlumblineStack } from './plumbline-stack';

export const stackName = 'Plumbline';

/** The app as deployed: one stack for whatever account and region the CDK CLI is pointed at, held to cdk-nag's AwsSolutions rules. */
export function plumblineApp(options: { outdir?: string } = {}): App {
  const app = new App({ outdir: options.outdir, analyticsReporting: false });
  new PlumblineStack(app, stackName);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
