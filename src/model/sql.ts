/** Text as an SQL string literal, name as an SQL identifier. Values are bound where possible; names and file names are quoted. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
