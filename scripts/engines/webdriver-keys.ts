// WebDriver writes a key that types no character as a character of a private range.
const keys = new Map([
  ['Backspace', '\uE003'],
  ['Tab', '\uE004'],
  ['Enter', '\uE007'],
  ['Shift', '\uE008'],
  ['Control', '\uE009'],
  ['Alt', '\uE00A'],
  ['Escape', '\uE00C'],
  [' ', ' '],
  ['PageUp', '\uE00E'],
  ['PageDown', '\uE00F'],
  ['End', '\uE010'],
  ['Home', '\uE011'],
  ['ArrowLeft', '\uE012'],
  ['ArrowUp', '\uE013'],
  ['ArrowRight', '\uE014'],
  ['ArrowDown', '\uE015'],
  ['Insert', '\uE016'],
  ['Delete', '\uE017'],
  ['Meta', '\uE03D'],
])

/** The character that stands for a key, named as in `KeyboardEvent.key`. */
export function keyValue(key: string): string {
  const value = keys.get(key) ?? key
  if (Array.from(value).length !== 1)
    throw new Error(`The key ${key} is not in the list of webdriver-keys.ts: add it there.`)
  return value
}
