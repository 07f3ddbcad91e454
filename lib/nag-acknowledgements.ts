import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges cdk-nag rules for a construct and what is below it; the reason is for a security reviewer. */
export function acknowledge(scope: IConstruct, reasons: Readonly<Record<string, string>>): void {
  Validations.of(scope).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
}

/** An ARN as cdk-nag spells it in the id of a finding: `<LogicalId.Attribute>` for references, `<AWS::Region>` for pseudo parameters. */
export function nagSpelling(scope: IConstruct, arn: string): string {
  const flat = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const [name, argument] = Object.entries(value as Record<string, unknown>)[0]!;
    if (name === 'Ref') return `<${argument}>`;
    if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
    if (name === 'Fn::Join')
      return (argument as [string, unknown[]])[1].map(flat).join((argument as [string, unknown[]])[0]);
    throw new Error(`No cdk-nag spelling is known for ${name} in ${JSON.stringify(value)}`);
  };
  return flat(Stack.of(scope).resolve(arn));
}

/** Acknowledges that a role may touch every resource whose ARN begins as given. */
export const acknowledgeWildcard = (scope: IConstruct, arn: string, reason: string) =>
  acknowledge(scope, { [`AwsSolutions-IAM5[Resource::${nagSpelling(scope, arn)}]`]: reason });
