import { objectView, viewSide } from './object-view';

/** Side of the square every picture is brought to before it comes here. */
export const decodedSide = 64;
const imageSide = decodedSide / 2;
const imageBytes = imageSide * imageSide * 3;

const orientations = 8;
const fineCells = 8;
const coarseCells = 4;
const intensityCells = 4;
const colourLevels = 4;

const fineLength = fineCells * fineCells * orientations;
const coarseLength = coarseCells * coarseCells * orientations;
const intensityLength = intensityCells * intensityCells * 3;
const colourLength = colourLevels ** 3;
const objectCells = 6;
const objectEdgeLength = objectCells * objectCells * orientations;
const outlineCells = 12;
const outlineLength = outlineCells * outlineCells;

/** Lengths of the blocks, in order. Every block of a picture has length 1: what each counts is the classifier's to decide. */
export const imageBlocks = [fineLength, coarseLength, intensityLength, colourLength, objectEdgeLength, outlineLength];
export const imageFeatureLength = imageBlocks.reduce((sum, length) => sum + length, 0);

/**
 * What a picture looks like. Where edges of which direction are (histograms of oriented gradients, Dalal and Triggs 2005, at two
 * scales); where it is light and of what colour (a small copy); how much of each colour it has wherever that lies; and the edges and
 * outline of what stands out from the ground, brought to the middle and to one size, which tell shapes apart wherever they lie.
 * `decoded` is `decodedSide`² interleaved RGB bytes.
 */
export function imageFeatures(decoded: Uint8Array, out: Float32Array, at: number): void {
  const pixels = halved(decoded);
  const votes = gradientVotes((pixel, channel) => rootOf[pixels[pixel * 3 + channel]!]!, imageSide, 3);
  const object = objectView(decoded, decodedSide);
  const objectVotes = gradientVotes((pixel) => object[pixel]!, viewSide, 1);
  const fill = [
    (start: number) => blockNormalised(pooled(votes, imageSide, fineCells), fineCells, out, start),
    (start: number) => blockNormalised(pooled(votes, imageSide, coarseCells), coarseCells, out, start),
    (start: number) => smallCopy(pixels, out, start),
    (start: number) => colourHistogram(pixels, out, start),
    (start: number) => blockNormalised(pooled(objectVotes, viewSide, objectCells), objectCells, out, start),
    (start: number) => outline(object, out, start),
  ];
  let start = at;
  imageBlocks.forEach((length, block) => {
    fill[block]!(start);
    bringToLength(out, start, start + length);
    start += length;
  });
}

function halved(decoded: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(imageBytes);
  const row = decodedSide * 3;
  for (let y = 0; y < imageSide; y++)
    for (let x = 0; x < imageSide; x++)
      for (let channel = 0; channel < 3; channel++) {
        const from = 2 * y * row + 2 * x * 3 + channel;
        pixels[(y * imageSide + x) * 3 + channel] =
          (decoded[from]! + decoded[from + 3]! + decoded[from + row]! + decoded[from + row + 3]! + 2) >> 2;
      }
  return pixels;
}

function outline(object: Float32Array, out: Float32Array, at: number): void {
  const size = viewSide / outlineCells;
  out.fill(0, at, at + outlineLength);
  for (let y = 0; y < viewSide; y++)
    for (let x = 0; x < viewSide; x++)
      out[at + Math.floor(y / size) * outlineCells + Math.floor(x / size)]! += object[y * viewSide + x]!;
}

/** Square roots tame bright pictures; brightness 0 … 255 to 0 … 1. */
const rootOf = Float32Array.from({ length: 256 }, (_, byte) => Math.sqrt(byte / 255));

interface Votes {
  /** Per pixel: lower of the two neighbouring orientations, what it gets, and what the next one gets. */
  orientation: Uint8Array;
  lower: Float32Array;
  upper: Float32Array;
}

/**
 * Direction and strength of the gradient at every pixel, of the colour channel where it is strongest. Directions go round the full
 * circle: dark on light and light on dark are not the same.
 */
function gradientVotes(valueAt: (pixel: number, channel: number) => number, side: number, channels: number): Votes {
  const count = side * side;
  const votes: Votes = {
    orientation: new Uint8Array(count),
    lower: new Float32Array(count),
    upper: new Float32Array(count),
  };
  for (let y = 0; y < side; y++) {
    const above = Math.max(0, y - 1) * side;
    const below = Math.min(side - 1, y + 1) * side;
    for (let x = 0; x < side; x++) {
      const left = y * side + Math.max(0, x - 1);
      const right = y * side + Math.min(side - 1, x + 1);
      let strength = 0;
      let gx = 0;
      let gy = 0;
      for (let channel = 0; channel < channels; channel++) {
        const dx = valueAt(right, channel) - valueAt(left, channel);
        const dy = valueAt(below + x, channel) - valueAt(above + x, channel);
        const square = dx * dx + dy * dy;
        if (square <= strength) continue;
        strength = square;
        gx = dx;
        gy = dy;
      }
      if (strength < 1e-6) continue;
      const turn = (Math.atan2(gy, gx) / (2 * Math.PI) + 1) * orientations;
      const whole = Math.floor(turn);
      const size = Math.sqrt(strength);
      const pixel = y * side + x;
      votes.orientation[pixel] = whole % orientations;
      votes.lower[pixel] = size * (1 - (turn - whole));
      votes.upper[pixel] = size * (turn - whole);
    }
  }
  return votes;
}

/** Votes gathered in cells; a pixel votes in the four cells round it by its nearness to their centres. */
function pooled(votes: Votes, side: number, cells: number): Float32Array {
  const histogram = new Float32Array(cells * cells * orientations);
  const near = nearCells(side, cells);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const pixel = y * side + x;
      const lower = votes.lower[pixel]!;
      const upper = votes.upper[pixel]!;
      if (lower === 0 && upper === 0) continue;
      const first = votes.orientation[pixel]!;
      const second = first + 1 === orientations ? 0 : first + 1;
      for (const [row, rowShare] of near[y]!) {
        for (const [column, columnShare] of near[x]!) {
          const cell = (row * cells + column) * orientations;
          const share = rowShare * columnShare;
          histogram[cell + first]! += lower * share;
          histogram[cell + second]! += upper * share;
        }
      }
    }
  }
  return histogram;
}

type Near = (readonly [cell: number, share: number])[];
const nearCellsKnown = new Map<number, Near[]>();

/** For every pixel position: the cells on either side and their shares. */
function nearCells(side: number, cells: number): Near[] {
  const key = side * 1000 + cells;
  let near = nearCellsKnown.get(key);
  if (!near) {
    near = Array.from({ length: side }, (_, position) => {
      const place = ((position + 0.5) * cells) / side - 0.5;
      const before = Math.floor(place);
      const share = place - before;
      const both: Near = [
        [before, 1 - share],
        [before + 1, share],
      ];
      return both.filter(([cell]) => cell >= 0 && cell < cells);
    });
    nearCellsKnown.set(key, near);
  }
  return near;
}

/** Each cell relative to the four 2 × 2 blocks it lies in, clipped and averaged (Felzenszwalb et al. 2010, §6.1). */
function blockNormalised(histogram: Float32Array, cells: number, out: Float32Array, at: number): void {
  const wide = cells + 2;
  const energy = new Float32Array(wide * wide);
  for (let row = 0; row < cells; row++)
    for (let column = 0; column < cells; column++) {
      const cell = (row * cells + column) * orientations;
      let sum = 0;
      for (let o = 0; o < orientations; o++) sum += histogram[cell + o]! ** 2;
      energy[(row + 1) * wide + column + 1] = sum;
    }
  const scales = new Float32Array(4);
  for (let row = 0; row < cells; row++)
    for (let column = 0; column < cells; column++) {
      for (let corner = 0; corner < 4; corner++) {
        const block = (row + (corner >> 1)) * wide + column + (corner & 1);
        const sum = energy[block]! + energy[block + 1]! + energy[block + wide]! + energy[block + wide + 1]!;
        scales[corner] = 1 / Math.sqrt(sum + flatEnergy);
      }
      const cell = (row * cells + column) * orientations;
      for (let o = 0; o < orientations; o++) {
        const value = histogram[cell + o]!;
        let sum = 0;
        for (let corner = 0; corner < 4; corner++) sum += Math.min(clip, value * scales[corner]!);
        out[at + cell + o] = sum / 4;
      }
    }
}

/** Below this a block counts as flat, so that faint noise does not become edges. */
const flatEnergy = 0.05;
const clip = 0.3;

function smallCopy(pixels: Uint8Array, out: Float32Array, at: number): void {
  const size = imageSide / intensityCells;
  out.fill(-0.5, at, at + intensityLength);
  for (let y = 0; y < imageSide; y++)
    for (let x = 0; x < imageSide; x++) {
      const cell = at + (Math.floor(y / size) * intensityCells + Math.floor(x / size)) * 3;
      const pixel = (y * imageSide + x) * 3;
      for (let channel = 0; channel < 3; channel++)
        out[cell + channel]! += pixels[pixel + channel]! / (255 * size * size);
    }
}

/** Share of pixels near each of 4 × 4 × 4 colours, square-rooted, so that the inner product of two is their Bhattacharyya overlap. */
function colourHistogram(pixels: Uint8Array, out: Float32Array, at: number): void {
  out.fill(0, at, at + colourLength);
  for (let pixel = 0; pixel < imageBytes; pixel += 3) {
    const [r, g, b] = [pixels[pixel]!, pixels[pixel + 1]!, pixels[pixel + 2]!];
    for (let corner = 0; corner < 8; corner++) {
      const share = levelShare(r, corner & 1) * levelShare(g, (corner >> 1) & 1) * levelShare(b, corner >> 2);
      if (share === 0) continue;
      const bin =
        (levelBelow[r]! + (corner & 1)) * colourLevels * colourLevels +
        (levelBelow[g]! + ((corner >> 1) & 1)) * colourLevels +
        levelBelow[b]! +
        (corner >> 2);
      out[at + bin]! += share;
    }
  }
  for (let bin = at; bin < at + colourLength; bin++) out[bin] = Math.sqrt(out[bin]!);
}

const levelBelow = Uint8Array.from({ length: 256 }, (_, byte) =>
  Math.min(colourLevels - 2, Math.floor((byte * (colourLevels - 1)) / 255)),
);
const upperShare = Float32Array.from(
  { length: 256 },
  (_, byte) => (byte * (colourLevels - 1)) / 255 - levelBelow[byte]!,
);
const levelShare = (byte: number, upper: number) => (upper ? upperShare[byte]! : 1 - upperShare[byte]!);

/** To length 1; a block of zeros stays one. */
function bringToLength(values: Float32Array, start: number, end: number): void {
  let squares = 0;
  for (let i = start; i < end; i++) squares += values[i]! ** 2;
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let i = start; i < end; i++) values[i]! *= scale;
}
