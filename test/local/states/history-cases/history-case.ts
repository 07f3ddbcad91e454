/** A definition with what AWS makes of it. */
export interface HistoryCase {
  name: string;
  definition: object;
  input?: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  history: string[];
}
