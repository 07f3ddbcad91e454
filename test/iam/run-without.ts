import { rmSync } from 'node:fs';
import type { Denial } from '../../local/iam/authorizer';
import { Laboratory } from '../jobs/laboratory';
import { everything } from './everything';
import { type Granted, withoutAction } from './without-action';

export interface Outcome {
  /** The first refusal; undefined when the run never asked for the action. */
  denial?: Denial;
  /** How the run ended for the person who started it. */
  error?: string;
}

/** Runs everything on the template without one action; ends at the first refusal. */
export async function runWithout(assemblyDir: string, granted: Granted): Promise<Outcome> {
  const copy = withoutAction(assemblyDir, granted);
  const outcome: Outcome = {};
  let lab: Laboratory | undefined;
  try {
    const refused = new Promise<never>((_, reject) => {
      const onDenial = (denial: Denial) => {
        outcome.denial ??= denial;
        // why: a moment for the refusal to reach the job or the caller, so that the run's own words are seen too.
        setTimeout(
          () =>
            reject(
              new Error(`AccessDenied: role ${denial.role} is not allowed ${denial.action} on ${denial.resource}`),
            ),
          300,
        );
      };
      Laboratory.open({ assemblyDir: copy, onDenial })
        .then(async (opened) => {
          lab = opened;
          await everything(opened);
        })
        .then(() => reject(new Error('')), reject);
    });
    await refused;
  } catch (error) {
    outcome.error = (error as Error).message;
  } finally {
    await lab?.close();
    rmSync(copy, { recursive: true, force: true });
  }
  return outcome;
}
