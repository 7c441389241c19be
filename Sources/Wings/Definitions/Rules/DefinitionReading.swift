import Kernel

/// What a file says of which agreement files know nothing.
public enum OneDefinition: Hashable, Sendable {
  case words(WordsDefinition)
  case service(ServiceDefinition)
  case ladder(LadderDefinition)
  /// Several files in one, as programs get an export.
  case files([NamedText])

  /// A file by its name.
  public struct NamedText: Hashable, Sendable {
    public var name: String
    public var text: String
    public init(name: String, text: String) { (self.name, self.text) = (name, text) }
  }
}

extension OneDefinition {
  /// Whether a file is one of calendars and agreements, which are read by rules of their own.
  public static func isOfAgreements(_ json: JSON) -> Bool {
    guard let members = json.objectValue else { return true }
    return members.isEmpty || members["calendars"] != nil || members["agreements"] != nil
  }

  /// Reads a file of another kind.
  ///
  /// - Throws: `invalid` with every fault by its path, also where nobody can tell what the file is.
  public init(json: JSON) throws(MainstayError) {
    let log = FaultLog()
    guard let members = Field(json, log: log).anyMembers(of: "a definition") else { throw .invalid(log.faults) }
    var found: OneDefinition?
    if members.has("service") || members.has("promises") {
      found = ServiceDefinition(members, log: log).map { .service($0) }
    } else if members.has("ladder") {
      found = LadderDefinition(members, log: log).map { .ladder($0) }
    } else if members.has("list") || members.has("words") {
      found = WordsDefinition(members, log: log).map { .words($0) }
    } else if members.has("files") {
      found = OneDefinition.files(members)
    } else {
      log.add(
        "",
        "says nothing that is known here: calendars and agreements; service and promises; key and ladder; or list and "
          + "words")
    }
    guard let found, log.faults.isEmpty else { throw .invalid(log.faults) }
    self = found
  }

  private static func files(_ members: Members) -> OneDefinition? {
    guard let rows = members["files"]?.elements(limit: DefinitionLimit.files) else { return nil }
    var files: [NamedText] = []
    for row in rows {
      guard let inner = row.anyMembers(of: "file, text"),
        let name = inner.required("file", "is missing: what the file is called")?.text(),
        let text = inner.required("text", "is missing: what stands in the file")?.text()
      else { continue }
      files.append(NamedText(name: name, text: text))
    }
    return .files(files)
  }
}
