/** One line of a scores file: what the model thinks of an object in one round. */
export interface Score {
  id: number;
  /** The model's label as bare answer, and its confidence, 0…1; absent where it gave none that is usable. */
  answer?: unknown;
  confidence?: number;
  /** Of an object people labelled since: 1 - quality of the model's label against people's. */
  loss?: number;
}
