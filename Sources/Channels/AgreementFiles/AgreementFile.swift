import Agreements
import BusinessTime
import Kernel

/// Calendars and agreements as people keep them under review: what `mainstay apply` takes.
public struct AgreementFile: Sendable {
  /// An agreement with what decides which tickets it covers.
  public struct Entry: Hashable, Sendable {
    /// Where it stands in its file: `agreements.gold`, `agreements[0]`.
    public var path: String
    public var key: String
    public var agreement: Agreement
    /// Attributes that a ticket must have, each one of the values listed: `scope`, `when` and `tier` together.
    public var scope: [String: [String]]
    public var validFrom: Instant?
    /// The first instant at which it no longer holds.
    public var validTo: Instant?
    public var exclusions: [Exclusion]
    /// Kind, parties, signatories and what else it says of itself.
    public var particulars = AgreementParticulars.none
    public var termination: AgreementTermination?
  }

  public var calendars: [String: CalendarDefinition]
  public var agreements: [Entry]

  /// Agreements that one file may hold.
  public static let maximumAgreements = 500

  /// A file to read, and the name that faults put before their paths; an empty one puts none.
  public struct Source: Sendable {
    public var name: String
    public var bytes: [UInt8]

    public init(name: String = "", bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
  }

  /// Reads files that are applied together; an agreement may name a calendar of any of them.
  /// - Parameter known: calendars that exist already, with their working days.
  /// - Throws: `MainstayError.invalid` with every fault of every file; nothing else.
  public init(
    _ sources: [Source], known: [String: Duration?] = [:], zones: any ZoneSource
  ) throws(MainstayError) {
    var read = AgreementFileReader(zones: zones, workingDays: known)
    for source in sources { read.calendars(of: source) }
    read.readAgreements()
    let faults = read.faults
    guard faults.isEmpty else { throw .invalid(faults) }
    calendars = read.definitions
    agreements = read.entries
  }
}

/// Reads the calendars of every file first, then the agreements that rest on them.
private struct AgreementFileReader {
  let zones: any ZoneSource
  var workingDays: [String: Duration?]
  var definitions: [String: CalendarDefinition] = [:]
  var entries: [AgreementFile.Entry] = []
  private var files: [(name: String, log: FaultLog, agreements: Field?)] = []

  init(zones: any ZoneSource, workingDays: [String: Duration?]) {
    (self.zones, self.workingDays) = (zones, workingDays)
  }

  var faults: [FieldFault] {
    files.flatMap { file in
      file.log.faults.map { fault in
        let separator = file.name.isEmpty ? "" : fault.path.isEmpty ? file.name : file.name + ": "
        return FieldFault(separator + fault.path, fault.message)
      }
    }
  }

  mutating func calendars(of source: AgreementFile.Source) {
    let log = FaultLog()
    var agreements: Field?
    if let root = YAMLText.read(source.bytes, log: log),
      let members = Field(root, log: log).members(["calendars", "agreements"], of: "calendars, agreements")
    {
      if members.keys.isEmpty { log.add("", "the file holds neither calendars nor agreements") }
      let result = CalendarReader(zones: zones).read(members["calendars"])
      for (key, definition) in result.definitions {
        if definitions.updateValue(definition, forKey: key) != nil {
          log.add(members.field.path(of: "calendars") + "." + Field.shown(key), "another file has this calendar")
        }
      }
      workingDays.merge(result.workingDays) { _, newer in newer }
      agreements = members["agreements"]
    }
    files.append((source.name, log, agreements))
  }

  mutating func readAgreements() {
    for file in files {
      guard let field = file.agreements else { continue }
      if case .object = field.value {
        guard let members = field.anyMembers(of: "agreements by key") else { continue }
        guard members.keys.count <= AgreementFile.maximumAgreements else {
          field.fault("are more than \(AgreementFile.maximumAgreements)")
          continue
        }
        for key in members.keys {
          if let agreement = members.required(key, "is empty; it has name and objectives") {
            add(agreement, key: key)
          }
        }
      } else {
        for row in field.elements(limit: AgreementFile.maximumAgreements) ?? [] { add(row, key: nil) }
      }
    }
  }

  private static let keys =
    ["key", "scope", "when", "tier", "validFrom", "validTo", "exclusions", "termination"] + AgreementParticulars.keys

  private mutating func add(_ field: Field, key given: String?) {
    guard
      let members = field.members(
        AgreementFileReader.keys + AgreementReader.keys, of: "name, objectives, scope, validFrom")
    else { return }
    let key = given ?? members.required("key", "is missing: what the agreement is known by")?.name()
    if let given {
      if given.isEmpty || given.utf8.count > AgreementLimit.nameLength { field.fault("has an empty or overlong key") }
      if let inner = members["key"], inner.scalarText != given { inner.fault("is not \(Field.shown(given))") }
    }
    let agreement = AgreementReader(workingDays: workingDays).agreement(members)
    let scope = scope(members)
    let from = members["validFrom"].flatMap(instant)
    let to = members["validTo"].flatMap(instant)
    if let from, let to, from >= to { members["validTo"]?.fault("is not after validFrom") }
    let exclusions = ExclusionReader().exclusions(members["exclusions"])
    let particulars = AgreementParticulars(members)
    let termination = members["termination"].flatMap(AgreementTermination.init)
    guard let key, let agreement else { return }
    if entries.contains(where: { $0.key == key }) { field.fault("another agreement has the key \(Field.shown(key))") }
    entries.append(
      AgreementFile.Entry(
        path: field.path, key: key, agreement: agreement, scope: scope, validFrom: from, validTo: to,
        exclusions: exclusions, particulars: particulars, termination: termination))
  }

  private func scope(_ members: Members) -> [String: [String]] {
    var scope: [String: [String]] = [:]
    for source in [members["scope"], members["when"]].compactMap({ $0 }) {
      guard let rows = source.anyMembers(of: "attributes and their values") else { continue }
      guard rows.keys.count <= AgreementLimit.conditions else {
        source.fault("has more than \(AgreementLimit.conditions) attributes")
        continue
      }
      for key in rows.keys {
        guard let field = rows.required(key, "has no value") else { continue }
        if scope[key] != nil { field.fault("stands in scope and in when") }
        scope[key] = values(field)
      }
    }
    if let tier = members["tier"] {
      if scope["tier"] != nil { tier.fault("stands in scope or when, too") }
      scope["tier"] = values(tier)
    }
    return scope
  }

  private func values(_ field: Field) -> [String] {
    guard case .array = field.value else { return field.name().map { [$0] } ?? [] }
    let values = field.names(limit: AgreementLimit.values) ?? []
    if values.isEmpty { field.fault("has no value") }
    return values
  }

  /// An instant, or a date with its offset for the beginning of that day: `2025-01-01+01:00`.
  private func instant(_ field: Field) -> Instant? {
    if let text = field.scalarText, CivilDate(parsing: text.prefix(10)) != nil {
      let offset = text.dropFirst(10)
      if offset.isEmpty {
        field.fault("has no offset; write it like 2025-01-01+01:00 or 2025-01-01T00:00:00+01:00")
        return nil
      }
      if offset.first != "T", let instant = try? Instant(parsing: text.prefix(10) + "T00:00:00" + offset) {
        return instant
      }
    }
    return field.instant()
  }
}
