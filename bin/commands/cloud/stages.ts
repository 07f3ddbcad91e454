import { progressLine } from '../terminal/progress';
import type { Terminal } from '../terminal/terminal';
import { isEnded } from './follow-job';
import type { JobView } from './labeling-jobs';

/** Stages of a job in order, with the states of the state machine that belong to them. */
export const stages: readonly { name: string; states: string[]; model: boolean }[] = [
  { name: 'prepare', states: ['PrepareDataset'], model: false },
  { name: 'score', states: ['ScoreObjects'], model: true },
  { name: 'auto-label', states: ['AutoLabelObjects'], model: true },
  { name: 'ask people', states: ['SelectObjects', 'OpenTasks', 'AwaitAnswers'], model: false },
  { name: 'consolidate', states: ['ConsolidateAnnotations'], model: false },
  { name: 'train', states: ['PrepareTraining', 'TrainModel'], model: true },
  { name: 'deploy', states: ['DeployModel', 'RecordModelFailure'], model: true },
  { name: 'publish', states: ['RetireModel', 'PublishOutput', 'FailJob', 'NotifyJobState'], model: false },
];

const stageIndex = (state: string | undefined): number =>
  stages.findIndex(({ states }) => states.includes(state ?? ''));

export interface StageBoard {
  lines(view: JobView | undefined): string[];
  summary(view: JobView | undefined): string;
}

export interface BoardFacts {
  /** Objects, before the job knows them itself. */
  objects?: number;
  autoLabel: boolean;
  /** Answers accepted so far, where they are counted. */
  answers?(): number;
}

export function stageBoard(terminal: Terminal, facts: BoardFacts): StageBoard {
  const shown = stages.filter(({ model }) => facts.autoLabel || !model);
  const answersNote = () => (facts.answers ? `, ${facts.answers()} answers in all` : '');
  return {
    lines(view) {
      const total = view?.progress.objects ?? facts.objects ?? 0;
      const labeled = view?.counters.total ?? 0;
      const current = view && isEnded(view) ? stages.length : stageIndex(view?.progress.stage);
      const rows = shown.map((stage) => {
        const index = stages.indexOf(stage);
        const done =
          index < current &&
          (view!.progress.round !== 1 || !['score', 'auto-label'].includes(stage.name) || current === stages.length);
        const share = done ? 1 : index === current ? (peopleShare(view) ?? 0.5) : undefined;
        const note =
          stage.name === 'ask people' && index === current
            ? `${peopleNote(view)}${answersNote()}`
            : index === current
              ? 'working'
              : '';
        return progressLine(terminal, stage.name, share, note, done);
      });
      const round = view?.progress.round
        ? `round ${view.progress.round}`
        : (view?.status ?? 'waiting for the job to start');
      const counts = view
        ? `${labeled}/${total} · people ${view.counters.human} · model ${view.counters.machine}${failedNote(view)}`
        : '';
      return [
        ` ${round}`,
        ...rows,
        progressLine(terminal, 'labelled', total ? labeled / total : undefined, counts, total > 0 && labeled === total),
      ];
    },
    summary(view) {
      if (!view) return 'waiting for the job to start';
      const stage = stages[stageIndex(view.progress.stage)]?.name ?? view.status;
      const round = view.progress.round ? `round ${view.progress.round} · ` : '';
      const people = stage === 'ask people' ? ` · ${peopleNote(view)}${answersNote()}` : '';
      const total = view.progress.objects ?? facts.objects ?? 0;
      return `${round}${stage}${people} · labelled ${view.counters.total}/${total} (people ${view.counters.human}, model ${view.counters.machine}${failedNote(view)})`;
    },
  };
}

function peopleShare(view: JobView | undefined): number | undefined {
  const { stage, opened, open } = view?.progress ?? {};
  if (stage !== 'AwaitAnswers' || !opened || open === undefined) return undefined;
  return (opened - open) / opened;
}

function peopleNote(view: JobView | undefined): string {
  const { stage, opened, open } = view?.progress ?? {};
  // why: before that, tasks that are not there yet would count as answered.
  return stage !== 'AwaitAnswers' || opened === undefined || open === undefined
    ? 'opening tasks'
    : `${opened - open}/${opened} objects`;
}

const failedNote = (view: JobView) => (view.counters.failed > 0 ? ` · failed ${view.counters.failed}` : '');
