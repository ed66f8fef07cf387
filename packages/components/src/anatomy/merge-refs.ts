import type { Ref } from 'react'

/** One ref callback that hands its element to two refs: our own, and the user's. */
export function mergeRefs<T>(own: Ref<T>, added: Ref<T> | undefined): (element: T | null) => void {
  return (element) => {
    assign(own, element)
    assign(added, element)
  }
}

function assign<T>(ref: Ref<T> | undefined, element: T | null): void {
  if (typeof ref === 'function') ref(element)
  else if (ref) ref.current = element
}
