/** Ground Truth takes images of up to 100 million pixels; what claims more is broken or hostile. */
export const MAXIMUM_PIXELS = 100_000_000;

/** Why a size is not that of an image, or undefined. */
export function sizeProblem(width: unknown, height: unknown): string | undefined {
  for (const [name, value] of [
    ['width', width],
    ['height', height],
  ] as const)
    if (!(Number.isSafeInteger(value) && (value as number) > 0))
      return `${name} is ${brief(value)}, not a whole number above 0`;
  if ((width as number) * (height as number) > MAXIMUM_PIXELS)
    return `${width} x ${height} pixels are more than the ${MAXIMUM_PIXELS} that an image may have`;
  return undefined;
}

/** A value as it may stand in a message. */
export const brief = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 60);
