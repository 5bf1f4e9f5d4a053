/**
 * Places at which a process can be made to die, for the tests of what is promised on crashes. Inert unless armed, and
 * only the source can be armed: the package never dies on purpose.
 */

let armed: { readonly place: string; left: number } | undefined

/** `place:n`, such as "commit:before:3": the process is killed (SIGKILL) when it comes to that place for the n-th time. */
export const armFailPoint = (text: string | undefined): void => {
  const [, place, count] = /^(.+):(\d+)$/.exec(text ?? "") ?? []
  armed =
    place === undefined || !import.meta.url.endsWith(".ts") ? undefined : { place, left: Math.max(1, Number(count)) }
}

/** A place at which the process can be made to die. */
export const failPoint = (place: "commit:before" | "commit:after"): void => {
  if (armed?.place === place && --armed.left === 0) process.kill(process.pid, "SIGKILL")
}
