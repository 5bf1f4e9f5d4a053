/** The fields that are there: null and undefined ones are left out, as optional fields of records want it. */
export const present = <Fields extends object>(
  fields: Fields
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } => {
  const kept: { [Name in keyof Fields]?: NonNullable<Fields[Name]> } = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== null && value !== undefined) kept[name] = value
  }
  return kept
}
