import { type LoadedObject, ObjectProblem } from './adapter';

/** The text to be labelled: inline, or the file behind `source-ref`. @throws ObjectProblem */
export function textOfObject({ line, file }: LoadedObject): string {
  if (typeof line.source === 'string') return line.source;
  if (!file) throw new ObjectProblem('the object has neither source nor source-ref');
  return new TextDecoder().decode(file);
}
