// React's own switch: where it is true, every update outside of `act` is a warning.
const flag = 'IS_REACT_ACT_ENVIRONMENT'

let rooms = 0
let before: unknown

/**
 * Tells React that updates come by themselves, as in a browser: what others do in a room can't be wrapped in `act`.
 *
 * @returns takes that back, once however often it is called; the last one restores what React was told before
 */
export function updatesComeByThemselves(): () => void {
  if (rooms === 0) before = Reflect.get(globalThis, flag)
  rooms += 1
  Reflect.set(globalThis, flag, false)
  let isTakenBack = false
  return () => {
    if (isTakenBack) return
    isTakenBack = true
    rooms -= 1
    if (rooms === 0) Reflect.set(globalThis, flag, before)
  }
}
