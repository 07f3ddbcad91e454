import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Cloud } from '../../../local/cloud';

type Reached = Pick<Cloud, 'endpointUrl' | 'apiUrl' | 'region' | 'credentials' | 'outputs'>;

/** A cloud in a process of its own, to be killed. */
export class KillableCloud {
  private constructor(
    private readonly child: ChildProcess,
    readonly cloud: Reached,
  ) {}

  static async start(assemblyDir: string, dataDir: string): Promise<KillableCloud> {
    const file = join(dataDir, 'start.mts');
    writeFileSync(
      file,
      `import { startCloud } from ${JSON.stringify(join(process.cwd(), 'local/cloud.ts'))};
       const { endpointUrl, apiUrl, region, credentials, outputs } = await startCloud(${JSON.stringify({ assemblyDir, dataDir })});
       console.log(JSON.stringify({ endpointUrl, apiUrl, region, credentials, outputs }));`,
    );
    const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    return new KillableCloud(child, JSON.parse(line));
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
