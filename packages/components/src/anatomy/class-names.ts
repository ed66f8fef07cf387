/**
 * The class attribute of a part: its own stable class first, then what the user added.
 *
 * The order matters: the styles find a part by an attribute that begins with `hn-`.
 */
export function classNames(own: string, added: string | undefined): string {
  return added === undefined || added === '' ? own : `${own} ${added}`
}
