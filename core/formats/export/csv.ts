/** Classes as a table (RFC 4180): a row per object; of several classes, a column each with 1 or 0. */
import type { ExportFormat } from './exported';

export const csv: ExportFormat = {
  slug: 'csv',
  title: 'CSV of classes',
  kinds: ['class', 'classes'],
  *files(objects, labels) {
    const several = objects.some(({ kind }) => kind === 'classes');
    const header = ['source', ...(several ? labels : ['label', 'confidence']), 'human_annotated'];
    const rows = objects.map((object) => {
      const human = object.humanAnnotated === undefined ? '' : object.humanAnnotated ? 'yes' : 'no';
      if (object.kind === 'classes')
        return [object.source, ...labels.map((label) => (object.answer.includes(label) ? '1' : '0')), human];
      return [object.source, String(object.answer), String(object.confidence ?? ''), human];
    });
    yield { path: '', text: [header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('') };
  },
};

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
