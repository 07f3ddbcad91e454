/** Walks the registry: whatever is listed there must be a complete slice that keeps the contract of task-types/task-type.ts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseLabelCategoryConfig } from '../../core/job/label-categories';
import type { ManifestLine } from '../../core/manifest/line';
import { mergeOutcome, readLine } from '../../core/manifest/merge-line';
import { parseManifestLine } from '../../core/manifest/validate-line';
import { preLabelOf, readAnswer } from '../../task-types/answers';
import { type AnsweredObject, consolidateObjects } from '../../task-types/consolidate-objects';
import {
  taskTypeByAlgorithmArn,
  taskTypeByHumanTaskUiArn,
  taskTypeByLambdaArn,
  taskTypeBySlug,
  taskTypes,
} from '../../task-types/registry';
import { reviewedAttribute } from '../../task-types/reviews';
import type { LabelFacts, TaskType } from '../../task-types/task-type';
import { submittedUnchanged } from './submitted-unchanged';

const root = join(__dirname, '..', '..');
const folderOf = (type: TaskType) => join(root, 'task-types', type.slug);
const fixture = (type: TaskType, name: string) => readFileSync(join(folderOf(type), 'fixtures', name), 'utf8');
const jsonLines = (text: string): string[] => text.trim().split('\n');
const facts: LabelFacts = { jobName: 'owls-01', humanAnnotated: true, creationDate: '2026-03-01T10:11:12.123456' };

test('slugs and names of Ground Truth are each used once', () => {
  for (const key of ['slug', 'groundTruthSuffix', 'algorithmSuffix', 'humanTaskUi'] as const) {
    const values = taskTypes.map((type) => type[key]).filter((value) => value !== undefined);
    expect(new Set(values).size).toBe(values.length);
  }
});

describe.each(taskTypes.map((type) => [type.slug, type] as const))('%s', (slug, type) => {
  const { categories, instructions } = parseLabelCategoryConfig(fixture(type, 'labels.json'), {
    where: 'labels.json',
    minimum: type.minimumCategories,
  });
  const attribute = type.labelAttributeIsRef ? 'kind-ref' : 'kind';
  const metadataKey = `${attribute}-metadata`;
  const lines = jsonLines(fixture(type, 'manifest.jsonl'));
  const read = (content: unknown) => readAnswer(type, content, categories);
  const contextOf = (line: ManifestLine) => ({
    instructions,
    reviewedAttribute: type.reviews && reviewedAttribute(line, type.reviews, { own: attribute }),
  });
  const inputOf = (line: ManifestLine) => type.preAnnotation(line, categories, contextOf(line));
  const fixtures: { content: unknown; answer?: unknown; reason?: string }[] = JSON.parse(fixture(type, 'answers.json'));
  const said = fixtures.filter(({ reason }) => reason === undefined);
  const fileUri = type.labelFile && 's3://acme-lbl/out/label.png';
  const written = (label: unknown, line: ManifestLine, about: LabelFacts = facts) => ({
    line: mergeOutcome(line, type.output(label, attribute, categories, { ...about, fileUri })),
    file: type.labelFile?.bytes(label, categories),
  });

  test('is a folder of its name with every part', () => {
    for (const file of ['index.ts', 'README.md'])
      expect({ file, there: existsSync(join(folderOf(type), file)) }).toEqual({ file, there: true });
  });

  test('has a template of its name in every language, or jobs bring their own', () => {
    const registered = readFileSync(join(root, 'lambdas/task-page/built-in-templates.ts'), 'utf8');
    for (const folder of ['', 'ja/']) {
      const template = `ui-templates/${folder}${slug}.liquid.html`;
      const there = type.bringsTemplate === undefined;
      expect({ template, there: existsSync(join(root, template)) }).toEqual({ template, there });
      expect(registered.includes(`/${template}'`)).toBe(there);
      if (!there) continue;
      const text = readFileSync(join(root, template), 'utf8');
      expect(text).toContain(`name="${type.element}"`);
      if (type.initialValue && !type.reviews) expect(text).toContain('task.input.initialValue');
      if (type.source === 'image') expect(text).toContain('| grant_read_access');
    }
  });

  test("is found by its slug and by Ground Truth's names, whatever the region and account", () => {
    expect(taskTypeBySlug(slug)).toBe(type);
    if (type.groundTruthSuffix)
      for (const prefix of ['PRE', 'ACS']) {
        const arn = `arn:aws:lambda:eu-west-1:568282634449:function:${prefix}-${type.groundTruthSuffix}`;
        expect(taskTypeByLambdaArn(arn)).toBe(type);
      }
    if (type.algorithmSuffix) {
      const arn = `arn:aws:sagemaker:us-west-2:027400017018:labeling-job-algorithm-specification/${type.algorithmSuffix}`;
      expect(taskTypeByAlgorithmArn(arn)).toBe(type);
    }
    if (type.humanTaskUi) {
      const arn = `arn:aws:sagemaker:us-west-2:394669845002:human-task-ui/${type.humanTaskUi}`;
      expect(taskTypeByHumanTaskUiArn(arn)).toBe(type);
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
    expect(inputOf(shapes.get('Manifest line'))).toEqual(shapes.get('task.input'));
    expect(read(shapes.get('Answer'))).toMatchObject({ ok: true });
    const shown = shapes.get('Output line');
    const jobName = shown[metadataKey]['job-name'].replace('labeling-job/', '');
    const uri = type.labelFile && shown[attribute];
    const set = type.output(shapes.get('Label'), attribute, categories, { ...facts, jobName, fileUri: uri });
    expect(mergeOutcome(shapes.get('Manifest line'), set)).toEqual(shown);
  });

  test('takes the fixture lines, and hands the template what the fixture says', () => {
    for (const [i, text] of lines.entries()) expect(parseManifestLine(text, i + 1)).toMatchObject({ ok: true });
    expect(inputOf(readLine(lines[0]!))).toEqual(JSON.parse(fixture(type, 'task-input.json')));
    for (const text of lines) {
      const line = { ...readLine(text), extra: { deep: [1] } };
      expect(type.lineProblem?.(line, categories, contextOf(line))).toBeUndefined();
      const whole = { taskObject: line.source ?? line['source-ref'], manifestLine: line };
      // A custom template gets the line itself.
      expect(inputOf(line)).toMatchObject(type.bringsTemplate ? line : whole);
    }
  });

  test('says of a line without what the task needs why nobody can be asked', () => {
    if (!type.lineProblem) return;
    // Neither an inline text nor a label nor anything else that a type may ask for.
    const bare = { 'source-ref': 's3://acme-lbl/in/1.jpg' };
    expect(type.lineProblem(bare, categories, contextOf(bare))).toMatch(/^the line (has|carries) no /);
  });

  test('starts a worker from what a model says, if it is an answer of the job and the type offers it', () => {
    for (const { answer } of said) {
      const value = preLabelOf(type, answer, categories);
      if (!type.initialValue) expect(value).toBeUndefined();
      else expect(read(submittedUnchanged(type, value))).toEqual(read(answer));
    }
    for (const answer of [null, 3, {}, { text: 7 }])
      expect(type.bringsTemplate ? undefined : preLabelOf(type, answer, categories)).toBeUndefined();
  });

  test('reads the fixture answers, and says why it sets others aside', () => {
    expect(said.length).toBeGreaterThan(1);
    for (const { content, answer, reason } of fixtures) {
      const parsed = read(content);
      if (reason !== undefined) expect(parsed).toEqual({ ok: false, reason });
      else {
        expect(parsed.ok).toBe(true);
        expect(parsed).toEqual(read(answer));
        if (parsed.ok) expect(read(type.answerContent(parsed.value, categories))).toEqual(parsed);
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
    for (const [i, text] of jsonLines(fixture(type, 'output.jsonl')).entries()) {
      const line = readLine(text);
      const metadata = line[metadataKey] as Record<string, string>;
      const file = type.labelFile && readFileSync(join(folderOf(type), `fixtures/label-${i + 1}.png`));
      const label = type.readLabel(line, attribute, categories, file);
      expect(label).toBeDefined();
      const set = type.output(label, attribute, categories, {
        jobName: metadata['job-name']!.replace('labeling-job/', ''),
        humanAnnotated: metadata['human-annotated'] === 'yes',
        creationDate: metadata['creation-date']!,
        fileUri: type.labelFile && (line[attribute] as string),
      });
      expect(JSON.stringify(mergeOutcome(line, set))).toBe(text);
      expect(metadata.type).toBe(type.metadataType);
      expect(type.labelFile && Buffer.from(type.labelFile.bytes(label, categories))).toEqual(file);
    }
  });

  test('reads no label where there is none, or a failure', () => {
    const line = readLine(lines[0]!);
    expect(type.readLabel(line, attribute, categories)).toBeUndefined();
    const failed = { [metadataKey]: { 'retry-count': 1, 'failure-reason': 'x', 'human-annotated': 'true' } };
    expect(type.readLabel({ ...line, ...failed }, attribute, categories)).toBeUndefined();
    expect(type.readLabel({ ...line, [attribute]: 0, ...failed }, attribute, categories)).toBeUndefined();
  });

  test('reading a label of any form whatever throws nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, metadata) => {
        const line = { 'source-ref': 's3://a/b', [attribute]: value, [metadataKey]: metadata };
        type.readLabel(line, attribute, categories, type.labelFile && new Uint8Array([1, 2, 3]));
      }),
    );
  });

  test('an answer comes back the same, to the pixel, through consolidation, manifest and a task that starts from it', () => {
    for (const { content } of said) {
      const answer = read(content);
      if (!answer.ok) throw new Error(answer.reason);
      const { objects } = consolidateObjects(type, [{ id: 1, answers: [{ workerId: 'w1', content }] }], {
        categories,
        earlier: [],
      });
      const { line, file } = written(objects[0]!.label, readLine(lines[0]!));
      expect(parseManifestLine(JSON.stringify(line), 1)).toMatchObject({ ok: true });
      const label = type.readLabel(line, attribute, categories, file);
      expect(label).toBeDefined();
      if (type.bringsTemplate) continue;
      expect(type.answerOf(label, categories)).toEqual(answer.value);
      if (!type.initialValue) continue;
      const shown = type.initialValue(type.answerOf(label, categories), categories);
      expect(read(submittedUnchanged(type, shown))).toEqual(answer);
    }
  });

  /** Which fixture answer each of up to five workers gives, on up to eight objects. */
  const votes = fc.array(
    fc.dictionary(fc.constantFrom('w1', 'w2', 'w3', 'w4', 'w5'), fc.nat(said.length - 1), { minKeys: 1 }),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  const objectsOf = (drawn: Record<string, number>[]): AnsweredObject[] =>
    drawn.map((byWorker, id) => ({
      id,
      answers: Object.entries(byWorker).map(([workerId, k]) => ({ workerId, content: said[k]!.content })),
    }));
  const runs = { numRuns: 25 };

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
      runs,
    );
  });

  test('renumbering the categories renumbers the labels and nothing else', () => {
    const reversed = [...categories].reverse();
    fc.assert(
      fc.property(votes, (drawn) => {
        const one = consolidateObjects(type, objectsOf(drawn), { categories, earlier: [] });
        const other = consolidateObjects(type, objectsOf(drawn), { categories: reversed, earlier: [] });
        for (const [i, { label, confidence }] of one.objects.entries()) {
          const renumbered = other.objects[i]!;
          expect(renumbered.confidence).toBeCloseTo(confidence!, 6);
          // A tie goes to the lowest class id, which renumbering changes.
          if (confidence! < 0.501 || type.bringsTemplate) continue;
          const said = read(type.answerContent(type.answerOf(label, categories), categories));
          const saidOther = read(type.answerContent(type.answerOf(renumbered.label, reversed), reversed));
          expect(saidOther).toEqual(said);
        }
      }),
      runs,
    );
  });

  test('what workers agree on is the label, and what a batch taught is JSON that a later one takes', () => {
    const drawn = said.flatMap((_, k) => [
      { w1: k, w2: k, w3: k },
      { w1: k, w2: k, w3: k },
    ]);
    const first = consolidateObjects(type, objectsOf(drawn), { categories, earlier: [] });
    const learnt = JSON.parse(JSON.stringify(first.learnt));
    const second = consolidateObjects(type, objectsOf(drawn), { categories, earlier: [learnt, learnt] });
    for (const result of [first, second]) {
      expect(result.rejected).toEqual([]);
      for (const [i, { label }] of result.objects.entries()) {
        if (type.bringsTemplate) continue;
        const agreed = read(said[drawn[i]!.w1!]!.content);
        expect({ ok: true, value: type.answerOf(label, categories) }).toEqual(agreed);
      }
    }
  });

  test("a model's prediction becomes a machine label", () => {
    if (!type.learner) return;
    const { learner } = type;
    for (const { answer } of said) {
      const other = said.find((entry) => JSON.stringify(read(entry.answer)) !== JSON.stringify(read(answer)))!;
      const label = learner.fromPrediction({ answer, confidence: 0.976 }, categories);
      expect({ ok: true, value: type.answerOf(label, categories) }).toEqual(read(answer));
      expect(learner.quality(answer, label, categories)).toBe(1);
      expect(learner.quality(other.answer, label, categories)).toBeLessThan(1);
      expect(learner.quality('nothing we know', label, categories)).toBe(0);
      const { line } = written(label, readLine(lines[0]!), { ...facts, humanAnnotated: false });
      expect(line[metadataKey]).toMatchObject({ 'human-annotated': 'no', type: type.metadataType });
    }
    for (const answer of ['nothing we know', { boxes: [[0, 0, 1, 1, 'nothing we know']] }, 7])
      expect(() => learner.fromPrediction({ answer, confidence: 1 }, categories)).toThrow(RangeError);
  });
});
