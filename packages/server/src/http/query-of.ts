/** What follows the first question mark of a URL; later ones belong to it. `undefined`: it has none. */
export function queryOf(url: string | undefined): string | undefined {
  const mark = url?.indexOf('?') ?? -1
  return mark < 0 ? undefined : url?.slice(mark + 1)
}
