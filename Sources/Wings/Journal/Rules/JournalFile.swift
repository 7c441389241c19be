import Kernel

/// How a journal is written to a file for auditors: one JSON value a line, as docs/journal.md tells.
public enum JournalFile {
  public static let format = "mainstay-journal"
  public static let version: Int64 = 1
  /// Bytes of the longest line.
  public static let longestLine = 4 << 20

  /// The first line: `register` is the last entry of the register of keys when the export began.
  public static func header(at now: Instant, through checkpoint: Int64, register: Int64 = 0) -> JSON {
    [
      "format": .string(format), "version": .integer(version), "exportedAt": .integer(now.milliseconds),
      "through": .integer(checkpoint), "register": .integer(register),
    ]
  }

  /// The last line: how many of each there were, so that a file cut short is noticed.
  public static func end(_ counts: JournalCounts) -> JSON {
    [
      "end": [
        "streams": .integer(Int64(counts.streams)), "entries": .integer(Int64(counts.entries)),
        "leaves": .integer(Int64(counts.leaves)), "checkpoints": .integer(Int64(counts.checkpoints)),
      ]
    ]
  }
}

extension JournalLine {
  /// The line with its newline.
  public var bytes: [UInt8] {
    var out = ByteWriter(capacity: 512)
    write(into: &out)
    return out.bytes
  }

  private func write(into out: inout ByteWriter) {
    switch self {
    case .entry(let entry, let hash):
      out.append("{\"entry\":" as StaticString)
      out.append(entry.exportable.content)
      out.append(",\"hash\":\"\(hexadecimal(hash))\"}")
    case .leaf(let leaf):
      JSON.object(["leaf": leaf.head.json(["checkpoint": .integer(leaf.checkpoint)])]).write(into: &out)
    case .head(let head): JSON.object(["head": head.json([:])]).write(into: &out)
    case .checkpoint(let signed):
      out.append("{\"checkpoint\":" as StaticString)
      out.append(signed.checkpoint.content)
      out.append(",\"key\":\"\(hexadecimal(signed.publicKey))\",\"signature\":\"\(hexadecimal(signed.signature))\"}")
    }
    out.append(UInt8(ascii: "\n"))
  }

  /// Reads what `write` wrote; nil for anything else.
  public init?(_ json: JSON) {
    func head(_ json: JSON?) -> StreamHead? {
      guard let stream = json?["stream"]?.stringValue, let sequence = json?["sequence"]?.integerValue,
        sequence > 0, let hash = json?.hash("hash")
      else { return nil }
      return StreamHead(stream: stream, sequence: sequence, hash: hash)
    }
    if let entry = json["entry"].flatMap(JournalEntry.init), let hash = json.hash("hash") {
      self = .entry(entry, hash: hash)
    } else if let leaf = json["leaf"], let number = leaf["checkpoint"]?.integerValue, let head = head(leaf) {
      self = .leaf(SealedLeaf(checkpoint: number, head: head))
    } else if let head = head(json["head"]) {
      self = .head(head)
    } else if let checkpoint = json["checkpoint"].flatMap(Checkpoint.init), let key = json.hash("key"),
      let signature = json["signature"]?.stringValue.flatMap(bytes(hexadecimal:))
    {
      self = .checkpoint(SignedCheckpoint(checkpoint, signature: signature, publicKey: key))
    } else {
      return nil
    }
  }
}

extension StreamHead {
  fileprivate func json(_ more: [String: JSON]) -> JSON {
    .object(
      more.merging(["stream": .string(stream), "sequence": .integer(sequence), "hash": .string(hexadecimal(hash))]) {
        $1
      })
  }
}

extension JournalEntry {
  /// The entry as a file can hold it: a payload that is not canonical JSON, which only tampering
  /// leaves behind, as a string, so that the line stays readable and its hash still does not fit.
  fileprivate var exportable: JournalEntry {
    if let json = try? JSON(parsing: payload), json.canonical.isExactly(payload) { return self }
    var entry = self
    entry.payload = JSON.string(payload).canonical
    return entry
  }

  init?(_ json: JSON) {
    guard let stream = json["stream"]?.stringValue, let sequence = json["sequence"]?.integerValue,
      sequence > 0, let kind = json["kind"]?.stringValue, let actor = json["actor"]?.stringValue,
      let at = json["at"]?.integerValue, let recordedAt = json["recordedAt"]?.integerValue,
      let payload = json["payload"]
    else { return nil }
    self.init(
      stream: stream, sequence: sequence, kind: kind, actor: actor, at: Instant(milliseconds: at),
      recordedAt: Instant(milliseconds: recordedAt), payload: payload.canonical)
  }
}

extension Checkpoint {
  init?(_ json: JSON) {
    guard let number = json["number"]?.integerValue, number > 0, let at = json["at"]?.integerValue,
      let size = json["size"]?.integerValue, let root = json.hash("root"), let previous = json.hash("previous")
    else { return nil }
    self.init(
      number: number, at: Instant(milliseconds: at), size: Int(size), root: root, previous: previous)
  }
}

extension JSON {
  /// 32 bytes in hexadecimal.
  fileprivate func hash(_ key: String) -> [UInt8]? {
    self[key]?.stringValue.flatMap(bytes(hexadecimal:)).flatMap { $0.count == 32 ? $0 : nil }
  }
}
