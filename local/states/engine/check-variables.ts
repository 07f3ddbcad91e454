import { QueryFailure, StateFailure } from '../errors';
import { limits } from '../limits';

/**
 * What may not be assigned: a variable of an outer scope, and a value that is too large.
 *
 * @param texts the new values as JSON, by name
 * @param about puts a reason into the words of the state that assigns
 */
export function checkVariables(
  texts: Readonly<Record<string, string>>,
  outer: Readonly<Record<string, unknown>>,
  about: (reason: string) => string,
): void {
  for (const [name, text] of Object.entries(texts)) {
    if (Object.hasOwn(outer, name))
      throw new QueryFailure(`Assign/${name}`, `The variable '${name}' is already assigned in an outer scope.`);
    if (text.length > limits.variableBytes / 4 && Buffer.byteLength(text) > limits.variableBytes)
      throw new StateFailure(
        'States.DataLimitExceeded',
        about(`The variable '${name}' has a size exceeding the maximum number of bytes service limit.`),
      );
  }
}
