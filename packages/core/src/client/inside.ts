/** Symbol under which a client or channel exposes its inside to the kit's own stores. Copies and wrappers keep it. */
export const inside: unique symbol = Symbol.for('herenow.inside')

/** Calls `use` with what is behind the object. */
export interface Inside<Core> {
  readonly [inside]: <Result>(use: (core: Core) => Result) => Result
}

export function hasInside<Core>(value: object): value is Inside<Core> {
  return inside in value
}
