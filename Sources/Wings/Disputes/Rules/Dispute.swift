import Kernel
import Services

/// What somebody contests: the verdict of a ticket's clock, or the figure of a period of a service that was stated. It
/// holds exactly what is contested, as it was seen; what should have been counted instead; and how it was decided.
public struct Dispute: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    /// One objective of a ticket, in one cycle.
    case clock(ticket: RecordID, name: String, cycle: Int)
    case figure(service: String, period: ServicePeriod)

    /// As tables and programs call it.
    public enum Kind: String, CaseIterable, Hashable, Sendable { case clock, figure }

    public var kind: Kind {
      switch self {
      case .clock: .clock
      case .figure: .figure
      }
    }
  }

  public enum State: String, CaseIterable, Hashable, Sendable {
    case open, upheld
    /// Upheld in part: something else was corrected than was asked for.
    case partly
    case rejected
    /// Taken back by who opened it.
    case withdrawn

    public var words: String {
      switch self {
      case .open: "open"
      case .upheld: "upheld"
      case .partly: "upheld in part"
      case .rejected: "rejected"
      case .withdrawn: "taken back"
      }
    }

    /// Whether what was contested was corrected.
    public var isUpheld: Bool { self == .upheld || self == .partly }
  }

  /// For whom one speaks.
  public enum Side: String, CaseIterable, Hashable, Sendable {
    /// Whoever contests.
    case opening
    /// Whoever stands by what was counted.
    case answering

    public var words: String {
      switch self {
      case .opening: "the opening side"
      case .answering: "the answering side"
      }
    }
  }

  public var id: RecordID
  public var number: Int
  public var subject: Subject
  /// Where it was seen: the last entry of the ticket's stream that its clocks rest on, or the number of the statement.
  public var position: Int64
  /// What is contested, as it was when it was contested.
  public var seen: ContestedValue
  public var correction: Correction
  /// What the correction would make of it, by the same engine, when it was contested.
  public var expected: CorrectionEffect
  public var openedAt: Instant
  /// The id of a person, or the name of a part of the product.
  public var openedBy: String
  public var state = State.open
  public var decidedAt: Instant?
  public var decidedBy: String?
  /// Why it was decided so; empty where it was taken back.
  public var reasons: String?
  /// What was corrected, where it was upheld.
  public var made: Correction?
  /// What that made of it.
  public var result: CorrectionEffect?
  public var version = 1

  public init(
    id: RecordID, number: Int, subject: Subject, position: Int64, seen: ContestedValue, correction: Correction,
    expected: CorrectionEffect, openedAt: Instant, openedBy: String
  ) {
    (self.id, self.number, self.subject, self.position) = (id, number, subject, position)
    (self.seen, self.correction, self.expected) = (seen, correction, expected)
    (self.openedAt, self.openedBy) = (openedAt, openedBy)
  }

  /// `DSP-7`.
  public var name: String { Dispute.name(number) }

  public static func name(_ number: Int) -> String { "DSP-\(number)" }

  /// The number of a name, with or without what stands before it; nil of any other text.
  public static func number(_ name: String) -> Int? {
    let digits = name.uppercased().hasPrefix("DSP-") ? name.dropFirst(4) : name[...]
    guard (1...9).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(digits)
  }

  /// Of a statement.
  public static let textBounds = TextBounds.prose(1...4000)
  /// Of a decision.
  public static let reasonsBounds = TextBounds.prose(1...4000)
  /// Statements of one dispute.
  public static let mostStatements = 100
  /// Disputes that wait for a decision at once.
  public static let mostOpen = 1000
}

/// Something that one side said. It is never changed: whoever has more to say says it in another.
public struct DisputeStatement: Hashable, Sendable {
  /// From 1, in the order in which they were made.
  public var number: Int
  public var side: Dispute.Side
  public var text: String
  public var evidence: [DisputeEvidence]
  public var at: Instant
  /// The id of a person, or the name of a part of the product.
  public var by: String

  public init(
    number: Int, side: Dispute.Side, text: String, evidence: [DisputeEvidence] = [], at: Instant, by: String
  ) {
    (self.number, self.side, self.text, self.evidence) = (number, side, text, evidence)
    (self.at, self.by) = (at, by)
  }
}

/// What somebody points to: words, an address, or a file that is kept elsewhere and known again by its digest.
public struct DisputeEvidence: Hashable, Sendable {
  /// What it shows, or where it is found.
  public var words: String?
  public var link: String?
  /// The file's name.
  public var file: String?
  /// SHA-256 of the file's bytes, 64 hexadecimal digits.
  public var sha256: String?

  public init(words: String? = nil, link: String? = nil, file: String? = nil, sha256: String? = nil) {
    func said(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    (self.words, self.link, self.file) = (said(words), said(link), said(file))
    self.sha256 = said(sha256)?.lowercased()
  }

  /// Of one statement.
  public static let most = 10

  public var isEmpty: Bool { words == nil && link == nil && file == nil && sha256 == nil }

  /// Everything that is wrong with it, by the names of its fields behind `path`.
  public func faults(at path: String = "") -> [FieldFault] {
    func name(_ field: String) -> String { path.isEmpty ? field : "\(path).\(field)" }
    var faults: [FieldFault] = []
    if isEmpty { faults.append(FieldFault(name("words"), "are missing: say what the evidence is, or where it is")) }
    if let words { faults += TextBounds.evidence.faults(in: words, at: name("words")) }
    if let link {
      faults += TextBounds.line(1...1000).faults(in: link, at: name("link"))
      if !["https://", "http://"].contains(where: link.lowercased().hasPrefix) {
        faults.append(FieldFault(name("link"), "begins with https:// or http://"))
      }
    }
    if let file { faults += TextBounds.line(1...200).faults(in: file, at: name("file")) }
    if let sha256 {
      let isDigest =
        sha256.utf8.count == 64 && sha256.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
      if !isDigest {
        faults.append(
          FieldFault(name("sha256"), "is the file's SHA-256 in 64 hexadecimal digits, as sha256sum prints it"))
      }
      if file == nil { faults.append(FieldFault(name("file"), "is missing: the digest is of which file")) }
    } else if file != nil {
      faults.append(
        FieldFault(name("sha256"), "is missing: a file that is kept elsewhere is known again by its SHA-256 alone"))
    }
    return faults
  }

  public var json: JSON {
    .members(["words": .text(words), "link": .text(link), "file": .text(file), "sha256": .text(sha256)])
  }

  /// Reads what `json` wrote; nil for anything else.
  public init?(json: JSON) {
    guard let object = json.objectValue, Set(["words", "link", "file", "sha256"]).isSuperset(of: object.keys),
      object.values.allSatisfy({ $0.stringValue != nil })
    else { return nil }
    self.init(
      words: json["words"]?.stringValue, link: json["link"]?.stringValue, file: json["file"]?.stringValue,
      sha256: json["sha256"]?.stringValue)
  }
}
