/** Side of the square every picture is brought to before it comes here. */
export const imageSide = 32;
/** Interleaved RGB bytes of such a square. */
export const imageBytes = imageSide * imageSide * 3;

const orientations = 8;
const fineCells = 8;
const coarseCells = 4;
const intensityCells = 4;
const colourLevels = 4;

const fineLength = fineCells * fineCells * orientations;
const coarseLength = coarseCells * coarseCells * orientations;
const intensityLength = intensityCells * intensityCells * 3;
const colourLength = colourLevels ** 3;

export const imageFeatureLength = fineLength + coarseLength + intensityLength + colourLength;

/**
 * What a picture looks like, in four blocks: where edges of which direction are (histograms of oriented gradients, Dalal and Triggs
 * 2005, at two scales), where it is light and of what colour (a small copy), and how much of each colour it has wherever that lies.
 * Each block has a fixed length, edges 1 and the two others ½, so that shape counts most and colour still decides where shapes are
 * alike.
 */
export function imageFeatures(pixels: Uint8Array, out: Float32Array, at: number): void {
  const votes = gradientVotes(pixels);
  let end = at;
  for (const cells of [fineCells, coarseCells]) {
    const start = end;
    end = blockNormalised(pooled(votes, cells), cells, out, start);
    bringToLength(out, start, end, 1);
  }
  const intensities = end;
  end = smallCopy(pixels, out, intensities);
  bringToLength(out, intensities, end, 0.5);
  const colours = end;
  end = colourHistogram(pixels, out, colours);
  bringToLength(out, colours, end, 0.5);
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
function gradientVotes(pixels: Uint8Array): Votes {
  const count = imageSide * imageSide;
  const votes: Votes = {
    orientation: new Uint8Array(count),
    lower: new Float32Array(count),
    upper: new Float32Array(count),
  };
  for (let y = 0; y < imageSide; y++) {
    const above = Math.max(0, y - 1) * imageSide;
    const below = Math.min(imageSide - 1, y + 1) * imageSide;
    for (let x = 0; x < imageSide; x++) {
      const left = (y * imageSide + Math.max(0, x - 1)) * 3;
      const right = (y * imageSide + Math.min(imageSide - 1, x + 1)) * 3;
      let strength = 0;
      let gx = 0;
      let gy = 0;
      for (let channel = 0; channel < 3; channel++) {
        const dx = rootOf[pixels[right + channel]!]! - rootOf[pixels[left + channel]!]!;
        const dy = rootOf[pixels[(below + x) * 3 + channel]!]! - rootOf[pixels[(above + x) * 3 + channel]!]!;
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
      const pixel = y * imageSide + x;
      votes.orientation[pixel] = whole % orientations;
      votes.lower[pixel] = size * (1 - (turn - whole));
      votes.upper[pixel] = size * (turn - whole);
    }
  }
  return votes;
}

/** Votes gathered in cells; a pixel votes in the four cells round it by its nearness to their centres. */
function pooled(votes: Votes, cells: number): Float32Array {
  const histogram = new Float32Array(cells * cells * orientations);
  const near = nearCells[cells]!;
  for (let y = 0; y < imageSide; y++) {
    for (let x = 0; x < imageSide; x++) {
      const pixel = y * imageSide + x;
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

/** For every pixel position: the cells on either side and their shares. */
const nearCells = Object.fromEntries(
  [fineCells, coarseCells].map((cells) => [
    cells,
    Array.from({ length: imageSide }, (_, position) => {
      const place = ((position + 0.5) * cells) / imageSide - 0.5;
      const before = Math.floor(place);
      const share = place - before;
      return (
        [
          [before, 1 - share],
          [before + 1, share],
        ] as const
      ).filter(([cell]) => cell >= 0 && cell < cells);
    }),
  ]),
);

/** Each cell relative to the four 2 × 2 blocks it lies in, clipped and averaged (Felzenszwalb et al. 2010, §6.1). Returns the end. */
function blockNormalised(histogram: Float32Array, cells: number, out: Float32Array, at: number): number {
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
  return at + cells * cells * orientations;
}

/** Below this a block counts as flat, so that faint noise does not become edges. */
const flatEnergy = 0.05;
const clip = 0.3;

function smallCopy(pixels: Uint8Array, out: Float32Array, at: number): number {
  const size = imageSide / intensityCells;
  out.fill(-0.5, at, at + intensityLength);
  for (let y = 0; y < imageSide; y++)
    for (let x = 0; x < imageSide; x++) {
      const cell = at + (Math.floor(y / size) * intensityCells + Math.floor(x / size)) * 3;
      const pixel = (y * imageSide + x) * 3;
      for (let channel = 0; channel < 3; channel++)
        out[cell + channel]! += pixels[pixel + channel]! / (255 * size * size);
    }
  return at + intensityLength;
}

/** Share of pixels near each of 4 × 4 × 4 colours, square-rooted, so that the inner product of two is their Bhattacharyya overlap. */
function colourHistogram(pixels: Uint8Array, out: Float32Array, at: number): number {
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
  return at + colourLength;
}

const levelBelow = Uint8Array.from({ length: 256 }, (_, byte) =>
  Math.min(colourLevels - 2, Math.floor((byte * (colourLevels - 1)) / 255)),
);
const upperShare = Float32Array.from(
  { length: 256 },
  (_, byte) => (byte * (colourLevels - 1)) / 255 - levelBelow[byte]!,
);
const levelShare = (byte: number, upper: number) => (upper ? upperShare[byte]! : 1 - upperShare[byte]!);

function bringToLength(values: Float32Array, start: number, end: number, length: number): void {
  let squares = 0;
  for (let i = start; i < end; i++) squares += values[i]! ** 2;
  if (squares === 0) return;
  const scale = length / Math.sqrt(squares);
  for (let i = start; i < end; i++) values[i]! *= scale;
}
