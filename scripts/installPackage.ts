/** Installs what would be published, for those who test or measure it as its users get it. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))

/**
 * Builds and packs the package, and unpacks it into `node_modules` of a folder. What it depends on is linked to the
 * checkout's own, so that nothing is fetched. Returns the path of the command.
 */
export const installPackage = (folder: string): string => {
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"]
  })
  const modules = join(folder, "node_modules")
  const installed = join(modules, "hypersweep")
  mkdirSync(installed, { recursive: true })
  const archive = packed.trim().split("\n").at(-1)!
  execFileSync("tar", ["-xzf", join(folder, archive), "-C", installed, "--strip-components", "1"])
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>
    readonly optionalDependencies: Readonly<Record<string, string>>
  }
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const own = join(root, "node_modules", name)
    if (!existsSync(own)) continue
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(realpathSync(own), join(modules, name))
  }
  return join(installed, "bin", "sweep.js")
}
