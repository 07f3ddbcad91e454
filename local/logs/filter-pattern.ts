import { ServiceError } from '../contract';

/** CloudWatch Logs' unstructured filter patterns: `a b` all, `?a ?b` any, `-a` none, `"a b"` a phrase. Case matters. */
export function compileFilterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (/^[{[%]/.test(text)) {
    throw new ServiceError(
      'InvalidParameterException',
      `The embedded cloud filters log events by terms only, not by JSON, fields or regular expressions: ${text}`,
    );
  }
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign, quoted, bare]) => ({
    sign,
    word: quoted === undefined ? bare! : quoted.replace(/\\(.)/g, '$1'),
  }));
  const any = terms.filter(({ sign }) => sign === '?');
  return (message) =>
    terms.every(({ sign, word }) => sign === '?' || message.includes(word) === (sign === '')) &&
    (any.length === 0 || any.some(({ word }) => message.includes(word)));
}
