/** One line of an augmented manifest: a JSON object with `source` or `source-ref` and any other keys, which pass through. */
export interface ManifestLine {
  source?: string;
  'source-ref'?: string;
  [key: string]: unknown;
}
