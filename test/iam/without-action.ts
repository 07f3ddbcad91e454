import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One action of one statement of one role, as the synthesized template grants it. */
export interface Granted {
  /** Logical id of the role. */
  role: string;
  action: string;
  /** Where in the template: policy resource or role, policy, statement. */
  resource: string;
  policy: number;
  statement: number;
}

interface Statement {
  Action: string | string[];
}

const TEMPLATE = 'Plumbline.template.json';

const readTemplate = (assemblyDir: string) => JSON.parse(readFileSync(join(assemblyDir, TEMPLATE), 'utf8'));

/** Inline policies of a role, or the policy attached to one; with the role's logical id. */
function policiesOf(resource: any, logicalId: string): { role: string; statements: Statement[] }[] {
  if (resource.Type === 'AWS::IAM::Role')
    return (resource.Properties.Policies ?? []).map((policy: any) => ({
      role: logicalId,
      statements: policy.PolicyDocument.Statement,
    }));
  if (resource.Type === 'AWS::IAM::Policy')
    return [{ role: resource.Properties.Roles[0].Ref, statements: resource.Properties.PolicyDocument.Statement }];
  return [];
}

const actionsOf = ({ Action }: Statement): string[] => (Array.isArray(Action) ? Action : [Action]);

/** Every action that any role of the template is granted. */
export function grantsOf(assemblyDir: string): Granted[] {
  const granted: Granted[] = [];
  for (const [logicalId, resource] of Object.entries(readTemplate(assemblyDir).Resources))
    for (const [policy, { role, statements }] of policiesOf(resource, logicalId).entries())
      for (const [statement, content] of statements.entries())
        for (const action of actionsOf(content)) granted.push({ role, action, resource: logicalId, policy, statement });
  return granted;
}

/** A copy of the assembly whose template lacks the one action; the rest is linked. */
export function withoutAction(assemblyDir: string, { action, resource, policy, statement }: Granted): string {
  const copy = mkdtempSync(join(tmpdir(), 'plumbline-iam-'));
  for (const name of readdirSync(assemblyDir))
    if (name !== TEMPLATE) symlinkSync(join(assemblyDir, name), join(copy, name));
  const template = readTemplate(assemblyDir);
  const statements = policiesOf(template.Resources[resource], resource)[policy]!.statements;
  const left = actionsOf(statements[statement]!).filter((name) => name !== action);
  if (left.length) statements[statement]!.Action = left;
  else statements.splice(statement, 1);
  writeFileSync(join(copy, TEMPLATE), JSON.stringify(template));
  return copy;
}
