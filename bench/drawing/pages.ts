import { type Box, COLORS, HEIGHT, LABELS, type Polygon, WIDTH } from './scene';

export type Shapes = { kind: 'box'; list: Box[] } | { kind: 'polygon'; list: Polygon[] };

const attribute = (value: unknown) => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll("'", '&#39;');

/** The element as a worker gets it. */
export const ourPage = ({ kind, list }: Shapes): string => `<!doctype html><html lang="en"><title>Ours</title>
<body style="margin:0"><script src="/assets/crowd-html-elements.js"></script>
<crowd-form><crowd-${kind === 'box' ? 'bounding-box' : 'polygon'} name="shapes" header="Bench" src="/picture.jpg"
  labels='${attribute(LABELS)}' initial-value='${attribute(list)}'></crowd-${kind === 'box' ? 'bounding-box' : 'polygon'}></crowd-form>`;

/** The plain way: an element per shape, moved by its attributes, zoomed by one transform. */
export function svgPage({ kind, list }: Shapes, size: { width: number; height: number }): string {
  const paint = (label: string) => {
    const color = COLORS[LABELS.indexOf(label)];
    return `fill="${color}" fill-opacity="0.3" stroke="${color}" stroke-width="2" vector-effect="non-scaling-stroke"`;
  };
  const shapes =
    kind === 'box'
      ? list.map(
          ({ left, top, width, height, label }) =>
            `<rect x="${left}" y="${top}" width="${width}" height="${height}" ${paint(label)}/>`,
        )
      : list.map(
          ({ vertices, label }) =>
            `<polygon points="${vertices.map(({ x, y }) => `${x},${y}`).join(' ')}" ${paint(label)}/>`,
        );
  return `<!doctype html><html lang="en"><title>SVG</title><body style="margin:0;overflow:hidden">
<svg id="stage" width="${size.width}" height="${size.height}"><g id="view"><image href="/picture.jpg" width="${WIDTH}" height="${HEIGHT}"/>${shapes.join('')}</g></svg>`;
}
