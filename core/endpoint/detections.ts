/** Boxes out of a detector's scored boxes. */
import { type EndpointTask, ObjectProblem } from './adapter';
import { checkAnswer } from './check-answer';

export interface Detection {
  label: string;
  score: number;
  /** Edges in pixels. */
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A detection is a box of the label from here on. */
const IS_BOX = 0.5;
/** Below, a detection is noise: detectors list hundreds of them. */
const IS_DOUBT = 0.1;

/**
 * The boxes of half a score and more. The confidence is the mean over those and the doubtful ones left out: a box taken counts with its score, one left
 * out with what it lacks of 1. It ranks objects; it is no expected IoU (docs/endpoint.md). Nothing detected at all says nothing either way: ½.
 */
export function boxesOf(
  detections: readonly Detection[],
  task: EndpointTask,
  size: { width: number; height: number } | undefined,
) {
  const taken = detections.filter(({ score }) => score >= IS_BOX);
  const doubted = detections.filter(({ score }) => score >= IS_DOUBT && score < IS_BOX);
  const sum = [...taken.map(({ score }) => score), ...doubted.map(({ score }) => 1 - score)].reduce((a, b) => a + b, 0);
  const count = taken.length + doubted.length;
  const boxes = taken.map(({ label, left, top, right, bottom }) => {
    if (!(right >= left && bottom >= top))
      throw new ObjectProblem(
        `a box goes from ${left}, ${top} to ${right}, ${bottom}: its edges are the wrong way round`,
      );
    const [x0, y0] = [pixel(left, size?.width), pixel(top, size?.height)];
    return [x0, y0, pixel(right, size?.width) - x0, pixel(bottom, size?.height) - y0, label];
  });
  return { answer: checkAnswer({ boxes, ...size }, task), confidence: count === 0 ? 0.5 : sum / count };
}

/** Networks put edges a little outside the image. */
const pixel = (value: number, size: number | undefined): number =>
  Math.round(Math.min(Math.max(value, 0), size ?? Number.POSITIVE_INFINITY));
