/**
 * cli (9): the command line. The only folder (with the server) that touches the terminal, the process and its signals.
 * A command is a description (arguments, flags, examples) plus `run`; help, completion and docs/flags.md are made from it.
 * The list of commands is in commands/index.ts; a command's module is loaded when it is called, so that help is instant.
 */
export { run } from './run.js'
