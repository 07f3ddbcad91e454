import type { ResourceHandler } from '../contract';

interface Declaration {
  /** Properties the handler acts on or keeps. */
  served: readonly string[];
  /** Properties that have no meaning on a laptop, each with the reason. */
  ignored?: Readonly<Record<string, string>>;
}

/**
 * A handler that refuses a template using a property it does not know: silently ignoring one would let a laptop run differ from the
 * deployed stack without anyone noticing.
 */
export function declareProperties(declaration: Declaration, handler: ResourceHandler): ResourceHandler {
  const known = new Set([...declaration.served, ...Object.keys(declaration.ignored ?? {})]);
  return async (resource, context) => {
    const unknown = Object.keys(resource.properties).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new Error(
        `${resource.logicalId} (${resource.type}): the embedded cloud does not know the ${unknown.length === 1 ? 'property' : 'properties'} ${unknown.join(', ')}`,
      );
    }
    return handler(resource, context);
  };
}
