/** Calls `tell` when an observed element changes its size. Does nothing in environments without `ResizeObserver`. */
export function observeSizes(tell: () => void): Pick<ResizeObserver, 'observe' | 'disconnect'> {
  return typeof ResizeObserver === 'undefined' ? nothing : new ResizeObserver(tell)
}

const nothing = { observe: () => {}, disconnect: () => {} }
