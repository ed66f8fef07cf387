/**
 * How long to wait because somebody else says so, in milliseconds: at most `longest`, by default a minute. `undefined`
 * for what is no duration. Every duration that another side names passes here before anybody follows it.
 */
export function boundedDuration(wish: number | undefined, longest: number = 60_000): number | undefined {
  return wish !== undefined && wish >= 0 ? Math.min(wish, longest) : undefined
}
