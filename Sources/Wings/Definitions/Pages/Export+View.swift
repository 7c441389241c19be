import Components
import Definitions
import Kernel
import Markup

extension ExportPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Every definition of this desk as a file, by its newest version: what is in force does not depend on this "
        + "product being there."
    ) {
      if !export.files.isEmpty {
        html.a("Download all as one file", .class("button main"), .href("/export/definitions.json"))
      }
    }
    html.unreadable(export.unreadable, "Not everything can be read. The rest is here.")
    html.notes(export.leftOut)
    guard !export.files.isEmpty else {
      return html.empty(.agreement, "Nothing yet", "There is no definition to take away.")
    }
    html.p {
      html.code("mainstay export FOLDER")
      html.text(" writes the same into a folder, and ")
      html.code("mainstay apply")
      html.text(
        " takes the folder, or the one file, on another desk. The texts are in canonical form: the same definition has the "
          + "same text, wherever it is written. Tickets and people are in a backup, and not here.")
    }
    for kind in DefinitionKind.allCases {
      let files = export.files.filter { $0.kind == kind }
      guard !files.isEmpty else { continue }
      html.part(ExportPage.words(kind)) {
        table(html, kind, files)
        if kind == .service {
          html.p(.class("soft")) {
            html.text("The same in the vocabulary of OpenSLO v1, with what it has no words for in annotations: ")
            html.a("openslo.yaml", .href("/export/openslo.yaml"))
          }
        }
      }
    }
  }

  private static func words(_ kind: DefinitionKind) -> String {
    switch kind {
    case .words: "Words of the desk"
    case .calendar: "Calendars"
    case .agreement: "Agreements"
    case .service: "Promises of services"
    case .ladder: "Ladders of escalation"
    }
  }

  private func table(_ html: HTML, _ kind: DefinitionKind, _ files: [DefinitionFile]) {
    let columns = [
      Column("File"), Column("Version", number: true), Column("SHA-256"), Column("Entry of the journal"),
    ]
    html.table(ExportPage.words(kind), columns: columns, stacks: true) {
      for file in files {
        html.tr {
          html.th(.scope("row")) {
            html.a(.href(Address.path("/export/file", ["path": file.path]))) { html.bdi(file.key) }
          }
          html.td(file.version.map(String.init) ?? "", .class("num"), .data("label", "Version"))
          html.td(.data("label", "SHA-256")) { html.code(String(file.hash.prefix(16))) }
          html.td(.data("label", "Entry of the journal")) {
            if let position = file.position { html.text("\(position.stream), \(position.sequence)") }
          }
        }
      }
    }
  }
}
