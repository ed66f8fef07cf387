import type { EventLoop } from '../../env/server-env.ts'

/** An event loop that a test turns by hand. */
export class ManualLoop implements EventLoop {
  time = 0
  #atTurnEnd: (() => void)[] = []
  readonly windows: { readonly milliseconds: number; readonly callback: () => void }[] = []

  now(): number {
    return this.time
  }

  afterTurn(callback: () => void): void {
    this.#atTurnEnd.push(callback)
  }

  afterInput(callback: () => void): void {
    this.#atTurnEnd.push(callback)
  }

  after(milliseconds: number, callback: () => void): void {
    this.windows.push({ milliseconds, callback })
  }

  /** Ends the turn. Returns how many callbacks had been waiting for it. */
  endTurn(): number {
    const due = this.#atTurnEnd
    this.#atTurnEnd = []
    for (const callback of due) callback()
    return due.length
  }

  /** Lets the oldest window pass. Returns how long it was. */
  passWindow(): number {
    const window = this.windows.shift()
    if (window === undefined) throw new Error('No window is open')
    window.callback()
    return window.milliseconds
  }
}
