/** Tells when one of the observed elements changes its size. Where browsers aren't, nothing has a size that changes. */
export function observeSizes(tell: () => void): Pick<ResizeObserver, 'observe' | 'disconnect'> {
  return typeof ResizeObserver === 'undefined' ? nothing : new ResizeObserver(tell)
}

const nothing = { observe: () => {}, disconnect: () => {} }
