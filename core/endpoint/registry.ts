import type { EndpointAdapter } from './adapter';
import { plumblineAdapter } from './plumbline';

/** The formats that are understood, by the name a request gives them (`Plumbline.EndpointAdapter`). */
export const endpointAdapters: readonly EndpointAdapter[] = [plumblineAdapter];

/** @throws RangeError */
export function endpointAdapter(slug: string): EndpointAdapter {
  const found = endpointAdapters.find((adapter) => adapter.slug === slug);
  if (!found) throw new RangeError(`there is no endpoint adapter "${slug}"`);
  return found;
}
