import AgreementsUseCases
import BusinessTime
import Core
import Journal
import JournalUseCases
import Kernel
import ServiceLevelsUseCases
import Tickets
import TicketsUseCases
import Trade

/// Counts the figures of an offer again by an exported journal, without a database: each from the entries that the
/// checkpoint seals on which it rests, so that what came later changes nothing.
public struct OfflineFigures {
  /// What came of it.
  public struct Outcome: Sendable {
    public var journal: OfflineJournal.Outcome
    public var figures: [FigureOutcome]
    /// What of the offer's file contradicts itself.
    public var faults: [String]

    public var isClean: Bool { faults.isEmpty && journal.isClean && figures.allSatisfy(\.isSame) }
  }

  private var journal: OfflineJournal
  private let faults: [String]
  private var counts: [FigureCount]
  private var checkpoints: [Int64: Checkpoint] = [:]
  private var entries: [JournalEntry] = []
  /// By checkpoint, up to which entry of the present stream it seals.
  private var sealed: [(checkpoint: Int64, sequence: Int64)] = []
  private var stream = ""
  private var buffer: [UInt8] = []

  /// - Parameters:
  ///   - trusted: Public keys that may have signed; what the export's own register says where empty.
  public init(
    _ document: OfferDocument, trusting trusted: [[UInt8]] = [], anchors: [Int64: [UInt8]] = [:],
    calendars: any CalendarSource, zones: any ZoneSource
  ) {
    journal = OfflineJournal(trusting: trusted, anchors: anchors)
    faults = document.faults
    counts = document.rounds.flatMap { round in
      round.figures.map { FigureCount($0, text: round.text, calendars: calendars, zones: zones) }
    }
  }

  /// Takes the next bytes of the export.
  public mutating func read(_ portion: some Collection<UInt8>) throws(MainstayError) {
    try journal.read(portion)
    var left = portion[...]
    while let newline = left.firstIndex(of: UInt8(ascii: "\n")) {
      buffer += left[..<newline]
      takeLine()
      left = left[left.index(after: newline)...]
    }
    if buffer.count <= JournalFile.longestLine { buffer += left }
  }

  private mutating func takeLine() {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard buffer.count <= JournalFile.longestLine, let json = try? JSON(parsing: buffer),
      let line = JournalLine(json)
    else { return }
    switch line {
    case .entry(let entry, _):
      if !stream.isExactly(entry.stream) {
        endStream()
        stream = entry.stream
      }
      entries.append(entry)
    case .leaf(let leaf):
      if leaf.head.stream.isExactly(stream) { sealed.append((leaf.checkpoint, leaf.head.sequence)) }
    case .checkpoint(let signed): checkpoints[signed.checkpoint.number] = signed.checkpoint
    case .head: break
    }
  }

  /// Hands a stream on, to each figure as much of it as its checkpoint seals.
  private mutating func endStream() {
    guard ["agreement/", "calendar/", "ticket/"].contains(where: stream.hasPrefix) else {
      (entries, sealed) = ([], [])
      return
    }
    for index in counts.indices {
      let last = sealed.filter { $0.checkpoint <= counts[index].checkpoint }.map(\.sequence).max() ?? 0
      counts[index].take(stream, entries.prefix { $0.sequence <= last })
    }
    (entries, sealed) = ([], [])
  }

  /// Says that the export has ended.
  public mutating func finish() throws(MainstayError) -> Outcome {
    if !buffer.isEmpty { takeLine() }
    endStream()
    let outcome = try journal.finish()
    return Outcome(
      journal: outcome, figures: counts.indices.map { counts[$0].finish(checkpoints, isSound: outcome.isClean) },
      faults: faults)
  }
}

/// One figure that is being counted again.
private struct FigureCount {
  let figure: OfferFigure
  let text: JSON
  let source: any CalendarSource
  let zones: any ZoneSource
  private var reckoning: CurveReckoning?
  private var fault: String?
  private var versions: [String: [(entry: JournalEntry, number: Int, body: JSON, id: String, from: Instant)]] = [:]
  private var calendars: [String: [Int: JSON]] = [:]

  var checkpoint: Int64 { figure.checkpoint["checkpoint"]?.integerValue ?? 0 }

  init(_ figure: OfferFigure, text: JSON, calendars source: any CalendarSource, zones: any ZoneSource) {
    (self.figure, self.text, self.source, self.zones) = (figure, text, source, zones)
  }

  mutating func take(_ stream: String, _ entries: some Sequence<JournalEntry>) {
    guard fault == nil else { return }
    do {
      if let key = stream.key(behind: "agreement/") {
        try entries.forEach { try takeVersion($0, of: key) }
      } else if let key = stream.key(behind: "calendar/") {
        for entry in entries where entry.kind == "calendar.version-applied" {
          let payload = try payload(entry)
          if let number = payload["version"]?.integerValue {
            calendars[key, default: [:]][Int(number)] = payload["body"]
          }
        }
      } else if let id = stream.key(behind: "ticket/") {
        if reckoning == nil { try prepare() }
        var file = TicketFile(ticket: Ticket(id: RecordID(id)))
        for entry in entries where entry.kind.hasPrefix("ticket.") {
          try file.replay(entry.kind, entry.payload, at: entry.at, sequence: entry.sequence)
        }
        if !file.history.isEmpty { try reckoning?.take(file) }
      }
    } catch {
      fault = FigureCount.words(error)
    }
  }

  private func payload(_ entry: JournalEntry) throws -> JSON {
    guard let payload = try? JSON(parsing: entry.payload), payload.objectValue != nil else {
      throw MainstayError.unreadable(
        record: "\(entry.stream), entry \(entry.sequence)", reason: "it holds no JSON object")
    }
    return payload
  }

  private mutating func takeVersion(_ entry: JournalEntry, of key: String) throws {
    guard entry.kind == "agreement.version-applied" else { return }
    let payload = try payload(entry)
    guard let number = payload["version"]?.integerValue, let body = payload["body"],
      let id = payload["id"]?.stringValue,
      let from = payload["effectiveFrom"]?.integerValue
    else {
      throw MainstayError.unreadable(
        record: "\(entry.stream), entry \(entry.sequence)", reason: "it names no version, id or beginning")
    }
    versions[key, default: []].append((entry, Int(number), body, id, Instant(milliseconds: from)))
  }

  private func calendar(_ key: String, _ number: Int) throws -> BusinessCalendar {
    guard let body = calendars[key]?[number] else {
      throw MainstayError.unreadable(record: "calendar/\(key)", reason: "the journal has no version \(number) of it")
    }
    return try source.calendar(CalendarDefinition(json: body))
  }

  private mutating func prepare() throws {
    let question = try CurveQuestion(json: figure.question)
    let zone: ZoneRules
    do {
      zone = try zones.rules(for: question.zone)
    } catch {
      throw MainstayError.field("zone", "is no time zone that is known here: \(question.zone)")
    }
    let all = try versions.flatMap { key, list in
      try list.map { one in
        var pinned: [String: BusinessCalendar] = [:]
        for (name, version) in try AgreementTerms.calendars(in: one.body) { pinned[name] = try calendar(name, version) }
        return try AgreementVersion(
          key, version: one.number, id: RecordID(one.id), body: one.body, effectiveFrom: one.from,
          appliedAt: one.entry.at, by: one.entry.actor, calendars: pinned)
      }
    }
    let drafts: AgreementDrafts
    switch figure.basis {
    case .offered: drafts = try AgreementDrafts(json: text)
    case .inForce:
      guard let found = all.first(where: { $0.key == question.agreement && $0.version == question.version }) else {
        throw MainstayError.field(
          "question", "names version \(question.version ?? 0) of \(question.agreement), which the journal does not have"
        )
      }
      drafts = AgreementDrafts(agreements: [found.terms])
    }
    guard let terms = drafts.agreements.first else { throw MainstayError.field("text", "holds no agreement") }
    var named = try drafts.calendars.mapValues { try source.calendar($0) }
    for name in drafts.calendarsNamed where named[name] == nil {
      let number = figure.versions["calendars"]?[name]?.integerValue.map(Int.init) ?? calendars[name]?.keys.max()
      named[name] = try calendar(name, number ?? 0)
    }
    reckoning = try CurveReckoning(question, of: terms, calendars: named, beside: all, zone: zone)
  }

  mutating func finish(_ checkpoints: [Int64: Checkpoint], isSound: Bool) -> FigureOutcome {
    guard isSound else { return FigureOutcome(figure, .impossible("the journal does not hold")) }
    guard let rest = checkpoints[checkpoint] else {
      return FigureOutcome(figure, .impossible("the journal has no checkpoint \(checkpoint), on which it rests"))
    }
    guard figure.checkpoint["digest"]?.stringValue == hexadecimal(rest.digest) else {
      return FigureOutcome(
        figure, .impossible("checkpoint \(checkpoint) of this journal is another than the one on which it rests"))
    }
    do {
      if reckoning == nil, fault == nil { try prepare() }
      if fault == nil { return FigureOutcome(figure, now: try reckoning?.finish().offered ?? [:]) }
    } catch {
      fault = FigureCount.words(error)
    }
    return FigureOutcome(figure, .impossible(fault ?? "it cannot be counted"))
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case MainstayError.unreadable(let record, let reason): "\(record): \(reason)"
    case MainstayError.invalid(let faults): faults.map { "\($0.path) \($0.message)" }.joined(separator: "; ")
    case MainstayError.unavailable(let reason): reason
    default: "\(error)"
    }
  }
}
