const DONE = 'plumbline.done';

/** How many tasks the worker has done since they signed in, in this window. */
export class DoneCount {
  value = Number(sessionStorage.getItem(DONE) ?? 0);

  add(): void {
    this.value += 1;
    sessionStorage.setItem(DONE, String(this.value));
  }

  clear(): void {
    this.value = 0;
    sessionStorage.removeItem(DONE);
  }
}
