/** A value without a place in JSON: sending it is refused. */
type Refused =
  | bigint
  | symbol
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ArrayBuffer
  | ArrayBufferView
  | RegExp

/**
 * A type as it arrives after JSON: what has a `toJSON`, such as a `Date`, arrives as that gives it (a `Date` as a
 * string); what can't be sent is `never`.
 */
export type AsJson<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends { toJSON(...args: never[]): infer Json }
      ? AsJson<Json>
      : T extends Refused
        ? never
        : T extends object
          ? { [Key in keyof T]: AsJson<T[Key]> }
          : never
