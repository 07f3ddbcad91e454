/** Spans of text: JSON Lines with the words of each span, and CoNLL with a token a line. Offsets of answers count code points. */
import { compareSpans, type Span } from '../../consolidation/spans/span';
import type { ExportFormat } from './exported';

export const spanLines: ExportFormat = {
  slug: 'jsonl',
  title: 'JSON Lines of texts with their spans',
  kinds: ['spans'],
  *files(objects) {
    const lines = objects.map((object) => {
      if (object.kind !== 'spans') return '';
      const characters = [...object.source];
      const spans = object.answer.spans.map(({ start, end, label }) => ({
        start,
        end,
        label,
        text: characters.slice(start, end).join(''),
      }));
      return `${JSON.stringify({ text: object.source, spans })}\n`;
    });
    yield { path: '', text: lines.join('') };
  },
};

export const conll: ExportFormat = {
  slug: 'conll',
  title: 'CoNLL: a token a line, tagged B-, I- or O',
  kinds: ['spans'],
  *files(objects) {
    const texts = objects.map((object) => {
      if (object.kind !== 'spans') return '';
      const spans = apart(object.answer.spans);
      return tokensOf(object.source, spans)
        .map(({ text, start }) => {
          const span = spans.find((candidate) => candidate.start <= start && start < candidate.end);
          const name = span?.label.replace(/\s+/g, '_');
          return `${text}\t${span ? `${span.start === start ? 'B' : 'I'}-${name}` : 'O'}\n`;
        })
        .join('');
    });
    yield { path: '', text: texts.map((text) => `${text}\n`).join('') };
  },
};

/** A token has one tag: of spans that overlap, the first and longest stays. */
function apart(spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of [...spans].sort(compareSpans)) if (kept.every(({ end }) => end <= span.start)) kept.push(span);
  return kept;
}

/** Words and signs; a word is cut where a span begins or ends in it, as in languages without blanks. */
function tokensOf(text: string, spans: readonly Span[]): { text: string; start: number }[] {
  const cuts = new Set(spans.flatMap(({ start, end }) => [start, end]));
  const tokens: { text: string; start: number }[] = [];
  let kind = '';
  for (const [i, character] of [...text].entries()) {
    const isWord = /[\p{L}\p{N}\p{M}]/u.test(character);
    const isBlank = /\s/u.test(character);
    const last = tokens.at(-1);
    if (isWord && kind === 'word' && last && !cuts.has(i)) last.text += character;
    else if (!isBlank) tokens.push({ text: character, start: i });
    kind = isBlank ? 'blank' : isWord ? 'word' : 'sign';
  }
  return tokens;
}
