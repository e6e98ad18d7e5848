/** What goes in has to come out by the same measure; and a packet that is held has gone in and not come out. */
export const groups = [['hold-queue.ts#enqueue', 'hold-queue.ts#dequeue', 'forward.ts#addressLater']]
