import Core
import HTTPSupport
import Journal
import JournalUseCases
import Kernel

/// The journal as the API writes it. Hashes, keys and signatures are in hexadecimal.
enum JournalJSON {
  static let entry = JSONSchema.named(
    "JournalEntry",
    .object([
      .init("stream", .string), .init("sequence", .count), .init("kind", .string),
      .init("actor", JSONSchema.string.says("Who did it, as they are called at present.")),
      .init("at", JSONSchema.instant.says("When it happened.")),
      .init("recordedAt", JSONSchema.instant.says("When it was written down.")),
      .init("payload", JSONSchema.any.says("With present names and opened texts; an export has it as it is hashed.")),
      .init("hash", JSONSchema.string.says("The chain's hash after it.")),
    ]))

  static func json(_ stored: StoredEntry) -> JSON {
    let entry = stored.entry
    return [
      "stream": .string(entry.stream), "sequence": .integer(entry.sequence), "kind": .string(entry.kind),
      "actor": .string(entry.actor), "at": .string(entry.at.rfc3339), "recordedAt": .string(entry.recordedAt.rfc3339),
      "payload": (try? JSON(parsing: entry.payload)) ?? .string(entry.payload),
      "hash": .string(hexadecimal(stored.hash)),
    ]
  }

  static let checkpoint = JSONSchema.named(
    "Checkpoint",
    .object([
      .init("number", .count), .init("at", .instant), .init("size", JSONSchema.count.says("Heads that it seals.")),
      .init("root", .string), .init("previous", JSONSchema.string.says("Digest of the checkpoint before.")),
      .init("digest", JSONSchema.string.says("Kept elsewhere, it proves later that nothing before it changed.")),
      .init("signature", .string), .init("publicKey", .string),
    ]))

  static func json(_ signed: SignedCheckpoint) -> JSON {
    let checkpoint = signed.checkpoint
    return [
      "number": .integer(checkpoint.number), "at": .string(checkpoint.at.rfc3339),
      "size": .integer(Int64(checkpoint.size)), "root": .string(hexadecimal(checkpoint.root)),
      "previous": .string(hexadecimal(checkpoint.previous)), "digest": .string(hexadecimal(checkpoint.digest)),
      "signature": .string(hexadecimal(signed.signature)), "publicKey": .string(hexadecimal(signed.publicKey)),
    ]
  }

  static let key = JSONSchema.named(
    "SealKey",
    .object([
      .init("key", JSONSchema.string.says("The public half, in hexadecimal.")), .init("node", .string),
      .init(
        "state",
        JSONSchema.string.says(
          "active: it may seal; added: its node has not taken it into use; retired; earlier: before there was a register."
        )
      ),
      .init("after", JSONSchema.count.says("It may have sealed checkpoints behind this one.")),
      .init("through", JSONSchema.count.orNull.says("The last that it may have sealed; null while it seals.")),
      .init("cameAt", .instant), .init("wentAt", JSONSchema.instant.orNull),
      .init("voucher", JSONSchema.string.says("The key that vouched for it.")),
    ]))

  static func json(_ member: SealRegister.Member) -> JSON {
    [
      "key": .string(hexadecimal(member.key)), "node": .string(member.node), "state": .string(member.state.rawValue),
      "after": .integer(member.after), "through": member.through.map(JSON.integer) ?? .null,
      "cameAt": .string(member.cameAt.rfc3339), "wentAt": .instant(member.wentAt) ?? .null,
      "voucher": .string(hexadecimal(member.voucher)),
    ]
  }

  /// - Parameter kinds: The kinds of record that are compared.
  static func report(_ kinds: [RecordKind]) -> JSONSchema {
    JSONSchema.named(
      "VerificationReport",
      .object([
        .init("clean", .boolean),
        .init(
          "findings",
          JSONSchema.list(
            .object([
              .init("kind", .oneOf(JournalFinding.Kind.self)), .init("subject", .string),
              .init("sequence", JSONSchema.integer(Int64.min...Int64.max).orNull), .init("message", .string),
              .init("count", JSONSchema.count.says("How many of this kind there are.")),
            ])
          ).says("In the order in which they were found, \(FindingTally.mostOfAKind) of a kind at most.")),
        .init(
          "notes",
          JSONSchema.list(.string).says("What is no fault by itself and should be known, in sentences.")),
        .init(
          "looked",
          .object([
            .init("streams", .count), .init("entries", .count), .init("leaves", .count), .init("checkpoints", .count),
            .init("unsealed", .count),
          ])),
        .init(
          "erased",
          JSONSchema.object([.init("persons", .count), .init("records", .count)])
            .says("People erased, and records that can no longer be compared, each covered by an entry of the journal.")
        ),
        .init("records", .object(kinds.map { .init($0.name, .count) })),
        .init("trustChecked", JSONSchema.boolean.says("Whether signatures were held against known keys.")),
        .init("lastCheckpoint", checkpoint.orNull), .init("startedAt", .instant), .init("finishedAt", .instant),
      ]))
  }

  static func json(_ report: VerificationReport) -> JSON {
    [
      "clean": .bool(report.isClean),
      "findings": .array(
        report.findings.kept.map { finding in
          [
            "kind": .string(finding.kind.rawValue), "subject": .string(finding.subject),
            "sequence": finding.sequence.map(JSON.integer) ?? .null, "message": .string(finding.message),
            "count": .integer(Int64(report.findings.counts[finding.kind] ?? 0)),
          ]
        }),
      "notes": .array(report.notes.map(JSON.string)),
      "looked": [
        "streams": .integer(Int64(report.counts.streams)), "entries": .integer(Int64(report.counts.entries)),
        "leaves": .integer(Int64(report.counts.leaves)), "checkpoints": .integer(Int64(report.counts.checkpoints)),
        "unsealed": .integer(report.counts.unsealed),
      ],
      "erased": [
        "persons": .integer(Int64(report.erased.persons)), "records": .integer(Int64(report.erased.records)),
      ],
      "records": .object(
        Dictionary(
          uniqueKeysWithValues: report.kinds.map { ($0.name, .integer(Int64(report.records[$0] ?? 0))) })),
      "trustChecked": .bool(report.isTrustChecked), "lastCheckpoint": report.last.map(json) ?? .null,
      "startedAt": .string(report.startedAt.rfc3339), "finishedAt": .string(report.finishedAt.rfc3339),
    ]
  }

  private static let place = JSONSchema.object([
    .init("at", .integer(Int64.min...Int64.max)), .init("stream", .line(1...200)), .init("sequence", .count),
  ])

  static func cursor(_ position: ListJournal.Position) -> String {
    PageCursor.write([
      "at": .integer(position.recordedAt.milliseconds), "stream": .string(position.stream),
      "sequence": .integer(position.sequence),
    ])
  }

  static func position(_ cursor: String) throws(MainstayError) -> ListJournal.Position {
    let value = try PageCursor.read(cursor, as: place)
    return ListJournal.Position(
      recordedAt: Instant(milliseconds: value["at"]?.integerValue ?? 0), stream: value["stream"]?.stringValue ?? "",
      sequence: value["sequence"]?.integerValue ?? 0)
  }
}
