import type { Clock, Timer } from '@herenow/adapter'

/** What a function of the app returns. Rejects when that takes longer than so many milliseconds, or it throws. */
export function inTime<T>(clock: Clock, milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: Timer = null
  const late = new Promise<never>((_, reject) => {
    const tooLate = (): void => reject(new Error(`It took longer than ${milliseconds / 1_000} s`))
    timer = clock.setTimeout(tooLate, milliseconds)
  })
  return Promise.race([work(), late]).finally(() => clock.clearTimeout(timer))
}
