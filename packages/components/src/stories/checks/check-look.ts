import { findWhatForcedColorsHide } from './forced-colors.ts'
import { findMotion } from './motion.ts'
import { findWhatDoesNotFit } from './reflow.ts'

const isSet = (query: string): boolean => matchMedia(query).matches

/** Throws with all that is wrong with a story as it stands, in the look that it has now. */
export function checkLook(root: HTMLElement): void {
  const problems = [
    ...(isSet('(prefers-reduced-motion: reduce)') ? findMotion(root) : []),
    ...(isSet('(forced-colors: active)') ? findWhatForcedColorsHide(root) : []),
    ...findWhatDoesNotFit(root),
  ]
  if (problems.length > 0) throw new Error(`This look is not right:\n- ${problems.join('\n- ')}`)
}
