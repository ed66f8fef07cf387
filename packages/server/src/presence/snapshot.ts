import { Buffer } from 'node:buffer'
import type { WireConnection } from '@herenow/protocol'
import { limits } from '@herenow/protocol'
import { SharedItem } from '../socket/pending-set.ts'

/** Which snapshot it is. */
export interface SnapshotHead {
  readonly channel: string
  readonly revision: number
  readonly settling: boolean
}

/** Everybody present at one revision, in pages. Each is encoded when it is first asked for, once for everybody. */
export class Snapshot {
  readonly #head: SnapshotHead
  #connections: readonly WireConnection[]
  #pages: SharedItem[] = []
  #isCancelled = false
  /** Connections that are on the pages so far. */
  #paged = 0
  /** The next connection's text, when it was made already and didn't fit. */
  #carried: string | null = null

  constructor(head: SnapshotHead, connections: readonly WireConnection[]) {
    this.#head = head
    this.#connections = connections
  }

  /** The page with this number, counted from 0; `null`: there are fewer. At least one is there, which may be empty. */
  page(index: number): SharedItem | null {
    while (this.#pages.length <= index && (this.#pages.length === 0 || !this.#isComplete)) this.#addPage()
    return this.#pages[index] ?? null
  }

  /** Whether this page is the last one. It must have been asked for. */
  isLast(index: number): boolean {
    return this.#isComplete && index === this.#pages.length - 1
  }

  /** Nobody may go on with it: whoever is in the middle of it starts with another. */
  get isCancelled(): boolean {
    return this.#isCancelled
  }

  /** Lets go of everything that it holds. */
  cancel(): void {
    this.#isCancelled = true
    this.#connections = []
    this.#pages = []
  }

  get #isComplete(): boolean {
    return this.#paged === this.#connections.length
  }

  #addPage(): void {
    const texts = this.#nextTexts()
    const { channel, revision, settling } = this.#head
    const place = `"first":${this.#pages.length === 0},"last":${this.#isComplete}`
    const head = `{"type":"presence-snapshot","channel":"${channel}","revision":${revision},"settling":${settling}`
    this.#pages.push(new SharedItem(`${head},${place},"connections":[${texts.join(',')}]}`))
  }

  #nextTexts(): readonly string[] {
    const texts: string[] = []
    let size = 0
    for (; !this.#isComplete; this.#paged += 1) {
      const text = this.#carried ?? JSON.stringify(this.#connections[this.#paged])
      this.#carried = null
      size += Buffer.byteLength(text) + 1
      if (texts.length > 0 && size > limits.pageBytes) {
        this.#carried = text
        break
      }
      texts.push(text)
    }
    return texts
  }
}
