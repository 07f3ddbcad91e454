/** Step Functions' hard limits. */
export const limits = {
  /** Input or output of a task, a state or an execution, in UTF-8 bytes. */
  dataBytes: 262_144,
  historyEvents: 25_000,
  definitionBytes: 1_048_576,
  nameCharacters: 80,
  labelCharacters: 40,
  variableBytes: 262_144,
  variableNameCharacters: 80,
  /** Total of all variables of one execution. */
  allVariableBytes: 10 * 1_048_576,
  inlineMapConcurrency: 40,
  /** Child executions of one map run at a time when MaxConcurrency is 0; AWS allows 10,000. */
  mapRunConcurrency: 1_000,
  waitSeconds: 31_536_000,
  timeoutSeconds: 99_999_999,
  errorCharacters: 256,
  causeCharacters: 32_768,
} as const;

/** Whether a JSON text is over the data limit; counts bytes only when it could be. */
export function exceedsDataLimit(text: string): boolean {
  if (text.length * 3 <= limits.dataBytes) return false;
  return text.length > limits.dataBytes || Buffer.byteLength(text) > limits.dataBytes;
}
