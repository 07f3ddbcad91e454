import { ObjectProblem } from './adapter';
import { show } from './show';

/** What an endpoint calls the job's labels. */
export interface LabelNames {
  /** The endpoint's names for all labels of the job. */
  readonly all: readonly string[];
  /** Whether the request says what this name or number of the endpoint's stands for. */
  maps(name: string): boolean;
  /** The job's label behind a name of the endpoint's; undefined for one that is to be left out. @throws ObjectProblem when there is none. */
  ofName(name: unknown): string | undefined;
  /** The same for a class number of the endpoint's; `first` is the number of the job's first label. */
  ofIndex(index: unknown, first?: number): string | undefined;
}

/**
 * @param mapping `Plumbline.EndpointLabels`: the endpoint's names or numbers, and the job's label for each; `""` for what the job does not ask
 * for. Without an entry a name stands for itself, a number for its position.
 */
export function labelNames(labels: readonly string[], mapping: Readonly<Record<string, string>> = {}): LabelNames {
  const known = new Set(labels);
  const mapped = new Map(Object.entries(mapping));
  const named = [...mapped].filter(([, label]) => label !== '');
  const renamed = new Set(named.map(([, label]) => label));
  const checked = (label: string, from: string) => {
    if (label === '') return undefined;
    if (known.has(label)) return label;
    throw new ObjectProblem(`EndpointLabels takes ${from} to ${show(label)}, which is none of the job's labels`);
  };
  return {
    all: [...named.map(([name]) => name), ...labels.filter((label) => !renamed.has(label))],
    maps: (name) => mapped.has(name),
    ofName(name) {
      if (typeof name !== 'string') throw new ObjectProblem(`the label is ${show(name)}, not a name`);
      const label = mapped.get(name);
      if (label !== undefined) return checked(label, show(name));
      if (known.has(name)) return name;
      throw new ObjectProblem(
        `the label ${show(name)} is none of the job's labels; EndpointLabels can say which it is`,
      );
    },
    ofIndex(index, first = 0) {
      if (!Number.isInteger(index) || (index as number) < 0)
        throw new ObjectProblem(`the class is ${show(index)}, not a number from 0`);
      const label = mapped.get(String(index));
      if (label !== undefined) return checked(label, `class ${index}`);
      const position = (index as number) - first;
      if (position >= 0 && position < labels.length) return labels[position];
      throw new ObjectProblem(
        `class ${index} has no label: the job has ${labels.length}, from ${first} on; EndpointLabels can say which it is`,
      );
    },
  };
}
