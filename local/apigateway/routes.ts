export interface Authorization {
  type: 'NONE' | 'AWS_IAM' | 'JWT';
  authorizerId?: string;
  scopes: string[];
}

export interface Route {
  key: string;
  /** `ANY` and, for `$default`, undefined. */
  method?: string;
  segments: string[];
  integrationId: string;
  authorization: Authorization;
}

export interface RouteMatch {
  route: Route;
  pathParameters?: Record<string, string>;
}

export function parseRouteKey(key: string): Pick<Route, 'key' | 'method' | 'segments'> {
  if (key === '$default') return { key, segments: [] };
  const match = /^(ANY|GET|HEAD|OPTIONS|PATCH|POST|PUT|DELETE) (\/.*)$/.exec(key);
  if (!match) throw new Error(`route key ${key} is neither $default nor a method and a path`);
  return { key, method: match[1], segments: segmentsOf(match[2]!) };
}

const segmentsOf = (path: string) => (path === '/' ? [] : path.slice(1).split('/'));

const isGreedy = (segment: string) => /^\{[^}]+\+\}$/.test(segment);
const isVariable = (segment: string) => /^\{[^}]+\}$/.test(segment);

/** How precise a route is, segment by segment: fixed text, then `{name}`, then `{name+}`; a named method before `ANY`. */
function rank(route: Route): string {
  const path = route.segments.map((segment) => (isGreedy(segment) ? 'c' : isVariable(segment) ? 'b' : 'a')).join('');
  return `${path}${route.method === 'ANY' ? '~' : ''}`;
}

/** The routes of an API in API Gateway's order of precedence. */
export class RouteTable {
  private ordered: Route[] = [];
  private fallback?: Route;

  add(route: Route): void {
    if (route.method === undefined) {
      this.fallback = route;
      return;
    }
    this.ordered = [...this.ordered.filter(({ key }) => key !== route.key), route].sort((a, b) =>
      rank(a) < rank(b) ? -1 : 1,
    );
  }

  /** `path` is decoded already. */
  match(method: string, path: string): RouteMatch | undefined {
    const segments = segmentsOf(path);
    for (const route of this.ordered) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const pathParameters = bind(route.segments, segments);
      if (pathParameters)
        return { route, pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : undefined };
    }
    return this.fallback && { route: this.fallback };
  }
}

function bind(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const bound: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const actual = segments[index];
    if (isGreedy(wanted)) {
      const rest = segments.slice(index).join('/');
      if (rest === '') return undefined;
      bound[wanted.slice(1, -2)] = rest;
      return bound;
    }
    if (actual === undefined) return undefined;
    if (isVariable(wanted)) {
      if (actual === '') return undefined;
      bound[wanted.slice(1, -1)] = actual;
    } else if (wanted !== actual) {
      return undefined;
    }
  }
  return pattern.length === segments.length ? bound : undefined;
}
