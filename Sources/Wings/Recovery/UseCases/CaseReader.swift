import Kernel
import Recovery

/// Reads files of cases and writes what was recovered from them; the channel of files stands behind it.
public struct CaseReader: Sendable {
  /// Cases as a file tells them.
  public struct Cases: Sendable {
    public var recorded: RecordedCases
    /// How the file was read, and what is odd about it, in sentences.
    public var notes: [String]

    public init(_ recorded: RecordedCases, notes: [String]) { (self.recorded, self.notes) = (recorded, notes) }
  }

  /// What was recovered, as files and programs have it.
  public struct Written: Sendable {
    /// As `mainstay recover --json` prints it.
    public var json: JSON
    public var holding: JSON
    /// An agreement file, without cases in its comments.
    public var file: String

    public init(json: JSON, holding: JSON, file: String) {
      (self.json, self.holding, self.file) = (json, holding, file)
    }
  }

  public typealias Look = @Sendable (_ bytes: [UInt8]) async throws -> FirstLook
  public typealias Read = @Sendable (_ bytes: [UInt8], RecoverySettings) async throws -> Cases
  public typealias Write = @Sendable (RecoveredAgreement, _ title: String) -> Written
  public typealias Hold = @Sendable (_ file: String, Cases, RecoverySettings) async throws -> RuleBook.Holding

  private let (looks, reads): (Look, Read)
  private let (writes, holds): (Write, Hold)

  public init(
    look: @escaping Look, read: @escaping Read, write: @escaping Write, hold: @escaping Hold
  ) {
    (looks, reads) = (look, read)
    (writes, holds) = (write, hold)
  }

  /// A first look at a file.
  /// - Throws: `MainstayError.invalid` naming `file`.
  public func look(at bytes: [UInt8]) async throws -> FirstLook { try await looks(bytes) }

  /// The cases of a file, which is looked through as a whole.
  /// - Throws: `MainstayError.invalid` with every fault by the setting or the line; lines have no path.
  public func read(_ bytes: [UInt8], _ settings: RecoverySettings) async throws -> Cases {
    let faults = settings.faults
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    do {
      return try await reads(bytes, settings)
    } catch MainstayError.invalid(let faults) {
      throw MainstayError.invalid(faults.map(CaseReader.named))
    }
  }

  /// What was recovered, as files have it.
  func write(_ found: RecoveredAgreement, title: String) -> Written { writes(found, title) }

  /// How the rules of an agreement file hold for cases.
  public func hold(_ file: String, _ cases: Cases, _ settings: RecoverySettings) async throws -> RuleBook.Holding {
    try await holds(file, cases, settings)
  }

  /// Settings by their own names instead of the options of a command; a line of the file in words.
  static func named(_ fault: FieldFault) -> FieldFault {
    let options: KeyValuePairs = [
      "--opened": "the opening", "--format": "the form of the times", "--dates": "the order of the dates",
      "--due": "the due time", "--stopped": "the end", "--verdict": "the verdict", "--class": "the classes",
    ]
    var words = fault.message
    for (option, name) in options { words = words.replacing(option, with: name) }
    if fault.path.hasPrefix("line ") { return FieldFault("", "\(fault.path): \(words)") }
    let path = fault.path.hasPrefix("--") ? String(fault.path.dropFirst(2)) : fault.path
    return FieldFault(path == "class" ? "classes" : path, words)
  }
}
