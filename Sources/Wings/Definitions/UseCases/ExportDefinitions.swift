import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Definitions
import Escalation
import EscalationUseCases
import Journal
import JournalUseCases
import Kernel
import Services
import ServicesUseCases
import Tickets
import TicketsUseCases

/// Every definition of the desk as files, by kind and key: its words, calendars, agreements, what services are promised,
/// and ladders, each by its newest version. What the reader may not see is left out, and said.
public struct ExportDefinitions: Query {
  public init() {}

  /// - Throws: `forbidden`.
  public func answer(from look: Look) throws -> DefinitionExport {
    try look.principal.require(.exportDefinitions)
    var export = try DefinitionExport(checkpoint: look.lastCheckpointNumber())
    var names = DefinitionFileNames()
    func add(_ kind: DefinitionKind, _ key: String, version: Int?, stream: String, _ text: String) throws {
      let head = try JournalStore.head(of: stream, lock: false, in: look.transaction)
      export.files.append(
        DefinitionFile(
          kind: kind, key: key, version: version, path: names.path(kind, key), text: text, hash: sha256Hex(text.utf8),
          position: head.map {
            DefinitionFile.Position(stream: stream, sequence: $0.sequence, hash: hexadecimal($0.hash))
          }))
    }
    let principal = look.principal
    if principal.may(.workTickets) {
      let found = try ListWords().answer(from: look)
      export.unreadable += found.unreadable
      for list in Word.List.allCases {
        let words = found.words.filter { $0.list == list }
        guard !words.isEmpty else { continue }
        try add(
          .words, list.rawValue, version: nil, stream: list.stream,
          DefinitionTexts.text(WordsDefinition(list, words: words)))
      }
    } else {
      export.leftOut.append("The words of the desk are for those who work on tickets.")
    }
    if principal.may(.seeAgreements) {
      let calendars = try CalendarVersions().answer(from: look).newest(\.key)
      for one in calendars {
        try add(
          .calendar, one.key, version: one.version, stream: "calendar/" + one.key,
          AgreementDrafts(calendars: [one.key: one.definition]).fileText)
      }
      for one in try AgreementVersions().answer(from: look).newest(\.key) {
        try add(
          .agreement, one.key, version: one.version, stream: "agreement/" + one.key,
          AgreementDrafts(agreements: [one.terms]).fileText)
      }
      for subject in [PlannedChange.Subject.calendar, .agreement] {
        export.unreadable += try UnreadableVersions(subject).answer(from: look).map(\.words)
      }
    } else {
      export.leftOut.append("Calendars and agreements are for those who may read them.")
    }
    if principal.may(.seeServices) {
      let found = try ListPromises().answer(from: look)
      export.unreadable += found.unreadable
      for one in found.services {
        let steps = one.line.steps(from: one.today)
        guard !steps.isEmpty else { continue }
        try add(
          .service, one.service, version: one.line.version(on: one.today)?.number ?? one.line.versions.last?.number,
          stream: ListPromises.stream(of: one.service),
          DefinitionTexts.text(ServiceDefinition(one.service, steps: steps)))
      }
    } else {
      export.leftOut.append("What services are promised is for those who may see services.")
    }
    if principal.may(.seeLadders) {
      let found = try ListLadders().answer(from: look)
      export.unreadable += found.unreadable
      for one in found.items {
        try add(
          .ladder, one.key, version: one.version, stream: "ladder/" + one.key,
          DefinitionTexts.text(LadderDefinition(one.key, one.ladder, isOn: one.isOn)))
      }
    } else {
      export.leftOut.append("Ladders of escalation are for those who may see them.")
    }
    return export
  }
}

extension Array {
  /// Of versions that stand newest first within each key, the first of each.
  fileprivate func newest(_ key: (Element) -> String) -> [Element] {
    var seen: Set<String> = []
    return filter { seen.insert(key($0)).inserted }
  }
}

extension DefinitionExport {
  /// SHA-256 of a file's bytes, as a manifest has it: in hexadecimal.
  public static func hash(of bytes: some Sequence<UInt8>) -> String { sha256Hex(bytes) }
}
