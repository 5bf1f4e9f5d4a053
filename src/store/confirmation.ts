/** A confirmation is a study of its own, beside the one that it confirms: its trials count in nobody's budget but its own. */

const ending = "~confirm"

/** The name under which the finalists of a study are run again. */
export const confirmationName = (study: string): string => `${study}${ending}`

/** Whether a name is that of a confirmation. */
export const isConfirmation = (name: string): boolean => name.endsWith(ending)

/** The same as a pattern of SQL's LIKE. */
export const confirmationPattern = `%${ending}`
