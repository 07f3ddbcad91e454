/** The longest beginning of a text that, with the sign that something is missing, is not wider than `most`. */
export function shortened(
  text: string,
  most: number,
  widthOf: (text: string) => number,
): { text: string; width: number } {
  const width = widthOf(text);
  if (width <= most) return { text, width };
  // Not in the middle of a letter that is made of several characters.
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  let [fits, tooLong] = [0, letters.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (widthOf(beginning(letters, middle)) <= most) fits = middle;
    else tooLong = middle;
  }
  const shown = beginning(letters, fits);
  return { text: shown, width: widthOf(shown) };
}

const beginning = (letters: readonly string[], count: number): string =>
  `${letters.slice(0, count).join('').trimEnd()}…`;
