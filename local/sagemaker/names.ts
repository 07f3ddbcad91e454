import { type CloudContext, type Principal, ServiceError } from '../contract';

export const invalid = (message: string) => new ServiceError('ValidationException', message);

/** SageMaker's names, in one pattern for all its resources. */
export function checkName(name: unknown, member: string): string {
  if (typeof name === 'string' && /^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}$/.test(name)) return name;
  throw invalid(
    `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`,
  );
}

export const arnOf = ({ region, accountId }: CloudContext, type: string, name: string): string =>
  `arn:aws:sagemaker:${region}:${accountId}:${type}/${name.toLowerCase()}`;

export function passRole(context: CloudContext, principal: Principal, roleArn: unknown): void {
  if (typeof roleArn !== 'string' || !/^arn:aws:iam::\d{12}:role\/.+/.test(roleArn)) {
    throw invalid(`1 validation error detected: Value '${roleArn}' at 'roleArn' failed to satisfy constraint`);
  }
  context.authorize(principal, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'sagemaker.amazonaws.com' });
}

/** Seconds since the epoch, as JSON 1.1 carries times. */
export const seconds = (millis: number | undefined): number | undefined =>
  millis === undefined ? undefined : millis / 1000;

/** A page that starts at `NextToken`, an offset. */
export function page<T>(input: any, items: T[]): { items: T[]; NextToken?: string } {
  const start = Number(input.NextToken ?? 0);
  const end = start + Math.min(input.MaxResults ?? 10, 100);
  return { items: items.slice(start, end), NextToken: end < items.length ? String(end) : undefined };
}

/** The filters that every List operation of SageMaker has. */
export function listed<T extends { name: string; status?: string; createdAt: number }>(
  input: any,
  items: Iterable<T>,
): T[] {
  const time = (value: unknown) =>
    value === undefined ? undefined : typeof value === 'number' ? value * 1000 : Date.parse(String(value));
  const [after, before] = [time(input.CreationTimeAfter), time(input.CreationTimeBefore)];
  const found = [...items].filter(
    ({ name, status, createdAt }) =>
      (input.NameContains === undefined || name.includes(input.NameContains)) &&
      (input.StatusEquals === undefined || status === input.StatusEquals) &&
      (after === undefined || createdAt > after) &&
      (before === undefined || createdAt < before),
  );
  const order = (a: T, b: T) => (input.SortBy === 'Name' ? (a.name < b.name ? -1 : 1) : a.createdAt - b.createdAt);
  return found.sort((a, b) => (input.SortOrder === 'Ascending' ? order(a, b) : order(b, a)));
}
