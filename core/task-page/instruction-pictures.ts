/**
 * Pictures for the instructions of Augmented AI's templates, whose own are gone with the service: what each shows is drawn without words, as
 * a piece of a form with a key and its value. They travel in the page, so that nothing has to be fetched.
 */
const WIDTH = 240;

type Box = { x: number; y: number; width: number; height?: number };

const INK = '#16191f';
const LINE = '#aab7b8';
const KEY = '#1166bb';
const VALUE = '#1d8102';
const WRONG = '#d13212';

const svg = (content: string, height = 72): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">` +
  `<rect x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="4" fill="#fff" stroke="${LINE}"/>${content}</svg>`;

/** Something written: a bar in place of words. */
const written = ({ x, y, width }: Box, color = INK): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="8" rx="2" fill="${color}"/>`;

/** A box the worker sees around a key or value. */
const framed = ({ x, y, width, height = 20 }: Box, color: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3" fill="${color}" fill-opacity=".12" stroke="${color}" stroke-width="2"/>`;

const mark = (path: string, color: string): string =>
  `<path d="${path}" fill="none" stroke="${color}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>`;
const tick = (x: number, y: number): string => mark(`M${x} ${y}l5 5l9-11`, VALUE);
const cross = (x: number, y: number): string => mark(`M${x} ${y - 5}l10 10m0-10l-10 10`, WRONG);

const key = framed({ x: 12, y: 12, width: 64 }, KEY) + written({ x: 20, y: 18, width: 48 });
const value = (width = 84): string =>
  framed({ x: 92, y: 12, width: width + 16 }, VALUE) + written({ x: 100, y: 18, width });
/** The field below, in which the worker types. */
const field = (content: string): string =>
  `<rect x="92" y="42" width="116" height="20" rx="2" fill="none" stroke="${LINE}"/>${content}`;

const PICTURES: Record<string, string> = {
  'correct-value-text': svg(
    key +
      value() +
      field(`${written({ x: 100, y: 48, width: 62 })}${written({ x: 164, y: 48, width: 20 }, WRONG)}`) +
      cross(216, 52),
  ),
  'correct-value': svg(
    key +
      value() +
      field(written({ x: 100, y: 48, width: 40 }, WRONG)) +
      mark('M216 58c12-10 12-26 0-36m-5 6l5-6l7 3', INK),
  ),
  'not-a-key-value-pair': svg(
    framed({ x: 12, y: 26, width: 84 }, KEY) +
      written({ x: 20, y: 32, width: 68 }) +
      framed({ x: 132, y: 26, width: 84 }, VALUE) +
      written({ x: 140, y: 32, width: 68 }) +
      mark('M98 36h32', LINE) +
      cross(109, 36),
  ),
  'key-is-not-found': svg(
    `<rect x="12" y="12" width="64" height="20" rx="3" fill="none" stroke="${KEY}" stroke-width="2" stroke-dasharray="4 3"/>` +
      written({ x: 100, y: 18, width: 110 }) +
      written({ x: 20, y: 48, width: 90 }) +
      written({ x: 126, y: 48, width: 60 }) +
      cross(39, 22),
  ),
  'value-is-blank': svg(
    key +
      `<rect x="92" y="12" width="116" height="20" rx="3" fill="none" stroke="${VALUE}" stroke-width="2" stroke-dasharray="4 3"/>` +
      written({ x: 20, y: 48, width: 48 }) +
      written({ x: 100, y: 48, width: 70 }),
  ),
  'sample-key-value-pair-1': svg(key + value() + tick(214, 22), 44),
  'sample-key-value-pair-2': svg(
    key + framed({ x: 12, y: 40, width: 116 }, VALUE) + written({ x: 20, y: 46, width: 100 }) + tick(140, 50),
  ),
  'multiple-lines': svg(
    key +
      framed({ x: 92, y: 12, width: 116, height: 34 }, VALUE) +
      written({ x: 100, y: 18, width: 96 }) +
      written({ x: 100, y: 32, width: 80 }) +
      written({ x: 100, y: 52, width: 54 }) +
      tick(214, 30),
  ),
};

/** For a picture that nobody has any more. */
const NOTHING = svg(mark(`M${WIDTH / 2 - 22} 48l14-18l10 12l6-6l14 12z`, LINE));

/** @param path below `assets.crowd.aws/images`, without the file's ending */
export function instructionPicture(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const picture = path.startsWith('a2i-console/') && Object.hasOwn(PICTURES, name) ? PICTURES[name]! : NOTHING;
  return `data:image/svg+xml,${encodeURIComponent(picture).replace(/['()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}
