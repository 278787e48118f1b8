// Builds assets/dist: one style sheet, one script with parts that come when a page needs them, one icon sprite, the fonts. `--watch` keeps building.
import { spawn } from "node:child_process"
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import * as esbuild from "esbuild"

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, "..")
const dist = join(here, "dist")
const watch = process.argv.includes("--watch")

/** Turbo puts a <style> for its progress bar into the page, which the content security policy refuses; css/base.css has it. */
const turboWithoutStyle = {
  name: "turbo-without-style",
  setup(build) {
    build.onLoad({ filter: /@hotwired\/turbo\/dist\/.*\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8")
      const contents = source.replace("    this.installStylesheetElement();\n", "")
      if (contents === source) throw new Error("Turbo changed: its progress bar installs its style elsewhere now")
      return { contents, loader: "js" }
    })
  },
}

/** app.parts names what the script needs at once, so that pages ask for it before the script has come to say so. */
const partsNamed = {
  name: "parts-named",
  setup(build) {
    build.onEnd(async ({ metafile }) => {
      if (!metafile) return
      const outputs = Object.entries(metafile.outputs)
      const needed = ([path]) => outputs.find(([name]) => name === path)?.[1].imports.filter((i) => i.kind === "import-statement").map((i) => i.path) ?? []
      const app = outputs.find(([name]) => name.endsWith("/app.js"))
      const found = new Set()
      for (const queue = needed(app); queue.length > 0; ) {
        const path = queue.pop()
        if (!found.has(path)) queue.push(...needed([path]))
        found.add(path)
      }
      await writeFile(join(dist, "app.parts"), [...found].map((path) => `${basename(path)}\n`).sort().join(""))
    })
  },
}

async function script() {
  const context = await esbuild.context({
    entryPoints: [join(here, "app.ts")],
    outdir: dist,
    chunkNames: "part-[hash]",
    splitting: true,
    bundle: true,
    format: "esm",
    target: ["chrome115", "firefox119", "safari17"],
    minify: !watch,
    sourcemap: watch,
    metafile: true,
    logLevel: "warning",
    plugins: [turboWithoutStyle, partsNamed],
  })
  if (watch) return context.watch()
  await context.rebuild()
  await context.dispose()
}

function styles() {
  const cli = join(root, "node_modules/@tailwindcss/cli/dist/index.mjs")
  const flags = ["-i", join(here, "app.css"), "-o", join(dist, "app.css"), watch ? "--watch=always" : "--minify"]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...flags], { cwd: here, stdio: ["ignore", "ignore", "pipe"] })
    let said = ""
    child.stderr.on("data", (text) => (watch ? process.stderr.write(text) : (said += text)))
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`The style sheet was not built:\n${said}`))))
  })
}

/** icons.txt names the icons; the sprite has those and no others. */
async function icons() {
  const names = (await readFile(join(here, "icons.txt"), "utf8")).split("\n").map((name) => name.trim()).filter(Boolean)
  const symbol = async (name) => {
    const svg = await readFile(join(root, "node_modules/lucide-static/icons", `${name}.svg`), "utf8")
    const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s*\n\s*/g, "")}</symbol>`
  }
  const symbols = await Promise.all(names.map(symbol))
  await writeFile(join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`)
}

async function files() {
  const fonts = ["latin", "latin-ext", "cyrillic", "greek"].map((part) =>
    copyFile(join(root, `node_modules/@fontsource-variable/inter/files/inter-${part}-wght-normal.woff2`), join(dist, `inter-${part}.woff2`)),
  )
  await Promise.all([...fonts, copyFile(join(here, "favicon.svg"), join(dist, "favicon.svg"))])
}

/** Parts are named by what is in them: those of former builds go. */
async function cleared() {
  for (const name of await readdir(dist)) if (/^part-/.test(name)) await rm(join(dist, name))
}

/** Packed once and as small as they get, since every first visit waits for them. What is being worked on is not packed. */
async function packed() {
  const parts = (await readdir(dist)).filter((name) => /^part-.*\.js$/.test(name))
  for (const name of ["app.js", "app.css", "icons.svg", ...parts]) {
    const path = join(dist, name)
    await Promise.all([rm(`${path}.br`, { force: true }), rm(`${path}.gz`, { force: true })])
    if (watch) continue
    const plain = await readFile(path)
    await writeFile(`${path}.br`, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }))
    await writeFile(`${path}.gz`, gzipSync(plain, { level: 9 }))
  }
}

await mkdir(dist, { recursive: true })
await cleared()
try {
  if (watch) await packed()
  await Promise.all([script(), styles(), icons(), files()])
  if (!watch) await packed()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
