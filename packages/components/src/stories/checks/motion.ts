const pseudos = [undefined, '::before', '::after']

/** What moves although the reader asked for less of that, in words; empty where all stands still. */
export function findMotion(root: Element): readonly string[] {
  const running = root
    .getAnimations({ subtree: true })
    .filter((animation) => animation.playState === 'running')
    .map((animation) => `${animation.constructor.name} ${animation.id || nameOf(animation)} is running`)
  const ready = [...root.querySelectorAll('[class^="hn-"]')].flatMap((element) =>
    pseudos
      .filter((pseudo) => takesTime(getComputedStyle(element, pseudo)))
      .map((pseudo = '') => `.${element.className.toString()}${pseudo} would move`),
  )
  return [...new Set([...running, ...ready])]
}

const nameOf = (animation: Animation): string => (animation instanceof CSSAnimation ? animation.animationName : '')

function takesTime({
  transitionDuration,
  animationName,
  animationDuration,
  scrollBehavior,
}: CSSStyleDeclaration): boolean {
  return (
    seconds(transitionDuration) > 0 ||
    (animationName !== 'none' && seconds(animationDuration) > 0) ||
    scrollBehavior === 'smooth'
  )
}

/** The longest of a list of durations. */
const seconds = (durations: string): number => Math.max(...durations.split(',').map((each) => Number.parseFloat(each)))
