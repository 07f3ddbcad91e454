import { workKeys } from '../../core/job/keys';
import type { Part } from './dataset';
import { readJsonLines, writeJsonLines } from './work-store';

/** Some objects of one part that a round puts to people. */
export interface SelectionLine {
  part: number;
  firstId: number;
  ids: number[];
  /** They validate the model: workers must not see what it thinks of them. */
  blind?: true;
}

const IDS_PER_LINE = 25;

/** The objects of a round, as the OpenTasks map reads them. */
export class SelectionStore {
  constructor(
    private readonly bucket: string,
    private readonly jobKey: string,
  ) {}

  async write(
    round: number,
    chosen: readonly { id: number; part: number }[],
    parts: readonly Part[],
    blind: boolean,
  ): Promise<void> {
    const byPart = new Map<number, number[]>();
    for (const { id, part } of [...chosen].sort((a, b) => a.id - b.id)) {
      const ids = byPart.get(part) ?? [];
      ids.push(id);
      byPart.set(part, ids);
    }
    const lines: SelectionLine[] = [];
    for (const [part, ids] of byPart)
      for (let first = 0; first < ids.length; first += IDS_PER_LINE)
        lines.push({
          part,
          firstId: parts[part]!.firstId,
          ids: ids.slice(first, first + IDS_PER_LINE),
          ...(blind && { blind }),
        });
    await writeJsonLines({ bucket: this.bucket, key: workKeys.selection(this.jobKey, round) }, lines);
  }

  /** Ids of the part's objects that the round put to people. */
  async idsOf(round: number, part: number): Promise<Set<number>> {
    const chosen = new Set<number>();
    const lines = readJsonLines<SelectionLine>({
      bucket: this.bucket,
      key: workKeys.selection(this.jobKey, round),
    });
    for await (const line of lines) if (line.part === part) for (const id of line.ids) chosen.add(id);
    return chosen;
  }
}
