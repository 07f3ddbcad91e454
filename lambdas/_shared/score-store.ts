import type { Score } from '../../core/active-learning/score';
import { workKeys } from '../../core/job/keys';
import { readJsonLines, writeJsonLines } from './work-store';

/** What the model thought of the objects, by round and part. */
export class ScoreStore {
  constructor(
    private readonly bucket: string,
    private readonly jobKey: string,
    private readonly round: number,
  ) {}

  /** Ids ascending; nothing where the part was not scored. */
  ofPart(part: number): AsyncGenerator<Score> {
    return readJsonLines<Score>({ bucket: this.bucket, key: workKeys.scores(this.jobKey, this.round, part) });
  }

  async write(part: number, scores: Iterable<Score>): Promise<void> {
    await writeJsonLines({ bucket: this.bucket, key: workKeys.scores(this.jobKey, this.round, part) }, scores);
  }
}
