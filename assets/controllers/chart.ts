// Draws the table of a figure. The table stays the one source of data: it is what is shown where no script runs, what screen
// readers read, what "show as table" shows. Its contract: thead th[data-tone][data-type=line][data-stack][data-dash]; tbody th
// is a category, td[data-v] a number (none is a gap), its text what the server wrote.
import { Controller } from "@hotwired/stimulus"
import { BarChart, LineChart } from "echarts/charts"
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components"
import * as echarts from "echarts/core"
import { SVGRenderer } from "echarts/renderers"

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer])

/** How tall a picture is beside its width, at least, in pixels. */
const PICTURE = 900

interface Point {
  name: string
  seriesName: string
  seriesIndex: number
  dataIndex: number
}

let pixel: CanvasRenderingContext2D | null | undefined
/** A colour of the style sheet at an element as rgba(), which the chart can read. */
function token(at: Element, name: string): string {
  pixel ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true })
  if (!pixel) return "#888"
  pixel.clearRect(0, 0, 1, 1)
  pixel.fillStyle = getComputedStyle(at).getPropertyValue(name)
  pixel.fillRect(0, 0, 1, 1)
  const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data
  return `rgba(${r},${g},${b},${(a ?? 255) / 255})`
}

export default class Chart extends Controller<HTMLElement> {
  static targets = ["canvas", "table"]
  static values = { axis: { type: String, default: "x" }, unit: String, scale: { type: Number, default: 1 } }
  declare readonly canvasTarget: HTMLElement
  declare readonly tableTarget: HTMLTableElement
  declare readonly axisValue: string
  declare readonly unitValue: string
  declare readonly scaleValue: number
  private chart?: echarts.ECharts
  private watchers: { disconnect(): void }[] = []

  connect(): void {
    if (this.element.dataset.view !== "table") this.draw()
    const redraw = new MutationObserver(() => this.chart && this.draw())
    redraw.observe(document.documentElement, { attributeFilter: ["data-theme"] })
    redraw.observe(this.tableTarget, { subtree: true, childList: true, characterData: true, attributeFilter: ["data-v"] })
    const resize = new ResizeObserver(() => this.chart?.resize())
    resize.observe(this.canvasTarget)
    const dark = matchMedia("(prefers-color-scheme: dark)")
    const turned = () => this.chart && this.draw()
    dark.addEventListener("change", turned)
    this.watchers = [redraw, resize, { disconnect: () => dark.removeEventListener("change", turned) }]
  }

  disconnect(): void {
    for (const watcher of this.watchers) watcher.disconnect()
    this.chart?.dispose()
    this.chart = undefined
  }

  toggle(event: Event): void {
    const table = this.element.dataset.view !== "table"
    this.element.dataset.view = table ? "table" : "chart"
    ;(event.currentTarget as HTMLElement).setAttribute("aria-pressed", `${table}`)
    if (!table) this.draw()
  }

  /** The chart as a PNG file. */
  picture(): void {
    if (!this.chart) return
    const { width, height } = this.canvasTarget.getBoundingClientRect()
    const times = Math.max(2, PICTURE / Math.max(1, width))
    const image = new Image()
    image.onload = () => {
      const canvas = document.createElement("canvas")
      canvas.width = width * times
      canvas.height = height * times
      const brush = canvas.getContext("2d")
      if (!brush) return
      brush.fillStyle = token(this.element, "--raised")
      brush.fillRect(0, 0, canvas.width, canvas.height)
      brush.drawImage(image, 0, 0, canvas.width, canvas.height)
      const link = document.createElement("a")
      link.download = `${this.element.querySelector(".card-title")?.textContent?.trim() ?? "chart"}.png`
      link.href = canvas.toDataURL("image/png")
      link.click()
    }
    image.src = this.chart.getDataURL({ type: "svg" })
  }

  private draw(): void {
    const at = this.canvasTarget
    const heads = [...(this.tableTarget.tHead?.rows[0]?.cells ?? [])].slice(1)
    const rows = [...(this.tableTarget.tBodies[0]?.rows ?? [])]
    const flat = this.axisValue === "y"
    at.style.height = flat ? `${Math.max(8, Math.min(24, rows.length * 2 + 2.5))}rem` : ""
    const ink = token(at, "--ink-2")
    const line = token(at, "--line")
    const shown = (series: number, place: number): string => rows[place]?.cells[series + 1]?.textContent?.trim() ?? ""
    const series = heads.map((head, i) => {
      const { stack, type, dash } = head.dataset
      const color = token(head, "--tone")
      const kind = type === "line" ? "line" : "bar"
      const top = !stack || i === heads.findLastIndex((other) => other.dataset.stack === stack)
      const round = flat ? [0, 4, 4, 0] : [4, 4, 0, 0]
      return {
        name: head.textContent?.trim() ?? "", type: kind, stack, barMaxWidth: flat ? 14 : 22, showSymbol: rows.length === 1, smooth: 0.25, emphasis: { disabled: true },
        lineStyle: { width: 2, color, type: dash ? "dashed" : "solid" }, itemStyle: { color, borderRadius: kind === "bar" && top ? round : 0 },
        data: rows.map((row) => {
          const v = row.cells[i + 1]?.dataset.v
          return v === undefined || v === "" ? null : Number(v) * this.scaleValue
        }),
      }
    })
    const names = rows.map((row) => row.cells[0]?.textContent?.trim() ?? "")
    const category = {
      type: "category", data: names, inverse: flat, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      axisLabel: { color: ink, fontSize: 12, hideOverlap: true, width: flat ? 120 : undefined, overflow: "truncate" },
    }
    const values = {
      type: "value", splitNumber: 4, splitLine: { lineStyle: { color: line } },
      axisLabel: { color: ink, fontSize: 12, formatter: (v: number) => this.short(v) },
    }
    this.chart ??= echarts.init(at, null, { renderer: "svg" })
    this.chart.setOption({
      textStyle: { fontFamily: getComputedStyle(at).fontFamily },
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 240,
      aria: { enabled: true, label: { enabled: false }, decal: { show: matchMedia("(prefers-contrast: more)").matches } },
      grid: { left: 6, right: 14, top: 10, bottom: 6, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: flat ? values : category, yAxis: flat ? category : values, series,
      tooltip: {
        trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: token(at, "--hover") } }, padding: [8, 10],
        backgroundColor: token(at, "--raised"), borderColor: line, textStyle: { color: token(at, "--color-base-content"), fontSize: 12 },
        formatter: (points: Point[]) => this.said(points, heads, shown),
      },
    } as echarts.EChartsCoreOption, true)
    this.chart.resize()
  }

  /** `€15k`, `40%`, `1.2M` */
  private short(value: number): string {
    const size = Math.abs(value)
    const text = size >= 1e6 ? `${+(value / 1e6).toFixed(1)}M` : size >= 1e3 ? `${+(value / 1e3).toFixed(1)}k` : `${+value.toFixed(2)}`
    return this.unitValue === "%" ? `${text}%` : `${this.unitValue}${text}`
  }

  /** What stands in the box beside the pointer: made of elements, so that no text is taken for markup. */
  private said(points: Point[], heads: HTMLElement[], shown: (series: number, place: number) => string): HTMLElement {
    const box = document.createElement("div")
    const head = box.appendChild(document.createElement("b"))
    head.textContent = points[0]?.name ?? ""
    for (const point of points) {
      const row = box.appendChild(document.createElement("div"))
      const dot = row.appendChild(document.createElement("span"))
      dot.className = "dot rounded-sm me-1.5 inline-block"
      dot.dataset.tone = heads[point.seriesIndex]?.dataset.tone ?? "teal"
      row.append(`${point.seriesName}  `)
      const value = row.appendChild(document.createElement("b"))
      value.textContent = shown(point.seriesIndex, point.dataIndex)
    }
    return box
  }
}
