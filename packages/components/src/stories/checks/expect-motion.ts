import { expect } from 'storybook/test'
import { findMotion } from './motion.ts'

/** Whether the reader's system asks for less motion. */
export const isCalm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Holds that something moves here, or would, and that nothing does where the reader asked for less motion. */
export async function expectMotionAsAsked(root: Element): Promise<void> {
  const moving = findMotion(root)
  if (isCalm()) await expect(moving).toEqual([])
  else await expect(moving).not.toEqual([])
}
