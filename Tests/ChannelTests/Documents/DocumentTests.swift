import Core
import Foundation
import Kernel
import Testing
@testable import Documents

/// Documents as their readers find them: workbooks by their parts, PDF by the words that are in it.
@Suite("Documents", .timeLimit(.minutes(10)))
struct DocumentTests {
  private static let moment = Report.Moment(Instant(milliseconds: 1_764_580_365_250), offset: 3600)

  private func report(_ cells: [Report.Cell], _ columns: [String]? = nil) -> Report {
    Report(
      name: "X-1", title: "Report X-1", subject: "\u{201c}Gold\u{201d} & <more>", zone: "Europe/Paris",
      warnings: ["It is provisional."], marks: ["X-1 of gold", "Digest 0a0b"],
      parts: [
        Report.Part(
          "Values", words: ["=HYPERLINK(1)"], facts: [Report.Fact("Count", .whole(7), .text("of seven"))],
          tables: [Report.Table("All", columns ?? cells.indices.map { "Column \($0)" }, [cells])],
          remarks: ["So it is."])
      ])
  }

  private func read(_ workbook: [UInt8]) throws -> [JSON] {
    try OwnFolder.with { folder in
      try OwnFolder.write(workbook, to: folder + "/book.xlsx")
      let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Documents/cells.py")
      let text = try output("/usr/bin/env", ["python3", script.path, folder + "/book.xlsx"])
      return try #require(try JSON(parsing: text).arrayValue)
    }
  }

  private func output(_ program: String, _ arguments: [String]) throws -> String {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test("a spreadsheet has numbers, dates and lengths as such, and no formula whatever texts begin with")
  func workbook() async throws {
    let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "007", "1e5", "\u{202e}turned", "a & b <c>", "_x0041_"]
    let cells: [Report.Cell] =
      texts.map { .text($0) } + [
        .code("00ff"), .whole(-1_234_567), .whole(1 << 60), .share(9_999), .decimal("99.865591"),
        .length(.minutes(1563)),
        .moment(Self.moment), .blank,
      ]
    let found = try await read(Documents().make(report(cells), as: .xlsx)).filter { $0["sheet"] == "All" }
      .filter { $0["cell"]?.stringValue?.hasSuffix("2") == true }
    #expect(found.allSatisfy { $0["kind"] != "formula" })
    #expect(found.prefix(texts.count).map { $0["value"]?.stringValue } == texts.map(Optional.some))
    #expect(found.prefix(texts.count + 1).allSatisfy { $0["kind"] == "text" && $0["format"] == "@" })
    let rest = found.dropFirst(texts.count + 1).map {
      "\($0["kind"]?.stringValue ?? "") \($0["value"]?.stringValue ?? "")"
    }
    #expect(rest.count == 6 && rest[0] == "number -1234567" && rest[1] == "text 1152921504606846976")
    #expect(rest[2] == "number 0.9999" && rest[3].hasPrefix("number 99.8655"))
    let formats = found.suffix(4).map { $0["format"]?.stringValue }
    #expect(formats[0] == "0.00%" && formats[1] == "0.000000" && formats[2] == "[h]:mm:ss.000")
    #expect(formats[3]?.contains("+01:00") == true)
    let numbers = found.suffix(2).compactMap { ($0["value"]?.stringValue).flatMap(Double.init) }
    // 26:03:00, and 2025-12-01 10:12:45.250 by the clocks of Paris.
    #expect(numbers.count == 2 && abs(numbers[0] - 1563.0 / 1440) < 1e-9)
    #expect(abs(numbers[1] - (45_992 + (10 * 3600 + 12 * 60 + 45.25) / 86_400)) < 1e-8)
  }

  @Test("the first sheet says what it is, and every sheet's heading the zone of its moments")
  func summary() async throws {
    let found = try await read(Documents().make(report([.moment(Self.moment)], ["Due"]), as: .xlsx))
    let texts = Set(found.compactMap { $0["value"]?.stringValue })
    #expect(texts.isSuperset(of: ["Report X-1", "Due (Europe/Paris)", "=HYPERLINK(1)", "X-1 of gold", "So it is."]))
  }

  @Test("texts are lengths and moments as people write them")
  func words() {
    #expect(Report.Cell.length(.milliseconds(93_785_040)).words == "26:03:05.040")
    #expect(Report.Cell.length(.milliseconds(-1500)).words == "-0:00:01.500")
    #expect(Report.Cell.moment(Self.moment).words == "2025-12-01 10:12:45.250 +01:00")
    #expect(
      Report.Cell.moment(.init(Instant(milliseconds: -1), offset: -12_600)).words == "1969-12-31 20:29:59.999 -03:30")
    #expect(Report.Cell.share(5).words == "0.05 %" && Report.Cell.share(10_000).words == "100.00 %")
    #expect(ReportPage.quoted("a\"\n\\<") == "\"a\\22 \\a \\5c \\3c \"")
    #expect(DocumentFormat(fileName: "a.b.PDF") == .pdf && DocumentFormat(fileName: "pdf") == nil)
  }

  @Test("a page to print stands alone: it names nothing that would have to be loaded")
  func page() async throws {
    let html = String(
      decoding: try await Documents().make(report([.text("<script>x</script>")]), as: .html), as: UTF8.self)
    #expect(html.contains("&lt;script&gt;") && html.contains("@bottom-left") && html.contains("Gold"))
    for word in ["<script", "http:", "https:", "url(", "src=", "href=", "@import"] { #expect(!html.contains(word)) }
  }

  // MARK: PDF

  private func words(_ pdf: [UInt8]) throws -> String {
    try OwnFolder.with { folder in
      try OwnFolder.write(pdf, to: folder + "/made.pdf")
      return try output("/usr/bin/env", ["pdftotext", "-layout", folder + "/made.pdf", "-"])
    }
  }

  @Test("a PDF has the values, page numbers and the marks on each page")
  func pdf() async throws {
    var long = report([.text("row"), .whole(12_345)])
    long.parts[0].tables[0].rows = Array(repeating: [.text("row"), .whole(12_345)], count: 120)
    let text = try words(try await Documents().make(long, as: .pdf))
    let pages = text.split(separator: "\u{c}", omittingEmptySubsequences: true).filter { $0.contains("Page") }
    #expect(pages.count >= 2 && text.contains("Page 1 of \(pages.count)"))
    #expect(pages.allSatisfy { $0.contains("X-1 of gold") && $0.contains("Digest 0a0b") })
    #expect(text.contains("\u{201c}Gold\u{201d} & <more>") && text.contains("12345"))
  }

  @Test("what prints loads nothing from this machine or from a network, only what stands in the page")
  func loading() async throws {
    try await OwnFolderTest.with { folder in
      let picture = "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='40'><text y='20'>LOADED</text></svg>"
      try OwnFolder.write(Array(picture.utf8), to: folder + "/own.svg")
      let listener = try Listener()
      let given =
        "data:image/svg+xml;base64," + Data(picture.replacing("LOADED", with: "GIVEN").utf8).base64EncodedString()
      let page = """
        <p>Body</p><img src="file://\(folder)/own.svg"><img src="http://127.0.0.1:\(listener.port)/x.svg">
        <link rel="attachment" href="file:///etc/passwd"><link rel="stylesheet" href="file:///etc/passwd"><img src="\(given)">
        """
      let text = try words(try await WeasyPrint().pdf(of: Array(page.utf8)))
      #expect(text.contains("Body") && text.contains("GIVEN") && !text.contains("LOADED"))
      #expect(!listener.heardSomething())
      // Nor could it, where this machine lets a program be shut off.
      guard !WeasyPrint.isolation.isEmpty else { return }
      let asking = "import socket; socket.create_connection(('127.0.0.1', \(listener.port)), 2)"
      let (ending, said) = try BoundedChild(
        command: WeasyPrint.isolation + ["/usr/bin/python3", "-c", asking], environment: [], folder: "/",
        timeLimit: .seconds(20)
      ).run()
      #expect(ending != .exited(0) && said.contains("Error") && !listener.heardSomething())
    }
  }

  @Test("one that would take too much is refused, and one that takes too long or too much memory is stopped")
  func bounds() async throws {
    let wide = Array(repeating: Report.Cell.whole(1), count: 100)
    var large = report(wide)
    large.parts[0].tables[0].rows = Array(repeating: wide, count: 300)
    await #expect(throws: MainstayError.self) { _ = try await Documents().make(large, as: .pdf) }
    for bounds in [
      WeasyPrint.Bounds(time: .milliseconds(50)), WeasyPrint.Bounds(memory: 60 << 20),
      WeasyPrint.Bounds(file: 100),
    ] {
      await #expect(throws: MainstayError.self) { _ = try await WeasyPrint(bounds: bounds).pdf(of: Array("<p>x".utf8)) }
    }
  }

  @Test("without WeasyPrint it says which package to install, and what there is instead")
  func absent() async throws {
    let without = Documents(printer: WeasyPrint(library: "/nowhere/weasyprint"))
    #expect(without.lacking(.pdf)?.contains("apt install weasyprint") == true)
    #expect(without.lacking(.xlsx) == nil && without.lacking(.html) == nil)
    await #expect(throws: MainstayError.self) { _ = try await without.make(report([]), as: .pdf) }
    #expect(try await without.make(report([]), as: .html).starts(with: "<!DOCTYPE html>".utf8))
  }
}
