import { chosenQuery } from '../services/choice.ts'

/** Whether the address of the page chooses the service: while developing, and in a build that was told so. */
export const isChoiceFree: boolean = import.meta.env.DEV || import.meta.env.VITE_SERVICE_BY_ADDRESS === '1'

/** The query that chooses the service of this page. */
export const serviceQuery: URLSearchParams = chosenQuery({
  address: location.search,
  built: import.meta.env.VITE_SERVICE ?? '',
  isFree: isChoiceFree,
})
