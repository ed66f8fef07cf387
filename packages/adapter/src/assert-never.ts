/** Ends a switch over a closed union: a case that was forgotten is a type error, and loud at run time. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`)
}
