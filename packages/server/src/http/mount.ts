import { refusal } from '../refusal.ts'

/** Segments of characters that need no escaping, none of them `.` or `..`. */
const pathForm = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/

/** The path that everything of a server lies under: `/` by itself, or one such as `/realtime` on a server that others use too. */
export class Mount {
  readonly path: string

  /** Throws `invalid_argument` for what is no path. A slash at the end doesn't matter. */
  constructor(path: string) {
    const trimmed = typeof path === 'string' && path.length > 1 ? path.replace(/\/$/, '') : path
    if (trimmed !== '/' && !(typeof trimmed === 'string' && pathForm.test(trimmed))) {
      throw refusal('invalid_argument', `\`path\` must be a path of a URL, not "${String(path).slice(0, 100)}".`, {
        hint: 'Write it with a slash before each part, of letters, digits, "-", "_", "." and "~", for example "/realtime".',
      })
    }
    this.path = trimmed
  }

  /** What follows the address of a server, such as `/realtime`; nothing where it has the address for itself. */
  get suffix(): string {
    return this.path === '/' ? '' : this.path
  }

  /** Where a request wants to go under this path: `/` for the path itself. `null`: it is none of ours. */
  within(url: string | undefined): string | null {
    const path = (url ?? '/').split('?', 1)[0] ?? '/'
    if (this.path === '/') return path
    if (path === this.path) return '/'
    return path.startsWith(`${this.path}/`) ? path.slice(this.path.length) : null
  }
}
