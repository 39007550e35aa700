/** Bytes that came in pieces of any size and are taken out in pieces of any other. */
export class ByteQueue {
  #pieces: Buffer[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#size += piece.length;
  }

  /** The first `count` bytes, which must be there; they are copied only where they span pieces. */
  take(count: number): Buffer {
    if (count > this.#size) throw new RangeError(`queue holds ${this.#size} bytes, not ${count}`);
    let end = 0;
    let covered = 0;
    while (covered < count) covered += this.#pieces[end++]?.length ?? 0;
    const taken = this.#pieces.splice(0, end);
    const last = taken.at(-1);
    const surplus = covered - count;
    if (last !== undefined && surplus > 0) {
      taken[taken.length - 1] = last.subarray(0, last.length - surplus);
      this.#pieces.unshift(last.subarray(last.length - surplus));
    }
    this.#size -= count;
    const [only] = taken;
    return taken.length === 1 && only !== undefined ? only : Buffer.concat(taken, count);
  }
}
