import type { Worker } from '../../core/workforce/worker';
import { ApiError } from './errors';

export interface ApiRequest {
  worker: Worker;
  parameters: Record<string, string>;
  body: unknown;
}

export interface ApiResponse {
  status: number;
  body?: unknown;
}

export interface Route {
  method: string;
  /** `/api/jobs/{jobKey}/tasks`. */
  path: string;
  handle(request: ApiRequest): Promise<ApiResponse>;
}

/** Finds the route of a request, and the values of its path's parameters. */
export function router(routes: Route[]) {
  const table = routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
  }));
  return (method: string, path: string): { route: Route; parameters: Record<string, string> } => {
    const known = table.filter(({ pattern }) => pattern.test(path));
    const found = known.find(({ route }) => route.method === method);
    if (!found) {
      const why = known.length ? `${path} does not take ${method}` : `There is nothing at ${path}`;
      throw new ApiError('NotFound', why);
    }
    const groups = found.pattern.exec(path)!.groups ?? {};
    return { route: found.route, parameters: mapValues(groups, decoded) };
  };
}

const mapValues = (record: Record<string, string>, map: (value: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ApiError('NotFound', `There is nothing at ${segment}`);
  }
}
