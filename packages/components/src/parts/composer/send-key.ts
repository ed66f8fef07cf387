/** The key that sends. `enter`: Enter, and Shift+Enter starts a line; `mod+enter`: Ctrl+Enter or Command+Enter. */
export type SubmitOn = 'enter' | 'mod+enter'

/** The fields of a key event that matter for sending. */
export interface KeyPress {
  readonly key: string
  readonly keyCode: number
  readonly isComposing: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** The key code of a key that belongs to an input method. */
const inputMethod = 229

/**
 * Whether a key press asks to send.
 *
 * Never while an input method composes. Safari ends the composition before it tells of the Enter that ended it; only
 * the key code still says whose key that was.
 */
export function asksToSend(press: KeyPress, submitOn: SubmitOn = 'enter'): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === inputMethod) return false
  if (press.shiftKey || press.altKey) return false
  return submitOn === 'enter' || press.ctrlKey || press.metaKey
}
