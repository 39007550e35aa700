/** Chance that can be repeated: the same seed gives the same sequence. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True with that probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One of them. @throws when there is none */
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
  /** An id in the form of a UUID. */
  uuid(): string;
  /** Another sequence that hangs on this one's seed and the name only, whatever was drawn before. */
  named(name: string): Random;
}

/** SplitMix32 over a 32-bit seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const random: Random = {
    next: () => word() / 2 ** 32,
    between: (least, most) => least + Math.floor(random.next() * (most - least + 1)),
    chance: (probability) => random.next() < probability,
    pick<T>(items: readonly T[]): T {
      const [found] = items.slice(random.between(0, Math.max(0, items.length - 1)));
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
    shuffled: (items) =>
      items
        .map((item) => ({ item, at: random.next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ item }) => item),
    uuid() {
      const hex = Array.from({ length: 4 }, () => word().toString(16).padStart(8, '0')).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    named: (name) => randomFrom(Buffer.from(name).reduce((hash, byte) => Math.imul(hash, 31) + byte, seed)),
  };
  return random;
}
