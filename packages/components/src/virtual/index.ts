export { ChatLog } from './chat-log.tsx'
