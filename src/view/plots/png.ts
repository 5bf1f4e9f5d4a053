/** SVG as PNG. The only place that knows resvg, which is installed where its binary could be. */
import { UsageError } from "../../errors.ts"

/** The picture at twice its size in pixels, for screens of today. Fails with `UsageError` where resvg is missing. */
export const svgToPng = async (svg: string): Promise<Uint8Array> => {
  const { Resvg } = await import("@resvg/resvg-js").catch(() => {
    throw new UsageError(
      "PNG needs the package @resvg/resvg-js, which is not installed.",
      "Install it (npm install @resvg/resvg-js), or write SVG: --output plot.svg."
    )
  })
  return new Resvg(svg, { fitTo: { mode: "zoom", value: 2 }, font: { loadSystemFonts: true } }).render().asPng()
}
