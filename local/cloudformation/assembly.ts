import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Template {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, TemplateEntry>;
  Outputs?: Record<string, { Value: unknown; Condition?: string; Export?: unknown; Description?: string }>;
  Rules?: unknown;
  Transform?: unknown;
}

export interface TemplateEntry {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
  Metadata?: Record<string, unknown>;
}

export interface Assembly {
  stackName: string;
  template: Template;
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** The stack to stand up: the one named, or the only one there is. */
export function readAssembly(directory: string, wanted?: string): Assembly {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile))
    throw new Error(`${directory} holds no cloud assembly (manifest.json is missing); run cdk synth first`);
  const artifacts: Record<string, any> = readJson(manifestFile).artifacts ?? {};
  const stacks = Object.entries(artifacts).filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  const nameOf = ([id, artifact]: [string, any]): string =>
    artifact.properties?.stackName ?? artifact.displayName ?? id;
  const chosen = wanted ? stacks.find((stack) => nameOf(stack) === wanted || stack[0] === wanted) : stacks[0];
  if (!chosen || (!wanted && stacks.length > 1)) {
    const names = stacks.map(nameOf).join(', ') || 'none';
    throw new Error(
      wanted ? `no stack ${wanted} in ${directory} (there is ${names})` : `name one of the stacks: ${names}`,
    );
  }
  const template: Template = readJson(join(directory, chosen[1].properties.templateFile));
  if (template.Transform)
    throw new Error(`stack ${nameOf(chosen)} uses a template transform, which the embedded cloud does not run`);
  return { stackName: nameOf(chosen), template };
}

export interface FileAsset {
  path: string;
  /** `zip`: a folder that CDK would have zipped for the upload; `file`: as it is. */
  packaging: 'zip' | 'file';
}

/** Assets by where CDK would have uploaded them: `<bucket>/<key>`. Nothing is copied. */
export function readAssets(directory: string, accountId: string, region: string): Map<string, FileAsset> {
  const assets = new Map<string, FileAsset>();
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) return assets;
  const artifacts: Record<string, any> = readJson(manifestFile).artifacts ?? {};
  for (const artifact of Object.values(artifacts)) {
    if (artifact.type !== 'cdk:asset-manifest') continue;
    const { files = {} } = readJson(join(directory, artifact.properties.file));
    for (const { source, destinations } of Object.values<any>(files)) {
      for (const destination of Object.values<any>(destinations)) {
        const bucket = String(destination.bucketName)
          .replaceAll('${AWS::AccountId}', accountId)
          .replaceAll('${AWS::Region}', region);
        const path = join(directory, source.path ?? '');
        assets.set(`${bucket}/${destination.objectKey}`, { path, packaging: source.packaging ?? 'file' });
      }
    }
  }
  return assets;
}
