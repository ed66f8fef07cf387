export { renderWithHub } from './render-with-hub.tsx'
export type { PersonInRoom, RenderWithHubOptions, RenderWithHubResult } from './render-with-hub.tsx'
