import { CommandFailure } from '../failure';
import type { AnswerSink } from './answer-sink';
import { type Columns, columnsOf, separatorOf } from './columns';
import { CsvRows } from './csv-rows';

/** Reads a CSV file with a header: columns object, worker and label in any order, seconds where given, others passed over. */
export async function readCsvAnswers(
  pieces: AsyncIterable<string>,
  file: string,
  sink: AnswerSink,
  needsWorker: boolean,
): Promise<void> {
  let columns: Columns | undefined;
  const place = { file, line: 0 };
  const onRow = (cells: string[], line: number) => {
    place.line = line;
    if (columns) readRow(cells, columns);
    else columns = columnsOf(cells, file, needsWorker);
  };
  const readRow = (cells: string[], at: Columns) => {
    const wrong = cells.length === at.count ? undefined : wrongLength(cells, at.count);
    if (wrong) {
      sink.setAside(place, wrong);
      return;
    }
    const worker = at.worker < 0 ? '' : cells[at.worker]!.trim();
    const given = at.seconds < 0 ? '' : cells[at.seconds]!.trim();
    const seconds = given === '' ? Number.NaN : Number(given);
    sink.answer(cells[at.object]!.trim(), worker, cells[at.label]!.trim(), seconds >= 0 ? seconds : undefined, place);
  };

  let rows: CsvRows | undefined;
  let beginning = '';
  const withPlace = (read: () => void) => {
    try {
      read();
    } catch (error) {
      throw error instanceof RangeError ? new CommandFailure(`${file}: ${error.message}`) : error;
    }
  };
  const begin = () => {
    rows = new CsvRows(onRow, separatorOf(beginning.split('\n', 1)[0]!));
    withPlace(() => rows!.push(beginning));
  };
  for await (const piece of pieces) {
    if (rows) withPlace(() => rows!.push(piece));
    else {
      beginning += piece;
      if (beginning.includes('\n')) begin();
    }
  }
  if (!rows) begin();
  withPlace(() => rows!.end());
  if (!columns) throw new CommandFailure(`${file}: is empty`);
}

/** What is wrong with the number of cells; empty ones at the end do no harm. */
function wrongLength(cells: string[], expected: number): string | undefined {
  const surplus = cells.slice(expected).some((cell) => cell.trim() !== '');
  if (cells.length > expected && !surplus) return undefined;
  const counted = `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'} where the header has ${expected}`;
  return surplus ? `${counted}; a cell that holds the separator must be in quotes` : counted;
}
