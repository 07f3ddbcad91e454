/** Where the readers hand what they find. Called once per answer, so arguments rather than an object. */
export interface AnswerSink {
  answer(object: string, worker: string, content: unknown, seconds: number | undefined, place: Place): void;
  /** Something in the input that is no answer, or one that cannot be read. */
  setAside(place: Place, reason: string): void;
}

/** Where in the input. `line` 0: the whole file. */
export interface Place {
  file: string;
  line: number;
}

export const placeText = ({ file, line }: Place): string => (line > 0 ? `${file}:${line}` : file);
