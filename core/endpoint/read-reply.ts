import { type EndpointReply, ReplyProblem } from './adapter';

/** Python writes these where JSON has no word for them; one such number must not make the whole reply unreadable. */
const STRINGS_OR_PYTHON_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** JSON where `NaN` and `Infinity` come out as texts of that name, which no reader takes for a number. @throws SyntaxError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const mended = text.replace(STRINGS_OR_PYTHON_NUMBERS, (found) => (found.startsWith('"') ? found : `"${found}"`));
    if (mended === text) throw error;
    return JSON.parse(mended);
  }
}

export function textOf(reply: EndpointReply): string {
  const text = new TextDecoder().decode(reply.body).trim();
  if (text === '') throw new ReplyProblem('the reply is empty');
  if (/^<(!doctype|html|\?xml|head|body)/i.test(text))
    throw new ReplyProblem(`the reply is a page, not JSON: ${beginning(text)}`);
  return text;
}

/** @throws ReplyProblem */
export function jsonOf(reply: EndpointReply): unknown {
  const text = textOf(reply);
  try {
    return parseJson(text);
  } catch (error) {
    throw new ReplyProblem(`the reply is not JSON (${(error as Error).message}): ${beginning(text)}`);
  }
}

export const beginning = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
};
