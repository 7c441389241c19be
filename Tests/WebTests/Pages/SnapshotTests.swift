import Components
import Kernel
import Markup
import Testing
@testable import Components
@testable import TicketsPages

@Suite("Parts of pages, as they were reviewed", .timeLimit(.minutes(10)))
struct SnapshotTests {
  private static let parts: [(name: String, write: @Sendable (HTML, Reader) -> Void)] = [
    ("queue-row", { html, reader in Sample.rows[0].write(html, for: reader) }),
    ("clocks", { html, reader in html.clocks([Sample.running, Sample.met], for: reader) }),
    (
      "faults",
      { html, _ in
        html.faults([FieldFault("title", "is missing"), FieldFault("", "it is closed")], labels: ["title": "Subject"])
      }
    ),
    (
      "toast",
      { html, reader in
        let undo = UndoOffer("/tickets/INC-1/undo", version: 7, back: "/tickets/INC-1?q=is%3Aopen")
        html.toast(Flash(.good, "On hold <now>.", undo: undo), for: reader)
      }
    ),
    (
      "moment-field",
      { html, reader in
        html.momentField("from", "From", FormState(["from": "today 14:00"]), for: reader)
        html.momentField("to", "To", FormState(["to": "soon"], faults: [FieldFault("to", "is no time")]), for: reader)
      }
    ),
    (
      "combobox",
      { html, _ in
        html.zoneField("zone", "Time zone", FormState(["zone": "berl"]), ["Europe/Berlin", "UTC"])
        html.ticketBox("other", "Other ticket", FormState(), id: "link-other")
      }
    ),
    (
      "row-editor",
      { html, _ in
        var rows = RowEditor("closed", [.init("day", "Day")], rows: [["day": "12-24"], ["day": "12-25"]], most: 2)
        rows.edit("remove.0")
        html.rowEditor(
          rows, "Closed days", FormState(faults: [FieldFault("closed.0.day", "is no day")]), hint: "A day.")
      }
    ),
    (
      "changes",
      { html, _ in
        html.changes(
          [
            ClauseChange("First response for P1", before: "30 min", after: "15 min"),
            ClauseChange("Resolution", before: nil, after: "4 h"), ClauseChange("Team", before: "<net>", after: nil),
          ], caption: "What differs")
      }
    ),
    (
      "attainment-chart",
      { html, _ in
        html.attainmentChart(
          TrendFigure([
            .init("Apr 2026", Sample.attainment(90, 10), source: ChartSource("those that were late", "/late")),
            .init("May 2026", Attainment(met: 0, breached: 0, low: 0, high: 1)),
          ]))
      }
    ),
    (
      "pager",
      { html, _ in html.pager(Pager(shows: "51 to 100 of 224 tickets", next: "/queue?after=x", first: "/queue")) }
    ),
  ]

  @Test("stand as they stood", arguments: parts.map(\.name))
  func part(_ name: String) throws {
    let part = try #require(Self.parts.first { $0.name == name })
    let html = HTML()
    part.write(html, Sample.reader(.agent))
    try Snapshot.expect(html.string, is: name)
  }

  @Test("of no part that is gone a file is left")
  func files() {
    #expect(Snapshot.names.subtracting(Self.parts.map(\.name)) == [])
  }
}
