import type { DemoAccount } from '../../contracts/catalogue.ts';
import type { Catalogue } from '../../infra/catalogue/load-catalogue.ts';
import type { People } from '../people.ts';
import type { Random } from '../random.ts';

/** Who acted last on something, as far as the storm was told. */
export interface LastAct {
  readonly person: string;
  readonly act: string;
  readonly seq: number;
}

/** What somebody sees who is about to act, and what there is to act with. */
export interface Scene<V> {
  readonly view: V;
  readonly last: LastAct | null;
  readonly people: People;
  readonly catalogue: Pick<Catalogue, 'procedures'>;
  readonly random: Random;
  /** Uploads a result as that person. Null: it was refused, or nobody answered in time. */
  upload(by: DemoAccount): Promise<string | null>;
}

/** One kind of act in the storm. */
export interface ActRow<V> {
  readonly act: string;
  /** How often it is chosen, against the others that fit. */
  readonly weight: number;
  /** Whether it is worth trying where the thing stands; the system may refuse it all the same. */
  readonly fits: (scene: Scene<V>) => boolean;
  /** Who does it; null when there is nobody. */
  readonly by: (scene: Scene<V>) => DemoAccount | null;
  /** What it says beside its name, the task and the place; null when it cannot be done. */
  readonly says?: (scene: Scene<V>, by: DemoAccount) => object | null | Promise<object | null>;
}

/** Draws one of the rows that fit, by their weights; null when none does. */
export function chooseAct<V>(rows: readonly ActRow<V>[], scene: Scene<V>): ActRow<V> | null {
  const fitting = rows.filter((row) => row.fits(scene));
  const all = fitting.reduce((sum, { weight }) => sum + weight, 0);
  let drawn = scene.random.next() * all;
  for (const row of fitting) {
    drawn -= row.weight;
    if (drawn < 0) return row;
  }
  return fitting.at(-1) ?? null;
}
