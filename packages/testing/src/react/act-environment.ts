// React's own switch: where it is true, every update outside of `act` is a warning.
const flag = 'IS_REACT_ACT_ENVIRONMENT'

let rooms = 0
let before: unknown

/**
 * Tells React that updates come by themselves, as in a browser: what others do in a room can't be wrapped in `act`. The
 * function that is returned takes that back; with the last one React is told again what it was told before.
 */
export function updatesComeByThemselves(): () => void {
  if (rooms === 0) before = Reflect.get(globalThis, flag)
  rooms += 1
  Reflect.set(globalThis, flag, false)
  return () => {
    rooms -= 1
    if (rooms === 0) Reflect.set(globalThis, flag, before)
  }
}
