import Core
import Kernel

/// Makes documents of reports: PDF by WeasyPrint, where that is installed, and workbooks by libxlsxwriter.
public struct Documents: DocumentMaking {
  private let printer: WeasyPrint
  private static let threads = ComputingThreads(width: 2, most: 10, busy: "spreadsheets are being written")

  public init() { self.init(printer: WeasyPrint()) }

  init(printer: WeasyPrint) { self.printer = printer }

  public func lacking(_ format: DocumentFormat) -> String? {
    guard format == .pdf, !printer.isThere else { return nil }
    return "PDF needs the package weasyprint on this machine (apt install weasyprint). Take the page to print instead, "
      + "and let the browser print it."
  }

  public func make(_ report: Report, as format: DocumentFormat) async throws -> [UInt8] {
    switch format {
    case .html: return ReportPage.bytes(report)
    case .pdf:
      if let lacking = lacking(.pdf) { throw MainstayError.unavailable(reason: lacking) }
      guard report.cells <= printer.bounds.cells else {
        throw MainstayError.conflict(
          code: "too-long-to-print",
          message: "It has \(Numerals.grouped(report.cells)) cells, and a PDF has at most "
            + "\(Numerals.grouped(printer.bounds.cells)). Take the spreadsheet, or the page to print.")
      }
      return try await printer.pdf(of: ReportPage.bytes(report))
    case .xlsx: return try await Documents.threads.run { try Workbook.bytes(report) }
    }
  }
}
