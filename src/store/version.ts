/** Written into every ledger entry. `test/docs.test.ts` may hold it against package.json. */
export const VERSION = '0.1.0'
