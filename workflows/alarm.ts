import { CancellationScope, sleep } from '@temporalio/workflow';

/** The longest single timer; a later instant is reached by several. */
const LONGEST_SLEEP_MS = 30 * 24 * 3_600_000;

/** The one durable timer of a dossier. It is set to the earliest of the dossier's clocks each time these may have changed. */
export class Alarm {
  #armed: { readonly at: number; readonly scope: CancellationScope } | null = null;
  #rang = false;

  /** True from the moment it rings until it is set anew. */
  get rang(): boolean {
    return this.#rang;
  }

  /**
   * Sets it to an instant, or to none. An alarm that moved later is left: when it rings nothing is due, and it is set anew.
   * That saves two events an act. One that is still set when the run closes goes with it.
   * @param quietUntil it does not ring before, milliseconds since 1970
   */
  set(instant: string | null, quietUntil = 0): void {
    this.#rang = false;
    if (instant === null) return;
    const at = Math.max(Date.parse(instant), quietUntil);
    if (this.#armed !== null) {
      if (this.#armed.at <= at) return;
      this.#armed.scope.cancel();
    }
    const scope = new CancellationScope();
    const armed = { at, scope };
    this.#armed = armed;
    const sleepMs = Math.min(Math.max(at - Date.now(), 1), LONGEST_SLEEP_MS);
    const ring = (): void => {
      if (this.#armed !== armed) return;
      this.#armed = null;
      this.#rang = true;
    };
    void scope.run(() => sleep(sleepMs)).then(ring, () => undefined);
  }
}
