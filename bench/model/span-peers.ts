import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { learnFeatures } from '../../core/ml/sequence-corpus';
import { type TokenTable, tokenCount, tokenEnd, tokenStart } from '../../core/ml/sequence-features';
import { isBegin, tagCount, tagsOf } from '../../core/ml/sequence-tags';
import type { Example } from '../../model/learners/learner';
import type { SpanTarget } from '../../model/learners/span-targets';

export interface PeerAnswers {
  name: string;
  targets: SpanTarget[];
  trainSeconds: number;
}

type SpanExample = Example<TokenTable, SpanTarget>;

/** What the peers of `span_peer.py` make of the same token features; none where `python` cannot run it. */
export function peerAnswers(
  python: string,
  training: readonly SpanExample[],
  held: readonly SpanExample[],
  labels: number,
): PeerAnswers[] {
  const tables = [...training, ...held].map(({ input }) => input);
  const whole = tables.map((table, text) => ({ text, first: 0, end: tokenCount(table) }));
  const { data } = learnFeatures(tables, whole, Number.MAX_SAFE_INTEGER);
  const texts = tables.map((_, i) =>
    Array.from({ length: data.texts[i + 1]! - data.texts[i]! }, (_, t) => {
      const token = data.texts[i]! + t;
      return [...data.features.subarray(data.starts[token]!, data.starts[token + 1]!)];
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-peer-'));
  try {
    const path = join(folder, 'tokens.json');
    const tags = training.map(({ input, target }) => [...tagsOf(input, target, tagCount(labels))]);
    writeFileSync(
      path,
      JSON.stringify({
        train: texts.slice(0, training.length),
        test: texts.slice(training.length),
        tags,
      }),
    );
    const output = execFileSync(python, [join(import.meta.dirname, 'span_peer.py'), path], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const results: Record<string, { tags: number[][]; seconds: number }> = JSON.parse(output);
    return Object.entries(results).map(([name, { tags: found, seconds }]) => ({
      name,
      targets: found.map((own, i) => spansOf(held[i]!.input, own)),
      trainSeconds: seconds,
    }));
  } catch {
    return [];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function spansOf(table: TokenTable, tags: readonly number[]): SpanTarget {
  const spans: { start: number; end: number; label: number }[] = [];
  tags.forEach((tag, t) => {
    if (tag === 0) return;
    const label = (tag - 1) >> 1;
    const last = spans.at(-1);
    if (!isBegin(tag) && t > 0 && tags[t - 1] !== 0 && last?.label === label) last.end = tokenEnd(table, t);
    else spans.push({ start: tokenStart(table, t), end: tokenEnd(table, t), label });
  });
  return spans;
}
