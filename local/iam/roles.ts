import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type PolicyDocument, ServiceError } from '../contract';
import { writeFileAtomically } from '../write-file';
import { managedPolicy } from './managed-policies';
import { policyProblem } from './policy';

export interface Role {
  name: string;
  arn: string;
  path: string;
  roleId: string;
  createdAt: number;
  trust: PolicyDocument;
  inline: Map<string, PolicyDocument>;
  managed: Set<string>;
  description?: string;
  maxSessionSeconds: number;
  /** Template roles are rebuilt from the template at each start; only those made through the API are kept on disk. */
  origin: 'template' | 'api';
}

/** Roles and customer-managed policies. */
export class RoleStore {
  private readonly byName = new Map<string, Role>();
  private readonly policies = new Map<string, PolicyDocument>();

  constructor(private readonly file: string) {
    if (!existsSync(file)) return;
    for (const saved of JSON.parse(readFileSync(file, 'utf8')) as any[]) {
      this.byName.set(saved.name, {
        ...saved,
        inline: new Map(Object.entries(saved.inline)),
        managed: new Set(saved.managed),
      });
    }
  }

  put(role: Role): void {
    this.byName.set(role.name, role);
    this.save();
  }

  delete(name: string): void {
    this.byName.delete(name);
    this.save();
  }

  get(name: string): Role | undefined {
    return this.byName.get(name);
  }

  byArn(arn: string): Role | undefined {
    const role = this.byName.get(arn.split('/').at(-1) ?? '');
    return role?.arn === arn ? role : undefined;
  }

  all(): Role[] {
    return [...this.byName.values()];
  }

  putPolicy(arn: string, document: PolicyDocument): void {
    this.policies.set(arn, checked(document));
  }

  knowsPolicy(arn: string): boolean {
    return this.policies.has(arn) || managedPolicy(arn) !== undefined;
  }

  *documentsOf(role: Role): Iterable<PolicyDocument> {
    yield* role.inline.values();
    for (const arn of role.managed) {
      const document = this.policies.get(arn) ?? managedPolicy(arn);
      if (document) yield document;
    }
  }

  save(): void {
    const kept = this.all().filter((role) => role.origin === 'api');
    if (kept.length === 0 && !existsSync(this.file)) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileAtomically(
      this.file,
      JSON.stringify(kept.map((r) => ({ ...r, inline: Object.fromEntries(r.inline), managed: [...r.managed] }))),
    );
  }
}

/** The document, or the reason why it cannot be evaluated. */
export function checked(document: PolicyDocument): PolicyDocument {
  const problem = policyProblem(document);
  if (problem) throw new ServiceError('MalformedPolicyDocument', `Policy document: ${problem}`);
  return document;
}
