/** Walks the registry: whatever is listed there must be a complete slice that keeps the contract of task-types/task-type.ts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseLabelCategories } from '../../core/job/label-categories';
import { mergeOutcome, readLine } from '../../core/manifest/merge-line';
import { parseManifestLine } from '../../core/manifest/validate-line';
import { type AnsweredObject, consolidateObjects } from '../../task-types/consolidate-objects';
import { taskTypeByAlgorithmArn, taskTypeByLambdaArn, taskTypeBySlug, taskTypes } from '../../task-types/registry';
import type { TaskType } from '../../task-types/task-type';

const root = join(__dirname, '..', '..');
const folderOf = (type: TaskType) => join(root, 'task-types', type.slug);
const fixture = (type: TaskType, name: string) => readFileSync(join(folderOf(type), 'fixtures', name), 'utf8');
const jsonLines = (text: string): string[] => text.trim().split('\n');
const facts = { jobName: 'owls-01', humanAnnotated: true, creationDate: '2026-03-01T10:11:12.123456' };

test('slugs, function suffixes and metadata types are each used once', () => {
  for (const key of ['slug', 'groundTruthSuffix', 'metadataType'] as const) {
    const values = taskTypes.map((type) => type[key]);
    expect(new Set(values).size).toBe(values.length);
  }
});

describe.each(taskTypes.map((type) => [type.slug, type] as const))('%s', (slug, type) => {
  const categories = parseLabelCategories(fixture(type, 'labels.json'), {
    where: 'labels.json',
    minimum: type.minimumCategories,
  });
  const lines = jsonLines(fixture(type, 'manifest.jsonl'));
  const read = (content: unknown) =>
    type.consolidator.readAnswer(content, {
      element: type.element,
      categories: categories.map(({ label }) => label),
    });

  test('is a folder of its name with every part, and a template of its name', () => {
    for (const file of ['index.ts', 'README.md']) {
      expect({ file, there: existsSync(join(folderOf(type), file)) }).toEqual({ file, there: true });
    }
    const template = `ui-templates/${slug}.liquid.html`;
    expect({ template, there: existsSync(join(root, template)) }).toEqual({ template, there: true });
  });

  test("is found by its slug and by Ground Truth's names, whatever the region and account", () => {
    expect(taskTypeBySlug(slug)).toBe(type);
    for (const prefix of ['PRE', 'ACS']) {
      expect(
        taskTypeByLambdaArn(`arn:aws:lambda:eu-west-1:568282634449:function:${prefix}-${type.groundTruthSuffix}`),
      ).toBe(type);
    }
    if (type.algorithmSuffix) {
      const arn = `arn:aws:sagemaker:us-west-2:027400017018:labeling-job-algorithm-specification/${type.algorithmSuffix}`;
      expect(taskTypeByAlgorithmArn(arn)).toBe(type);
    }
  });

  test('the README shows each shape as JSON that is true', () => {
    const readme = readFileSync(join(folderOf(type), 'README.md'), 'utf8');
    const shapes = new Map(
      [...readme.matchAll(/^## (.+)\n(?:(?!^## )[\s\S])*?```json\n([\s\S]*?)\n```/gm)].map(([, title, json]) => [
        title,
        JSON.parse(json!),
      ]),
    );
    expect([...shapes.keys()]).toEqual([
      'Manifest line',
      'Label categories',
      'task.input',
      'Answer',
      'Label',
      'Output line',
    ]);
    expect(shapes.get('Label categories')).toEqual(JSON.parse(fixture(type, 'labels.json')));
    expect(type.preAnnotation(shapes.get('Manifest line'), categories)).toEqual(shapes.get('task.input'));
    expect(read(shapes.get('Answer'))).toMatchObject({ ok: true });
    const { humanAnnotated, creationDate } = facts;
    const jobName = shapes.get('Output line')['kind-metadata']['job-name'].replace('labeling-job/', '');
    const set = type.output(shapes.get('Label'), 'kind', categories, { jobName, humanAnnotated, creationDate });
    expect(mergeOutcome(shapes.get('Manifest line'), set)).toEqual(shapes.get('Output line'));
  });

  test('takes the fixture lines, and hands the template what the fixture says', () => {
    for (const [i, text] of lines.entries()) expect(parseManifestLine(text, i + 1)).toMatchObject({ ok: true });
    expect(type.preAnnotation(readLine(lines[0]!), categories)).toEqual(JSON.parse(fixture(type, 'task-input.json')));
    for (const text of lines) {
      const line = readLine(text);
      const input = type.preAnnotation({ ...line, extra: { deep: [1] } }, categories);
      expect(input).toMatchObject({
        taskObject: line.source ?? line['source-ref'],
        manifestLine: { extra: { deep: [1] } },
      });
    }
  });

  test('starts a worker from what a model says, if it is a label of the job and the type offers it', () => {
    if (!type.preLabel) return;
    for (const { label } of categories) {
      const value = type.preLabel(label, categories);
      expect(read({ [type.element]: { label: value } })).toEqual(read(type.answerFor(label)));
    }
    for (const answer of ['no label of the job', null, 3, {}])
      expect(type.preLabel(answer, categories)).toBeUndefined();
    const template = readFileSync(join(root, `ui-templates/${slug}.liquid.html`), 'utf8');
    expect(template).toContain('initial-value="{{ task.input.initialValue }}"');
  });

  test('reads the fixture answers, and says why it sets others aside', () => {
    for (const { content, class: name, reason } of JSON.parse(fixture(type, 'answers.json'))) {
      const parsed = read(content);
      if (reason) expect(parsed).toEqual({ ok: false, reason });
      else {
        expect(parsed.ok).toBe(true);
        expect(parsed).toEqual(read(type.answerFor(name)));
      }
    }
  });

  test('no content makes reading or consolidating throw', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), fc.anything()), { maxLength: 4 }), (contents) => {
        const answers = contents.map((content, i) => ({ workerId: `w${i}`, content }));
        const result = consolidateObjects(type, [{ id: 5, answers }], {
          categories,
          earlier: [null, 7, { workers: 3 }],
        });
        expect(result.objects).toHaveLength(1);
        const { label, failureReason } = result.objects[0]!;
        expect(label === undefined).toBe(typeof failureReason === 'string');
      }),
    );
  });

  test('output lines read back as the label that wrote them, other keys untouched', () => {
    for (const text of jsonLines(fixture(type, 'output.jsonl'))) {
      const line = readLine(text);
      const metadata = line['kind-metadata'] as Record<string, string>;
      const label = type.readLabel(line, 'kind', categories);
      expect(label).toBeDefined();
      const set = type.output(label, 'kind', categories, {
        jobName: metadata['job-name']!.replace('labeling-job/', ''),
        humanAnnotated: metadata['human-annotated'] === 'yes',
        creationDate: metadata['creation-date']!,
      });
      expect(JSON.stringify(mergeOutcome(line, set))).toBe(text);
      expect(metadata.type).toBe(type.metadataType);
    }
  });

  test('reads no label where there is none, or a failure', () => {
    const line = readLine(lines[0]!);
    expect(type.readLabel(line, 'kind', categories)).toBeUndefined();
    const failed = { 'kind-metadata': { 'retry-count': 1, 'failure-reason': 'x', 'human-annotated': 'true' } };
    expect(type.readLabel({ ...line, ...failed }, 'kind', categories)).toBeUndefined();
    expect(type.readLabel({ ...line, kind: 0, ...failed }, 'kind', categories)).toBeUndefined();
  });

  /** Votes of up to five workers on up to eight objects. */
  const votes = fc.array(
    fc.dictionary(fc.constantFrom('w1', 'w2', 'w3', 'w4', 'w5'), fc.nat(categories.length - 1), { minKeys: 1 }),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  const objectsOf = (drawn: Record<string, number>[], names = categories): AnsweredObject[] =>
    drawn.map((byWorker, id) => ({
      id,
      answers: Object.entries(byWorker).map(([workerId, k]) => ({
        workerId,
        content: type.answerFor(names[k]!.label),
      })),
    }));

  test('permuting objects and workers changes nothing', () => {
    fc.assert(
      fc.property(votes, fc.infiniteStream(fc.nat()), (drawn, keys) => {
        const shuffled = <T>(items: T[]): T[] =>
          items
            .map((item) => [keys.next().value as number, item] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, item]) => item);
        const objects = objectsOf(drawn);
        const given = consolidateObjects(type, objects, { categories, earlier: [] });
        const mixed = shuffled(objects).map((object) => ({ ...object, answers: shuffled(object.answers) }));
        const other = consolidateObjects(type, mixed, { categories, earlier: [] });
        expect(other.objects).toEqual(given.objects);
        expect(other.learnt).toEqual(given.learnt);
      }),
    );
  });

  test('renumbering the categories renumbers the labels and nothing else', () => {
    const reversed = [...categories].reverse();
    const nameOf = (label: unknown, names: typeof categories) =>
      (type.output(label, 'kind', names, facts)['kind-metadata'] as Record<string, unknown>)['class-name'];
    fc.assert(
      fc.property(votes, (drawn) => {
        const one = consolidateObjects(type, objectsOf(drawn), { categories, earlier: [] });
        const other = consolidateObjects(type, objectsOf(drawn), { categories: reversed, earlier: [] });
        for (const [i, { label }] of one.objects.entries()) {
          // A tie goes to the lowest class id, which renumbering changes.
          if (label.confidence > 0.501)
            expect(nameOf(other.objects[i]!.label, reversed)).toBe(nameOf(label, categories));
          expect(other.objects[i]!.label.confidence).toBeCloseTo(label.confidence, 6);
        }
      }),
    );
  });

  test('what workers agree on is the label, and what a batch taught is JSON that a later one takes', () => {
    const drawn = categories.flatMap((_, k) => [
      { w1: k, w2: k, w3: k },
      { w1: k, w2: k, w3: k },
    ]);
    const first = consolidateObjects(type, objectsOf(drawn), { categories, earlier: [] });
    const learnt = JSON.parse(JSON.stringify(first.learnt));
    const second = consolidateObjects(type, objectsOf(drawn), { categories, earlier: [learnt, learnt] });
    for (const result of [first, second]) {
      expect(result.rejected).toEqual([]);
      for (const [i, { label }] of result.objects.entries()) {
        const name = categories[drawn[i]!.w1!]!.label;
        expect(type.output(label, 'kind', categories, facts)).toMatchObject({
          'kind-metadata': { 'class-name': name },
        });
      }
    }
  });

  test("a model's prediction becomes a machine label", () => {
    if (!type.learner) return;
    const answer = categories[1]!.label;
    const label = type.learner.fromPrediction({ answer, confidence: 0.976 }, categories);
    expect(type.learner.quality(answer, label, categories)).toBe(1);
    expect(type.learner.quality(categories[0]!.label, label, categories)).toBe(0);
    expect(type.learner.unlearnable([label, label], categories)).toContain(answer);
    expect(type.output(label, 'kind', categories, { ...facts, humanAnnotated: false })).toMatchObject({
      'kind-metadata': { confidence: 0.98, 'human-annotated': 'no' },
    });
    expect(() => type.learner!.fromPrediction({ answer: 'nothing we know', confidence: 1 }, categories)).toThrow(
      'nothing we know',
    );
  });
});
