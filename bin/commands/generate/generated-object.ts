/** An object the demo makes up, with its true class, which the pipeline never sees. */
export type GeneratedObject =
  | { kind: 'text'; text: string; label: string }
  | { kind: 'image'; fileName: string; png: Buffer; label: string };
