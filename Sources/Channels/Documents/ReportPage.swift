import Core
import Kernel
import Markup

/// A report as a page that is whole in itself: A4, with page numbers and the report's marks at the foot of each page, for a
/// printer of documents and for browsers alike.
enum ReportPage {
  static func bytes(_ report: Report) -> [UInt8] {
    let html = HTML(capacity: 65_536)
    html.doctype()
    html.html(.lang("en")) {
      html.head {
        html.meta(Attribute("charset", "utf-8"))
        html.title("\(report.title), \(report.subject)".revealed)
        html.element("style") {
          html.trusted(
            TrustedHTML(Array((style + foot(report.marks)).utf8), because: "fixed text, and marks in escapes of CSS"))
        }
      }
      html.body {
        html.header {
          html.p("Mainstay", .class("maker"))
          html.h1 { html.bdi(report.title) }
          html.p(.class("subject")) { html.bdi(report.subject) }
          html.p(
            "Times are those of \(report.zone), with their distance from UTC. Lengths are hours, minutes and seconds.",
            .class("small"))
        }
        for warning in report.warnings { html.p(warning.revealed, .class("warning")) }
        for part in report.parts { write(part, html) }
      }
    }
    return html.bytes
  }

  private static func write(_ part: Report.Part, _ html: HTML) {
    html.section {
      html.h2(part.title.revealed)
      for words in part.words { html.p { html.bdi(words) } }
      if !part.facts.isEmpty {
        html.dl {
          for fact in part.facts {
            html.div {
              html.dt(fact.name.revealed)
              for cell in fact.cells { html.dd { write(cell, html) } }
            }
          }
        }
      }
      for table in part.tables { write(table, isAlone: part.tables.count == 1, html) }
      for remark in part.remarks { html.p(remark.revealed, .class("small")) }
    }
  }

  private static func write(_ table: Report.Table, isAlone: Bool, _ html: HTML) {
    if !isAlone { html.h3(table.title.revealed) }
    let numeric = table.columns.indices.map { column in
      table.rows.contains { column < $0.count && $0[column].isNumber }
    }
    html.table(.class(table.columns.count > 8 ? "many" : "few")) {
      html.thead {
        html.tr {
          for (column, title) in table.columns.enumerated() {
            html.th(title.revealed, .scope("col"), .when(numeric[column], .class("number")))
          }
        }
      }
      html.tbody {
        for row in table.rows {
          html.tr {
            for (column, cell) in row.enumerated() {
              let isRight = cell.isNumber || cell == .blank && column < numeric.count && numeric[column]
              html.td(.when(isRight, .class("number"))) { write(cell, html) }
            }
          }
        }
      }
    }
  }

  private static func write(_ cell: Report.Cell, _ html: HTML) {
    switch cell {
    case .blank: html.text("\u{2013}")
    case .text(let text): html.bdi(text)
    case .code(let text): html.code(text.revealed)
    case .whole, .share, .decimal, .length, .moment: html.text(cell.words)
    }
  }

  /// The rule that prints marks at the foot of every page.
  private static func foot(_ marks: [String]) -> String {
    let lines = marks.map(quoted).joined(separator: " \"\\a\" ")
    return marks.isEmpty ? "" : "@page { @bottom-left { content: \(lines); } }\n"
  }

  /// A text as a string of CSS: whatever is no plain letter or digit is written as an escape, which ends with a blank.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.revealed.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", " ", ",", ".", "-": out.unicodeScalars.append(scalar)
      default: out += "\\" + String(scalar.value, radix: 16) + " "
      }
    }
    return out + "\""
  }

  private static let style = """
    @page {
      size: A4; margin: 16mm 15mm 22mm;
      @bottom-left {
        width: 86%; vertical-align: top; white-space: pre; text-align: left; padding-top: 3mm;
        font: 6.4pt/1.4 Inter, "Noto Sans", "DejaVu Sans", sans-serif; color: #5a6472;
      }
      @bottom-right {
        content: "Page " counter(page) " of " counter(pages); vertical-align: top; padding-top: 3mm; white-space: pre;
        font: 6.4pt/1.4 Inter, "Noto Sans", "DejaVu Sans", sans-serif; color: #5a6472;
      }
    }
    * { box-sizing: border-box; }
    body { margin: 0; font: 8.6pt/1.45 Inter, "Noto Sans", "DejaVu Sans", sans-serif; color: #16202c; }
    header { border-bottom: 0.6mm solid #1d4f8c; padding-bottom: 3mm; margin-bottom: 5mm; }
    .maker { margin: 0 0 2mm; font-size: 7pt; letter-spacing: 0.12em; text-transform: uppercase; color: #1d4f8c; }
    h1 { margin: 0; font-size: 19pt; line-height: 1.2; font-weight: 600; }
    .subject { margin: 1mm 0 2mm; font-size: 11pt; }
    h2 { margin: 6mm 0 2mm; font-size: 11.5pt; font-weight: 600; color: #1d4f8c; break-after: avoid; }
    h3 { margin: 4mm 0 1.5mm; font-size: 9pt; font-weight: 600; break-after: avoid; }
    p { margin: 0 0 2mm; }
    .small { font-size: 7pt; color: #5a6472; margin: 1.5mm 0 0; }
    .warning { border-left: 1mm solid #b3541e; background: #fbf1ea; padding: 2mm 3mm; }
    dl { margin: 0 0 2mm; }
    dl div { display: flex; border-bottom: 0.15mm solid #dde3ea; padding: 1mm 0; break-inside: avoid; }
    dt { flex: 0 0 46mm; color: #5a6472; }
    dd { margin: 0 4mm 0 0; }
    table { width: 100%; border-collapse: collapse; font-size: 7.6pt; line-height: 1.35; margin-bottom: 2mm; }
    table.many { font-size: 6.4pt; }
    thead { display: table-header-group; }
    th { text-align: left; font-weight: 600; color: #3a4654; border-bottom: 0.35mm solid #1d4f8c; }
    th, td { padding: 1mm 1.2mm; vertical-align: top; }
    td { border-bottom: 0.15mm solid #dde3ea; }
    tr { break-inside: avoid; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    th.number { white-space: normal; }
    code { font: 0.92em/1.35 "JetBrains Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
    @media screen { body { max-width: 180mm; margin: 10mm auto; padding: 0 4mm; } }

    """
}
