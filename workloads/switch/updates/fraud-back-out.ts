/** What one of them finds the other notes down: together they know of suspicions, or together they do not. */
export const groups = [['cards.ts#verify', 'cards.ts#judge']]
