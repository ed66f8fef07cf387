import type { Snapshot } from './snapshot.ts'

/** Snapshots of one channel that readers may be in the middle of, beside the newest. */
const mostKept = 8

/**
 * Bounds what slow readers of large snapshots hold: each may be in the middle of another revision, with everybody's
 * state of that time. Beyond a few the one that has been read least recently is cancelled; its readers start again.
 */
export class UnfinishedSnapshots {
  /** Least recently read first. Weak: a snapshot that all its readers have finished is gone by itself. */
  #refs: WeakRef<Snapshot>[] = []

  /** A page of `snapshot` was read and more are to come. */
  note(snapshot: Snapshot): void {
    const others = this.#refs.filter((ref) => {
      const other = ref.deref()
      return other !== undefined && other !== snapshot
    })
    this.#refs = [...others, new WeakRef(snapshot)]
    if (this.#refs.length > mostKept) this.#refs.shift()?.deref()?.cancel()
  }
}
