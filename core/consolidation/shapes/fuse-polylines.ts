/**
 * The course that several polylines of one thing mean. All are turned the same way and brought to equally many points at equal shares of their
 * length; the point-wise weighted geometric median is a first course. A second pass lets every point of it look for the nearest point of each
 * polyline instead, because one that starts late would otherwise pull the whole course along itself.
 */
import { geometricMedian } from '../../geometry/geometric-median';
import { type Point, pointDistance } from '../../geometry/point';
import { polylineLength, resample } from '../../geometry/polyline';
import { simplify } from '../../geometry/simplify';
import { weightedMedian } from '../../geometry/weighted-median';

const SAMPLES = 25;
/** A bend that departs from a straight line by less than this share of the length is not worth a vertex. */
const TOLERANCE = 0.005;

export function fusePolylines(lines: readonly (readonly Point[])[], weights: readonly number[]): Point[] {
  if (lines.length === 1) return [...lines[0]!];
  const turned = turnAlike(lines);
  const sampled = turned.map((line) => resample(line, SAMPLES));
  const course = Array.from({ length: SAMPLES }, (_, i) =>
    geometricMedian(
      sampled.map((points) => points[i]!),
      weights,
    ),
  );
  const ends = [course[0]!, course[SAMPLES - 1]!] as const;
  const settled = course.map((point, i) => {
    if (i === 0 || i === SAMPLES - 1) return point;
    const near = turned.map((line) => nearestOn(line, point));
    // A polyline that ends before it comes here has nothing to say about here.
    const reaching = near.flatMap((nearest, k) => (nearest.beyond ? [] : [k]));
    if (reaching.length === 0) return point;
    return geometricMedian(
      reaching.map((k) => near[k]!.point),
      reaching.map((k) => weights[k]!),
    );
  });
  const length = polylineLength(settled);
  const most =
    2 *
    weightedMedian(
      lines.map((line) => line.length),
      weights,
    );
  let tolerance = TOLERANCE * length;
  let result = simplify([ends[0], ...settled.slice(1, -1), ends[1]], tolerance);
  while (result.length > most && result.length > 2) {
    tolerance *= 1.5;
    result = simplify(settled, tolerance);
  }
  return result;
}

/** Each line in the direction in which its ends lie nearest to those of the first. */
export function turnAlike(lines: readonly (readonly Point[])[]): (readonly Point[])[] {
  const [first] = lines;
  const start = first![0]!;
  const end = first!.at(-1)!;
  return lines.map((line) => {
    const kept = pointDistance(line[0]!, start) + pointDistance(line.at(-1)!, end);
    const reversed = pointDistance(line.at(-1)!, start) + pointDistance(line[0]!, end);
    return reversed < kept ? [...line].reverse() : line;
  });
}

function nearestOn(line: readonly Point[], to: Point): { point: Point; beyond: boolean } {
  let best = { point: line[0]!, beyond: true };
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < line.length; i++) {
    const a = line[i]!;
    const b = line[i + 1]!;
    const square = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const along = square === 0 ? 0 : ((to.x - a.x) * (b.x - a.x) + (to.y - a.y) * (b.y - a.y)) / square;
    const t = Math.min(Math.max(along, 0), 1);
    const point = { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
    const distance = pointDistance(point, to);
    if (distance >= least) continue;
    least = distance;
    best = { point, beyond: (i === 0 && along < 0) || (i + 2 === line.length && along > 1) };
  }
  return best;
}
