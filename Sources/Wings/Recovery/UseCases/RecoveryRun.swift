import ImportUseCases
import Journal
import Kernel
import Recovery
import Storage

/// What a recovery found, as it is kept.
public struct RecoveryFound: Hashable, Sendable {
  /// Cases with something to explain, and those that the rules give as recorded.
  public var cases: Int
  public var explained: Int
  /// As `mainstay recover --json` prints it, without the cases that contradict; how the rules hold; how the file was
  /// read, in sentences.
  public var body: JSON
  /// An agreement file.
  public var file: String

  public init(cases: Int, explained: Int, body: JSON, file: String) {
    (self.cases, self.explained, self.body, self.file) = (cases, explained, body, file)
  }

  init(_ found: RecoveredAgreement, _ written: CaseReader.Written, notes: [String]) {
    var rules = written.json.objectValue ?? [:]
    rules["contradictions"] = nil
    self.init(
      cases: found.cases, explained: found.explained,
      body: [
        "recovered": .object(rules), "holding": written.holding, "notes": .array(notes.map(JSON.string)),
      ], file: written.file)
  }
}

/// A search for the rule behind the cases of one file: under way, or over.
public struct RecoveryRun: Sendable {
  public var id: RecordID
  /// What people call the file.
  public var name: String
  /// SHA-256 of the file's bytes, in hexadecimal.
  public var digest: String
  public var settings: RecoverySettings
  public var begunAt: Instant
  /// The id of a person, or the name of a part of the product.
  public var begunBy: String
  /// When it ended, one way or the other; nil while it goes on, and of one whose node is gone.
  public var endedAt: Instant?
  /// Why it ended without a result.
  public var stopped: String?
  public var found: RecoveryFound?
  /// Cases that the rules do not explain; nil once they are deleted.
  public var examples: [JSON]?
  /// The proposal that it was adopted by.
  public var proposal: RecordID?

  public init(
    id: RecordID, name: String, digest: String, settings: RecoverySettings, begunAt: Instant, begunBy: String
  ) {
    (self.id, self.name, self.digest, self.settings) = (id, name, digest, settings)
    (self.begunAt, self.begunBy) = (begunAt, begunBy)
  }

  var stream: String { RecoveryStreams.prefix + id.text }

  /// As `mainstay recover --json` prints it.
  public var result: JSON? {
    guard var rules = found?.body["recovered"]?.objectValue else { return nil }
    rules["contradictions"] = .array(examples ?? [])
    return .object(rules)
  }

  /// Every column but the cases; names and results by their digests.
  var journaled: JSON {
    .members([
      "name": .string(sha256Hex(name.utf8)), "digest": .string(digest), "settings": settings.json,
      "begunAt": .string(begunAt.rfc3339), "endedAt": .instant(endedAt),
      "stopped": stopped.map { .string(sha256Hex($0.utf8)) },
      "cases": found.map { .integer(Int64($0.cases)) }, "explained": found.map { .integer(Int64($0.explained)) },
      "found": found.map { .string(sha256Hex($0.body.canonical.utf8)) },
      "file": found.map { .string(sha256Hex($0.file.utf8)) }, "proposal": proposal.map { .string($0.text) },
    ])
  }
}

enum RecoveryStreams {
  static let prefix = "recovery/"
}

/// Bounds of recoveries.
public enum RecoveryLimits {
  public static let nameBounds = TextBounds.line(1...200)
  /// Bytes of a file that one request may carry, packed or not.
  public static let uploaded = ImportLimits.uploaded
  /// Bytes of a file once it is unpacked.
  public static let unpacked = ImportLimits.unpacked
  /// Files that are being read at once, or wait for it; one more is refused.
  public static let readings = ImportLimits.surveys
  /// How long the search for a rule may take.
  public static let time = Duration.minutes(10)
  public static let listed = 100
  /// Letters of a file's name that keys of agreements and calendars begin with.
  static let key = 14
}
